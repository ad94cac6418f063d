"""Every alarm is raised once and cleared once, whatever happens to our own connection meanwhile."""

from collections.abc import Iterable

from common.messages import BarrierState, Connected, Disconnected
from p5_monitor.rules.alarms import AlarmCleared, AlarmRaised, AlarmRule, Board, Condition
from p5_monitor.rules.alarms.board import CUT_OFF
from p5_monitor.rules.picture import Kind
from tests.p5_monitor.desk import Desk, alarms, gone, here, settled, told

FAULT = Condition(Kind.BARRIER_FAULT, "barrier")


class Switch(AlarmRule):
    """A rule that says what it is told to say."""

    def __init__(self) -> None:
        self.wrong: list[Condition] = []

    def conditions(self, now: float) -> Iterable[Condition]:  # noqa: ARG002  every rule is told the time
        return self.wrong


def board_with(switch: Switch) -> Board:
    board = Board([switch], grace_seconds=5.0, now=0.0)
    board.connected(0.0)
    return board


def test_what_is_wrong_is_raised_once_and_cleared_once() -> None:
    switch = Switch()
    board = board_with(switch)
    switch.wrong = [FAULT]
    assert board.news(10.0) == [AlarmRaised(FAULT)]
    assert board.news(11.0) == []
    switch.wrong = []
    assert board.news(12.0) == [AlarmCleared(FAULT)]
    assert board.news(13.0) == []


def test_an_alarm_grows_older() -> None:
    switch = Switch()
    board = board_with(switch)
    switch.wrong = [FAULT]
    board.news(10.0)
    board.news(15.0)
    assert [alarm.age_seconds for alarm in board.standing(17.0)] == [7.0]


def test_while_we_are_cut_off_what_stood_stands_and_only_the_cut_is_news() -> None:
    switch = Switch()
    board = board_with(switch)
    switch.wrong = [FAULT]
    board.news(10.0)
    board.disconnected(20.0)
    switch.wrong = []
    assert board.news(24.9) == []
    assert [raised.condition.kind for raised in board.news(25.0)] == [Kind.BROKER_GONE]
    assert board.news(100.0) == []


def test_after_a_cut_the_modules_have_six_seconds_to_come_back() -> None:
    switch = Switch()
    board = board_with(switch)
    switch.wrong = [FAULT]
    board.news(10.0)
    board.disconnected(20.0)
    board.news(25.0)
    switch.wrong = []
    board.connected(30.0)
    assert board.news(35.9) == []
    switch.wrong = [FAULT]
    assert board.news(36.0) == [AlarmCleared(CUT_OFF)]


def test_a_module_that_is_gone_for_five_seconds_is_an_alarm_until_it_is_back() -> None:
    desk = Desk()
    desk.hears(here("P3"), gone("P3"))
    desk.passes(4.5)
    assert alarms(desk) == []
    desk.passes(3)
    assert alarms(desk) == ["module_offline P3"]
    desk.hears(here("P3"))
    assert alarms(desk) == []
    assert told(desk) == ["+ module_offline P3", "- module_offline P3"]


def test_a_module_that_is_gone_stays_gone_though_the_broker_came_back_without_its_memory() -> None:
    desk = Desk()
    desk.hears(here("P3"), gone("P3"))
    desk.passes(10)
    desk.senses(Disconnected())
    desk.passes(3)
    desk.senses(Connected())
    desk.passes(600)
    assert "- module_offline P3" not in told(desk)
    desk.hears(here("P3"))
    assert alarms(desk) == []


def test_a_restart_is_no_alarm() -> None:
    desk = Desk()
    desk.passes(10)
    desk.hears(gone("P3"))
    desk.passes(3)
    desk.hears(here("P3"))
    desk.passes(10)
    assert told(desk) == []


def test_a_barrier_that_is_forced_open_is_an_alarm_that_names_who_did_it() -> None:
    desk = Desk()
    desk.passes(10)
    desk.hears(BarrierState(state="OPENED", reason="forced", by="Ada"))
    assert [alarm.details for alarm in desk.picture.alarms] == [{"by": "Ada"}]
    desk.hears(BarrierState(state="OPENED", reason="released"))
    assert alarms(desk) == []


def test_our_own_cut_is_one_alarm() -> None:
    desk = Desk()
    desk.passes(10)
    desk.senses(Disconnected())
    desk.passes(60)
    desk.senses(Connected())
    desk.passes(10)
    assert told(desk) == ["+ broker_gone broker", "- broker_gone broker"]


def is_cut_off_for_a_second_ten_times(desk: Desk, up_seconds: float) -> None:
    for _ in range(10):
        desk.senses(Disconnected())
        desk.passes(1)
        desk.senses(Connected())
        desk.passes(up_seconds)


def test_a_cut_that_is_mended_at_once_is_none() -> None:
    desk = settled()
    is_cut_off_for_a_second_ten_times(desk, up_seconds=9)
    assert told(desk) == []


def test_a_connection_that_does_not_hold_is_one_alarm() -> None:
    desk = settled()
    is_cut_off_for_a_second_ten_times(desk, up_seconds=3)
    assert told(desk) == ["+ broker_gone broker"]
    desk.passes(10)
    assert alarms(desk) == []


def test_a_broker_that_was_never_there_is_an_alarm() -> None:
    board = Board([], grace_seconds=5.0, now=0.0)
    assert board.news(4.9) == []
    assert board.news(5.0) == [AlarmRaised(CUT_OFF)]
