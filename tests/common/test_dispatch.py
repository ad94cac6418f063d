"""What becomes of a fact on its way to a handler, and of an outcome on its way out."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from common.contract import ContractError, Role
from common.dispatch import PAUSE_SECONDS, Dispatch
from common.messages import (
    Available,
    BarrierCommand,
    Connected,
    Disconnected,
    Forgotten,
    Message,
    Notice,
    Override,
    Received,
    SpotStatus,
)
from common.service import Finishes, Performs, Publishes, Senses, Service, Subscribes, Wakes
from common.testing import Rehearsal

OPEN = BarrierCommand(action="OPEN")
A1_FREE = SpotStatus(id="A1", status="FREE", refresh=60)
BROKEN_AFTER = 180


@dataclass
class Notebook:
    """Handlers that write down what they were called with."""

    pages: list[object] = field(default_factory=list)

    def note(self, what: object, _: float) -> list[object]:
        self.pages.append(what)
        return []

    def note_remembered(self, what: object, _: float) -> list[object]:
        self.pages.append(("remembered", what))
        return []


@dataclass(frozen=True)
class Bell:
    """A local fact and an action."""


def fails(*_: object) -> Sequence[object]:
    raise RuntimeError("a bug")


def on_the_road(*lines: object, said: list[object] | None = None) -> Dispatch:
    """A service whose bugs do not end it, as with a real broker."""
    service = Service(Role.P2, *lines)  # type: ignore[arg-type]
    return Dispatch(service, (said if said is not None else []).append)


def received(message: Message) -> Received:
    notebook = Notebook()
    Rehearsal(Service(Role.P6, Subscribes(Received, notebook.note))).hears(message)
    [raw] = notebook.pages
    assert isinstance(raw, Received)
    return raw


def test_a_message_comes_to_its_handler() -> None:
    notebook = Notebook()
    Rehearsal(Service(Role.P2, Subscribes(Available, notebook.note))).hears(Available(count=3))
    assert notebook.pages == [Available(count=3)]


def test_a_copy_that_the_broker_kept_is_another_fact() -> None:
    notebook = Notebook()
    lot = Rehearsal(Service(Role.P2, Subscribes(Available, notebook.note, remembered=notebook.note_remembered)))
    lot.hears(Available(count=3), retained=True)
    assert notebook.pages == [("remembered", Available(count=3))]


def test_without_a_handler_of_its_own_a_copy_is_heard_like_any_other() -> None:
    notebook = Notebook()
    Rehearsal(Service(Role.P2, Subscribes(Available, notebook.note))).hears(Available(count=3), retained=True)
    assert notebook.pages == [Available(count=3)]


@pytest.mark.parametrize("order", [OPEN, Override(cmd="FORCE_OPEN")], ids=["OPEN", "FORCE_OPEN"])
def test_a_retained_order_is_never_acted_on(order: Message, caplog: pytest.LogCaptureFixture) -> None:
    notebook = Notebook()
    arm = Rehearsal(Service(Role.P3, Subscribes(BarrierCommand, notebook.note), Subscribes(Override, notebook.note)))
    arm.hears(order, retained=True)
    assert notebook.pages == []
    assert "retained order ignored" in caplog.text


def test_a_broken_message_is_dropped_counted_and_said_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    notebook = Notebook()
    lot = Rehearsal(Service(Role.P2, Subscribes(Available, notebook.note)))
    lot.receives("parking/display/available", b'{"count": true}')
    assert (notebook.pages, lot.rejected) == ([], 1)
    [line] = caplog.records
    assert (line.levelno, line.__dict__["topic"]) == (logging.WARNING, "parking/display/available")
    assert line.__dict__["reason"] == "count true: a whole number expected"


def test_an_empty_payload_is_forgotten_without_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    notebook = Notebook()
    lot = Rehearsal(Service(Role.P2, Subscribes(SpotStatus, fails, forgotten=notebook.note)))
    lot.receives("parking/spots/A1/status", b"")
    assert notebook.pages == [Forgotten(SpotStatus, "A1")]
    assert caplog.records == []


def test_whoever_hears_everything_gets_it_byte_for_byte() -> None:
    notebook = Notebook()
    backend = Rehearsal(Service(Role.P6, Subscribes(Received, notebook.note)))
    backend.receives("parking/anything", b"\xff", retained=True)
    [raw] = notebook.pages
    assert isinstance(raw, Received)
    assert (raw.topic, raw.payload, raw.retained) == ("parking/anything", b"\xff", True)


def test_what_nobody_asked_for_is_no_news() -> None:
    assert Rehearsal(Service(Role.P2, Subscribes(Available, fails))).hears(A1_FREE) == []


def test_a_spot_whose_promise_was_broken_is_unknown() -> None:
    notebook = Notebook()
    lot = Rehearsal(Service(Role.P2, Subscribes(SpotStatus, notebook.note)))
    lot.hears(A1_FREE)
    lot.passes(BROKEN_AFTER)
    assert notebook.pages == [A1_FREE, SpotStatus(id="A1", status="UNKNOWN")]


def test_a_count_whose_promise_was_broken_is_forgotten() -> None:
    notebook = Notebook()
    lot = Rehearsal(Service(Role.P2, Subscribes(Available, notebook.note, forgotten=notebook.note)))
    lot.hears(Available(count=3, refresh=60))
    lot.passes(BROKEN_AFTER)
    assert notebook.pages[1:] == [Forgotten(Available)]


def test_a_copy_of_a_broken_promise_does_not_come_back_to_life() -> None:
    notebook = Notebook()
    lot = Rehearsal(Service(Role.P2, Subscribes(SpotStatus, notebook.note)))
    lot.hears(A1_FREE)
    lot.passes(BROKEN_AFTER)
    lot.senses(Disconnected(), Connected())
    lot.hears(A1_FREE, retained=True)
    assert notebook.pages[2:] == []


def test_nobodys_silence_counts_while_we_are_away() -> None:
    notebook = Notebook()
    lot = Rehearsal(Service(Role.P2, Subscribes(SpotStatus, notebook.note)))
    lot.hears(A1_FREE)
    lot.senses(Disconnected())
    lot.passes(3600)
    assert notebook.pages == [A1_FREE]


def test_a_lot_has_a_hundred_thousand_spots_and_says_once_that_it_is_full(caplog: pytest.LogCaptureFixture) -> None:
    heard: dict[str, str] = {}
    road = on_the_road(Subscribes(SpotStatus, lambda spot, _: heard.update({spot.id: spot.status}) or []))
    template = received(A1_FREE)
    for number in range(100_010):
        payload = b'{"id": "S%d", "status": "FREE"}' % number
        road.hear(template._replace(topic=f"parking/spots/S{number}/status", payload=payload), now=0)
    assert len(heard) == 100_000
    assert [line.message for line in caplog.records] == ["more spots than a lot can have: the rest is ignored"]


def test_a_spot_that_was_forgotten_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.dispatch.MAX_SPOTS", 1)
    notebook = Notebook()
    lot = Rehearsal(Service(Role.P2, Subscribes(SpotStatus, notebook.note)))
    lot.hears(A1_FREE, SpotStatus(id="A2", status="FREE"), Forgotten(SpotStatus, "A1"))
    lot.hears(SpotStatus(id="A3", status="FREE"))
    assert notebook.pages == [A1_FREE, SpotStatus(id="A3", status="FREE")]


def test_a_bug_in_one_handler_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    notebook = Notebook()
    road = on_the_road(
        Subscribes(Available, fails), Senses(Bell, fails), Senses(Bell, notebook.note), Wakes(lambda: 0.0, fails)
    )
    road.hear(received(Available(count=3)), now=0)
    road.sense(Bell(), now=0)
    road.wake(now=0)
    assert notebook.pages == [Bell()]
    assert [line.exc_info is not None for line in caplog.records] == [True, True, True]


@pytest.mark.parametrize(
    "line",
    [pytest.param(Wakes(fails, fails), id="due"), pytest.param(Finishes(fails), id="done")],  # type: ignore[arg-type]
)
def test_a_rule_that_cannot_say_when_is_not_waited_for(line: object, caplog: pytest.LogCaptureFixture) -> None:
    road = on_the_road(line)
    road.wake(now=0)
    assert road.next_deadline(now=0) is None
    assert road.finished()
    assert "a handler failed" in caplog.text


def test_a_rule_that_never_has_enough_does_not_keep_the_loop_turning() -> None:
    road = on_the_road(Wakes(lambda: 0.0, lambda _: []))
    road.wake(now=5)
    assert road.next_deadline(now=5) == 5 + PAUSE_SECONDS


def test_a_rehearsal_with_a_rule_that_never_has_enough_comes_to_an_end() -> None:
    assert Rehearsal(Service(Role.P2, Wakes(lambda: 0.0, lambda _: []))).passes(1) == []


@pytest.mark.parametrize("began", [0.0, 1e6 + 1 / 3])
def test_a_promise_is_broken_in_time_whatever_the_rounding(began: float) -> None:
    notebook = Notebook()
    lot = Rehearsal(Service(Role.P2, Subscribes(SpotStatus, notebook.note)))
    lot.passes(began)
    lot.hears(A1_FREE.model_copy(update={"refresh": 0.1}))
    lot.passes(1)
    assert len(notebook.pages) == 2


def test_outcomes_go_out_in_their_order() -> None:
    said: list[object] = []
    road = on_the_road(
        Senses(Bell, lambda _, __: ["saved", OPEN]),
        Performs(str, lambda word, _: said.append(word)),
        Publishes(BarrierCommand),
        said=said,
    )
    road.sense(Bell(), now=0)
    assert said == ["saved", OPEN]


def test_what_cannot_be_saved_is_not_followed_by_the_order() -> None:
    said: list[object] = []
    road = on_the_road(
        Senses(Bell, lambda _, __: ["saved", OPEN]),
        Performs(str, fails),  # type: ignore[arg-type]
        Publishes(BarrierCommand),
        said=said,
    )
    road.sense(Bell(), now=0)
    assert said == []


def test_an_outcome_may_be_a_fact_for_another_line() -> None:
    notebook = Notebook()
    lot = Rehearsal(Service(Role.P2, Senses(str, lambda _, __: [Bell()]), Senses(Bell, notebook.note)))
    lot.senses("rings")
    assert notebook.pages == [Bell()]


def test_a_notice_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    Rehearsal(Service(Role.P2, Senses(Bell, lambda _, __: [Notice("no count")]))).senses(Bell())
    assert [(line.levelno, line.message) for line in caplog.records] == [(logging.WARNING, "no count")]


def test_an_outcome_that_no_line_takes_is_a_bug_and_not_lost_in_silence() -> None:
    with pytest.raises(TypeError, match="Bell: no line of this service performs or senses it"):
        Rehearsal(Service(Role.P2, Senses(str, lambda _, __: [Bell()]))).senses("rings")


def test_saying_what_no_row_allows_is_a_contract_error() -> None:
    with pytest.raises(ContractError, match="publishes BarrierCommand: no such row"):
        Rehearsal(Service(Role.P2, Senses(Bell, lambda _, __: [OPEN]))).senses(Bell())


def test_a_service_has_finished_when_all_its_lines_have() -> None:
    done: Callable[[], bool] = iter([False, True]).__next__
    lot = Rehearsal(Service(Role.P3, Finishes(done), Finishes(lambda: True)))
    assert [lot.finished, lot.finished] == [False, True]
