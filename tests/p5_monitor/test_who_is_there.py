import pytest

from common.contract import Completions
from common.messages import Connected, Disconnected, Forgotten, Listening, NewSpot, Override, Presence
from p5_monitor.rules import PresenceChanged
from tests.p5_monitor.desk import OPEN, OPENED, Desk, count, free, gone, here


def test_a_module_that_says_it_is_here_is_online() -> None:
    desk = Desk()
    desk.hears(here("P2"))
    assert desk.presence("P2") == ("online", "presence")


def test_a_module_whose_last_will_was_said_is_offline() -> None:
    desk = Desk()
    desk.hears(here("P2"), gone("P2"))
    assert desk.presence("P2") == ("offline", "presence")


def test_what_the_broker_has_kept_of_a_module_is_believed() -> None:
    desk = Desk()
    desk.hears(here("P2"), gone("P3"), retained=True)
    assert (desk.presence("P2"), desk.presence("P3")) == (("online", "presence"), ("offline", "presence"))


def test_a_presence_that_is_not_repeated_is_not_believed_for_ever() -> None:
    desk = Desk()
    desk.hears(here("P2"), retained=True)
    desk.passes(179)
    assert desk.presence("P2") == ("online", "presence")
    desk.passes(2)
    assert desk.presence("P2") == ("silent", "traffic")


def test_a_presence_that_is_repeated_is_believed() -> None:
    desk = Desk()
    for _ in range(10):
        desk.hears(here("P2"))
        desk.passes(60)
    assert desk.presence("P2") == ("online", "presence")


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("P1", free("A1")),
        ("P2", OPEN),
        ("P3", OPENED),
        ("P4", count(3)),
        ("P6", NewSpot(id="B1", cmd="ADD")),
        ("P7", Override(cmd="RELEASE")),
    ],
)
@pytest.mark.parametrize("completions", list(Completions))
def test_a_module_that_says_nothing_of_itself_is_judged_by_its_rows(
    completions: Completions, role: str, said: object
) -> None:
    desk = Desk(completions)
    desk.hears(said)  # type: ignore[arg-type]
    assert desk.presence(role) == ("heard", "traffic")
    assert [other for other in desk.picture.modules if desk.presence(other)[0] == "heard"] == [role]


def test_a_copy_that_the_broker_kept_is_no_sign_of_life() -> None:
    desk = Desk()
    desk.hears(free("A1"), retained=True)
    assert desk.presence("P1") == ("unknown", "traffic")
    assert desk.module("P1").heard_seconds is None


def test_a_rejected_message_is_a_sign_of_life() -> None:
    desk = Desk()
    desk.receives("parking/display/available", b"twelve")
    assert desk.presence("P4") == ("heard", "traffic")


def test_a_module_that_breaks_its_promise_to_repeat_itself_is_silent() -> None:
    desk = Desk(Completions.LISTEN)
    desk.hears(free("A1", refresh=10))
    desk.passes(29)
    assert desk.presence("P1") == ("heard", "traffic")
    desk.passes(2)
    assert desk.presence("P1") == ("silent", "traffic")


def test_also_if_only_the_broker_remembers_its_promise() -> None:
    desk = Desk(Completions.LISTEN)
    desk.hears(free("A1", refresh=10), retained=True)
    desk.passes(31)
    assert desk.presence("P1") == ("silent", "traffic")


def test_a_module_that_promised_nothing_is_never_silent() -> None:
    desk = Desk(Completions.LISTEN)
    desk.hears(OPEN)
    desk.passes(7200)
    assert desk.presence("P2") == ("heard", "traffic")
    assert desk.module("P2").heard_seconds == pytest.approx(7200, abs=2)


def test_a_strangers_lie_that_a_module_is_gone_ends_with_its_next_word() -> None:
    desk = Desk()
    desk.hears(here("P3"), gone("P3"), OPENED)
    assert desk.presence("P3") == ("heard", "traffic")


def test_a_presence_that_is_emptied_says_nothing() -> None:
    desk = Desk()
    desk.hears(here("P2"), Forgotten(Presence, "P2"))
    assert desk.presence("P2") == ("unknown", "traffic")


def test_without_that_completion_nobody_listens_to_presences() -> None:
    desk = Desk(Completions.LISTEN)
    desk.hears(here("P2"))
    assert desk.presence("P2") == ("unknown", "traffic")


def test_the_monitor_itself_is_here_as_long_as_it_is_connected() -> None:
    desk = Desk(Completions.NONE)
    assert desk.presence("P5") == ("online", "itself")
    desk.senses(Disconnected())
    assert desk.presence("P5") == ("unknown", "itself")


def test_who_is_cut_off_knows_of_nobody() -> None:
    desk = Desk()
    desk.hears(here("P1"), here("P2"), count(4), OPENED)
    desk.senses(Disconnected())
    picture = desk.picture
    assert {module.standing.presence for module in picture.modules.values()} == {"unknown"}
    assert (picture.connected, picture.count, picture.barrier) == (False, None, None)


def test_who_was_gone_before_our_own_cut_is_gone_after_it_until_he_speaks() -> None:
    desk = Desk()
    desk.hears(here("P3"), gone("P3"))
    desk.senses(Disconnected())
    assert desk.presence("P3") == ("unknown", "traffic")
    desk.senses(Connected())
    assert desk.presence("P3") == ("offline", "presence")
    desk.hears(OPENED)
    assert desk.presence("P3") == ("heard", "traffic")


def test_a_copy_that_says_it_came_back_meanwhile_is_believed_for_as_long_as_a_first_one() -> None:
    desk = Desk()
    desk.hears(here("P3"), gone("P3"))
    desk.senses(Disconnected(), Connected())
    desk.hears(here("P3"), retained=True)
    desk.passes(179)
    assert desk.presence("P3") == ("online", "presence")
    desk.passes(2)
    assert desk.presence("P3") == ("silent", "traffic")


def test_nobodys_silence_counts_while_we_are_cut_off() -> None:
    desk = Desk()
    desk.hears(here("P2"), free("A1", refresh=10))
    desk.senses(Disconnected())
    desk.passes(3600)
    desk.senses(Connected())
    desk.hears(here("P2"), free("A1", refresh=10), retained=True)
    assert desk.presence("P2") == ("online", "presence")
    assert desk.presence("P1") == ("unknown", "traffic")


def test_each_change_is_said_once() -> None:
    desk = Desk()
    desk.hears(here("P2"), here("P2"), gone("P2"), gone("P2"), here("P2"))
    changes = [said for said in desk.performed if isinstance(said, PresenceChanged) and said.role == "P2"]
    assert [change.standing.presence for change in changes] == ["online", "offline", "online"]


def test_a_short_cut_of_our_own_connection_is_nobodys_change() -> None:
    desk = Desk()
    desk.hears(here("P2"))
    before = len(desk.performed)
    desk.senses(Disconnected(), Connected())
    desk.hears(here("P2"), retained=True)
    assert desk.performed[before:] == []


def test_who_is_let_in_hears_when_every_subscription_was_granted() -> None:
    desk = Desk()
    assert not desk.picture.hears
    desk.senses(Listening())
    assert desk.picture.hears
    desk.senses(Connected(), Listening(refused=("lot/parking/#",)), Listening())
    assert not desk.picture.hears
