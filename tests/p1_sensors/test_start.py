from collections.abc import Callable
from pathlib import Path

import pytest

from common.contract import Completions
from common.messages import BarrierState, Connected, Forgotten, SpotStatus
from common.service import Service
from common.testing import Rehearsal
from tests.p1_sensors.lot import add, free, remove, taken

GARAGE = Path(__file__).parents[2] / "examples" / "garage.csv"

StartWith = Callable[..., Service]


def test_the_default_is_a_simulated_lot_of_twelve(start_with: StartWith) -> None:
    lot = Rehearsal(start_with(), connected=False)
    assert lot.senses(Connected()) == [free("ENTRY"), *(free(f"A{number}") for number in range(1, 13))]


def test_a_replay_does_not_listen_to_the_barrier(start_with: StartWith) -> None:
    replay = start_with(P1_SENSORS="replay", P1_REPLAY_FILE=str(GARAGE))
    assert BarrierState not in [line.message for line in replay.subscriptions()]


def test_a_simulation_listens_to_the_barrier_unless_completions_are_left_out(start_with: StartWith) -> None:
    simulation = start_with()
    assert BarrierState in [line.message for line in simulation.allowed(Completions.LISTEN).subscriptions()]
    assert simulation.allowed(Completions.NONE).subscriptions() == []


def test_without_completions_vehicles_go_in_though_nobody_says_that_the_barrier_is_opened(
    start_with: StartWith,
) -> None:
    lot = Rehearsal(start_with(COMPLETIONS="none"), Completions.NONE)
    said = [spot for spot in lot.passes(30) if isinstance(spot, SpotStatus)]
    assert [spot for spot in said if spot.status == "OCCUPIED" and spot.id != "ENTRY"] != []


def test_without_an_opened_barrier_no_vehicle_goes_in(start_with: StartWith) -> None:
    lot = Rehearsal(start_with())
    assert lot.passes(30)[-1] == taken("ENTRY")


def test_an_emptied_barrier_state_lets_no_vehicle_in(start_with: StartWith) -> None:
    lot = Rehearsal(start_with())
    lot.hears(BarrierState(state="OPENED"), Forgotten(BarrierState))
    assert lot.passes(30)[-1] == taken("ENTRY")


def test_an_opened_barrier_lets_a_vehicle_in(start_with: StartWith) -> None:
    lot = Rehearsal(start_with())
    lot.hears(BarrierState(state="OPENED"))
    assert lot.passes(30)[-1].id != "ENTRY"  # type: ignore[union-attr]


def test_the_log_says_which_sensors_they_are(start_with: StartWith, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "p1_sensors")
    start_with()
    assert caplog.records[0].message == "sensors: simulated"


def test_a_place_that_is_added_to_a_simulation_is_free_at_once(start_with: StartWith) -> None:
    lot = Rehearsal(start_with())
    lot.senses(Connected())
    assert lot.hears(add("B1")) == [free("B1")]


def test_a_restarted_simulation_remembers_what_was_added_and_removed(start_with: StartWith) -> None:
    Rehearsal(start_with(P1_SPOTS="A1-A2")).hears(add("B1"), remove("A1"))
    restarted = Rehearsal(start_with(P1_SPOTS="A1-A2"), connected=False)
    assert restarted.senses(Connected()) == [free("ENTRY"), free("A2"), free("B1"), Forgotten(SpotStatus, "A1")]
