from collections.abc import Callable
from pathlib import Path

import pytest

from common.messages import Connected, Disconnected, Forgotten, SpotStatus
from common.remembered import Remembered
from common.spots import MAX_SPOTS, Detectors
from common.state_file import StateFile
from p1_sensors.rules import WORDS_AT_ONCE, Memory, Roster, SpotSensed, StartSensor, StopSensor
from tests.p1_sensors.lot import Lot, add, free, remove

LotOf = Callable[..., Lot]

B1_FORGOTTEN = Forgotten(SpotStatus, "B1")
A1_FORGOTTEN = Forgotten(SpotStatus, "A1")


def test_an_added_place_starts_to_be_sensed(lot_of: LotOf) -> None:
    lot = lot_of("A1")
    assert lot.hears(add("B1")) == []
    assert StartSensor("B1") in lot.performed
    assert lot.senses(SpotSensed("B1", "FREE")) == [free("B1")]


def test_a_removed_place_is_sensed_no_more_and_its_topic_is_emptied(lot_of: LotOf) -> None:
    lot = lot_of("A1")
    assert lot.hears(remove("A1")) == [A1_FORGOTTEN]
    assert StopSensor("A1") in lot.performed
    assert lot.senses(SpotSensed("A1", "OCCUPIED")) == []


def test_adding_twice_starts_one_sensor(lot_of: LotOf) -> None:
    lot = lot_of("A1")
    lot.hears(add("B1"), add("B1"), add("A1"))
    assert [action for action in lot.performed if isinstance(action, StartSensor)] == [StartSensor("B1")]


def test_removing_twice_stops_one_sensor_and_empties_the_topic_again(lot_of: LotOf) -> None:
    lot = lot_of("A1")
    assert lot.hears(remove("A1"), remove("A1")) == [A1_FORGOTTEN, A1_FORGOTTEN]
    assert [action for action in lot.performed if isinstance(action, StopSensor)] == [StopSensor("A1")]


def test_a_place_that_was_never_here_is_emptied_and_not_remembered(lot_of: LotOf) -> None:
    lot = lot_of("A1")
    assert lot.hears(remove("P06")) == [Forgotten(SpotStatus, "P06")]
    assert lot.performed == []


@pytest.mark.parametrize("order", [add("ENTRY"), remove("ENTRY")], ids=["ADD", "REMOVE"])
def test_a_detector_is_neither_added_nor_removed(
    lot_of: LotOf, order: object, caplog: pytest.LogCaptureFixture
) -> None:
    lot = lot_of("A1")
    assert lot.hears(order) == []  # type: ignore[arg-type]
    assert lot.performed == []
    assert [record.message for record in caplog.records] == [
        f"ENTRY is a detector (ENTRY_IDS) and no place: {order.cmd} refused"  # type: ignore[attr-defined]
    ]


def test_a_restart_remembers_what_was_added_and_what_was_removed(lot_of: LotOf) -> None:
    lot_of("A1", "A2").hears(add("B1"), remove("A1"))
    restarted = lot_of("A1", "A2", known=False)
    assert restarted.senses(*(SpotSensed(spot_id, "FREE") for spot_id in ("A1", "A2", "B1"))) == [
        free("A2"),
        free("B1"),
    ]


def test_it_is_remembered_before_it_is_acted_on(lot_of: LotOf) -> None:
    lot = lot_of("A1")
    lot.hears(add("B1"))
    assert lot.performed == [Memory(added=("B1",)), StartSensor("B1")]


def test_a_removed_place_may_be_added_again(lot_of: LotOf) -> None:
    lot = lot_of("A1")
    lot.hears(remove("A1"), add("A1"))
    assert lot.senses(SpotSensed("A1", "FREE")) == [free("A1")]
    assert free("A1") in lot_of("A1").said_at_start


def test_an_added_place_may_be_removed_again(lot_of: LotOf) -> None:
    lot = lot_of("A1")
    assert lot.hears(add("B1"), remove("B1")) == [B1_FORGOTTEN]
    assert lot_of("A1", known=False).senses(SpotSensed("B1", "FREE")) == []


def test_a_place_that_was_removed_is_emptied_again_on_connecting_in_case_nobody_heard_it(lot_of: LotOf) -> None:
    lot = lot_of("A1", "A2")
    lot.hears(remove("A1"))
    assert lot.senses(Disconnected(), Connected()) == [free("ENTRY"), free("A2"), A1_FORGOTTEN]
    assert A1_FORGOTTEN in lot_of("A1", "A2").said_at_start


def test_a_place_that_became_a_detector_is_one_whatever_was_remembered(tmp_path: Path) -> None:
    memory = Remembered(StateFile(tmp_path / "p1.json"), Memory)
    memory.save(Memory(added=("NORTH",), removed=("ENTRY",)), 0.0)
    roster = Roster(Detectors(["ENTRY", "NORTH"]), ("ENTRY",), refresh_seconds=60, memory=memory.load())
    assert roster.spots == ("ENTRY",)


def test_a_state_file_that_says_nonsense_is_as_good_as_none(tmp_path: Path) -> None:
    file = StateFile(tmp_path / "p1.json")
    file.save({"added": ["#"], "removed": 3})
    assert Remembered(file, Memory).load() == Memory()


def test_a_full_lot_takes_no_more_places() -> None:
    roster = Roster(Detectors(["ENTRY"]), (f"A{number}" for number in range(MAX_SPOTS)), refresh_seconds=60)
    outcomes = [*roster.spot_ordered(add("B1"), 0.0)]
    assert [type(outcome).__name__ for outcome in outcomes] == ["Notice"]
    assert roster.due() is None


def test_orders_that_come_together_are_remembered_together() -> None:
    roster = Roster(Detectors(["ENTRY"]), ("A1",), refresh_seconds=60)
    for number in range(1000):
        roster.spot_ordered(add(f"B{number}"), 0.0)
    outcomes = roster.time_passed(0.0)
    assert [type(outcome) for outcome in outcomes] == [Memory, *1000 * [StartSensor]]


def test_endless_adding_and_removing_takes_no_endless_memory() -> None:
    roster = Roster(Detectors(["ENTRY"]), ("A1",), refresh_seconds=60)
    for number in range(MAX_SPOTS + 10):
        roster.spot_ordered(add(f"B{number}"), 0.0)
        roster.spot_ordered(remove(f"B{number}"), 0.0)
    memory = roster.time_passed(0.0)[0]
    assert isinstance(memory, Memory)
    assert (len(memory.added), len(memory.removed)) == (0, MAX_SPOTS)


def test_a_refresh_in_between_swallows_no_removed_place() -> None:
    removed = tuple(f"A{number}" for number in range(WORDS_AT_ONCE + 10))
    roster = Roster(Detectors(["ENTRY"]), removed, refresh_seconds=60, memory=Memory(removed=removed))
    said = [*roster.connected(Connected(), 0.0), *roster.time_passed(60.0), *roster.time_passed(60.1)]
    assert said == [Forgotten(SpotStatus, spot_id) for spot_id in removed]
