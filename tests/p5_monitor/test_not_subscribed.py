"""A broker that lets P5 in and refuses its subscriptions leaves it deaf: somebody must know."""

from common.messages import Connected, Disconnected, Listening
from tests.p5_monitor.desk import Desk, alarms, told

EVERYTHING = "lot/parking/#"
COMMAND = "lot/parking/barriers/entry/cmd"


def refused(*filters: str) -> Desk:
    desk = Desk()
    desk.senses(Connected(), Listening(refused=filters))
    desk.passes(6)
    return desk


def test_each_refused_subscription_is_an_alarm() -> None:
    desk = refused(EVERYTHING)
    desk.senses(Listening(refused=(COMMAND,)), Listening())
    desk.passes(600)
    assert alarms(desk) == [f"not_subscribed {EVERYTHING}", f"not_subscribed {COMMAND}"]


def test_a_subscription_that_is_granted_is_none() -> None:
    assert told(refused()) == []


def test_it_is_over_when_the_broker_grants_it_after_a_reconnect() -> None:
    desk = refused(EVERYTHING)
    desk.senses(Disconnected())
    desk.passes(3)
    desk.senses(Connected(), Listening())
    desk.passes(10)
    assert alarms(desk) == []
    assert told(desk)[-1] == f"- not_subscribed {EVERYTHING}"


def test_a_broker_that_refuses_again_after_a_cut_is_no_news() -> None:
    desk = refused(EVERYTHING)
    desk.senses(Disconnected())
    desk.passes(3)
    desk.senses(Connected(), Listening(refused=(EVERYTHING,)))
    desk.passes(10)
    assert [news for news in told(desk) if "not_subscribed" in news] == [f"+ not_subscribed {EVERYTHING}"]
