"""An order that was sent with the retain flag stays with the broker until it is emptied there."""

from common.messages import Connected, Disconnected, SentRetained
from tests.p5_monitor.desk import CLOSED, OPEN, OPENED, Desk, alarms, details, told

COMMAND = "parking/barriers/entry/cmd"
OVERRIDE = "parking/admin/override"


def settled() -> Desk:
    desk = Desk()
    desk.passes(10)
    return desk


def kept(topic: str = COMMAND, payload: bytes = b'{"action": "OPEN"}', **beside: str) -> SentRetained:
    return SentRetained(topic, payload, beside)


def expiring(seconds: int) -> SentRetained:
    return SentRetained(COMMAND, b'{"action": "OPEN"}', {}, seconds)


def test_it_is_an_alarm_at_once() -> None:
    desk = settled()
    desk.senses(kept())
    assert alarms(desk) == ["retained_command parking/barriers/entry/cmd"]
    assert details(desk) == [{"said": '{"action": "OPEN"}', "by": "?"}]


def test_it_says_who_if_he_says_so() -> None:
    desk = settled()
    desk.senses(kept(by="Ada"))
    assert details(desk)[0]["by"] == "Ada"


def test_it_stands_until_the_topic_is_emptied() -> None:
    desk = settled()
    desk.senses(kept())
    desk.hears(OPEN, OPENED, CLOSED)
    desk.passes(3600)
    assert alarms(desk) == ["retained_command parking/barriers/entry/cmd"]
    desk.senses(kept(payload=b""))
    assert alarms(desk) == []
    assert len(told(desk)) == 2


def test_each_topic_has_its_own() -> None:
    desk = settled()
    desk.senses(kept(), kept(OVERRIDE, b'{"cmd": "FORCE_OPEN"}'))
    desk.senses(kept(payload=b""))
    assert alarms(desk) == ["retained_command parking/admin/override"]


def test_after_our_own_cut_the_broker_tells_whether_it_is_still_there() -> None:
    desk = settled()
    desk.senses(kept(), kept(OVERRIDE, b'{"cmd": "FORCE_OPEN"}'))
    desk.passes(1)
    desk.senses(Disconnected(), Connected(), kept())
    desk.passes(10)
    assert alarms(desk) == ["retained_command parking/barriers/entry/cmd"]
    assert "- retained_command parking/admin/override" in told(desk)


def test_an_order_that_expires_is_over_when_the_broker_drops_it() -> None:
    desk = settled()
    desk.senses(expiring(60))
    desk.passes(55)
    assert alarms(desk) == ["retained_command parking/barriers/entry/cmd"]
    desk.passes(10)
    assert alarms(desk) == []


def test_one_that_takes_its_place_and_never_expires_stands() -> None:
    desk = settled()
    desk.senses(expiring(60), kept())
    desk.passes(3600)
    assert alarms(desk) == ["retained_command parking/barriers/entry/cmd"]


def test_an_order_as_it_should_be_is_none() -> None:
    desk = settled()
    desk.hears(OPEN, OPENED, CLOSED)
    desk.passes(10)
    assert told(desk) == []
