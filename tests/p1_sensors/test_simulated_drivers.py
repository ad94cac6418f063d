import random
from collections.abc import Sequence
from itertools import pairwise

from common.messages import BarrierState, Connected, Disconnected, Forgotten
from p1_sensors.rules import SpotSensed, StartSensor, StopSensor
from p1_sensors.simulated import World
from tests.p1_sensors.street import PLACES, Street, always_closed, always_opened

OPENED = BarrierState(state="OPENED")
CLOSING = BarrierState(state="CLOSING")
DRIVES_ON = SpotSensed("ENTRY", "FREE")


def until_one_stands_there(street: Street) -> World:
    while street.at("ENTRY")[-1].status != "OCCUPIED":
        street.passes(0.1, step=0.1)
    return street.world


def passes(world: World, now: float, seconds: float) -> Sequence[object]:
    """So much time goes by in a world that was told the time before; returns all that was sensed."""
    sensed: list[object] = []
    while (due := world.due()) is not None and due <= now + seconds:
        sensed += world.time_passed(due)
    return sensed


def test_at_the_first_connection_everything_is_free_and_the_detector_is_said_first() -> None:
    assert [(said.id, said.status) for said in Street().said] == [(name, "FREE") for name in ("ENTRY", *PLACES)]


def test_nothing_moves_before_the_first_connection() -> None:
    chance = random.Random(1)  # noqa: S311  no secret
    assert World(["ENTRY"], PLACES, speed=1, chance=chance, sees_barrier=True).due() is None


def test_the_first_vehicle_comes_within_five_seconds_whatever_the_seed() -> None:
    for seed in range(50):
        came, _ = Street(seed=seed).passes(10).vehicles()[0]
        assert came.at < 5


def test_every_lane_gets_vehicles() -> None:
    street = Street(entries=("NORTH", "SOUTH"), speed=20).passes(1200)
    assert min(len(street.vehicles(entry)) for entry in street.entries) > 10


def test_a_driver_who_is_ready_drives_in_when_the_barrier_opens() -> None:
    street = Street(script=always_closed)
    world = until_one_stands_there(street)
    passes(world, street.now, 4)
    assert world.barrier_changed(OPENED, street.now + 4) == [DRIVES_ON]


def test_a_driver_who_has_just_come_does_not_drive_in_at_once() -> None:
    street = Street(script=always_closed)
    world = until_one_stands_there(street)
    assert world.barrier_changed(OPENED, street.now) == []
    assert DRIVES_ON in passes(world, street.now, 4)


def test_a_barrier_that_closes_again_too_early_lets_nobody_in() -> None:
    street = Street(script=always_closed)
    world = until_one_stands_there(street)
    world.barrier_changed(OPENED, street.now)
    world.barrier_changed(CLOSING, street.now + 1)
    assert DRIVES_ON not in passes(world, street.now + 1, 50)


def test_a_barrier_that_was_opened_before_the_connection_was_lost_lets_nobody_in() -> None:
    street = Street(script=always_opened)
    world = until_one_stands_there(street)
    world.disconnected(Disconnected(), street.now)
    assert DRIVES_ON not in passes(world, street.now, 50)


def test_a_barrier_of_which_nobody_says_any_more_where_it_is_lets_nobody_in() -> None:
    street = Street(script=always_opened)
    world = until_one_stands_there(street)
    world.barrier_forgotten(Forgotten(BarrierState), street.now)
    assert DRIVES_ON not in passes(world, street.now, 50)


def test_after_a_reconnect_a_driver_stands_there_long_enough_to_be_noticed() -> None:
    street = Street(script=always_closed)
    world = until_one_stands_there(street)
    passes(world, street.now, 10)
    now = street.now + 10
    world.disconnected(Disconnected(), now)
    world.connected(Connected(), now)
    assert world.barrier_changed(OPENED, now) == []
    assert DRIVES_ON not in passes(world, now, 2)
    assert DRIVES_ON in passes(world, now, 4)


def test_a_world_that_slept_shortens_nothing_at_the_barrier() -> None:
    street = Street(script=always_opened, speed=20).passes(60)
    world = until_one_stands_there(street)
    awake = street.now + 3600
    assert DRIVES_ON in world.time_passed(awake)
    due = world.due()
    while due is not None and due < awake + 1.5:
        assert SpotSensed("ENTRY", "OCCUPIED") not in world.time_passed(due)
        due = world.due()


def test_one_who_finds_no_place_drives_out() -> None:
    street = Street(places=("A1",), speed=20).passes(7200)
    assert len(street.driven_in()) > len(street.parked()) > 1


def test_without_seeing_the_barrier_a_driver_goes_in_after_three_seconds() -> None:
    street = Street(sees_barrier=False, script=always_closed).passes(20)
    came, gone = street.vehicles()[0]
    assert round(gone.at - came.at, 6) == 3.0


def test_without_seeing_the_barrier_nobody_goes_in_when_no_place_is_left() -> None:
    street = Street(places=("A1", "A2"), sees_barrier=False, script=always_closed, speed=10).passes(7200)
    assert len(street.driven_in()) - len(street.parked()) in (0, 1)
    assert len(street.vehicles()) > len(street.driven_in())


def test_without_seeing_the_barrier_two_lanes_do_not_go_in_for_one_place() -> None:
    street = Street(places=("A1",), entries=("N", "S", "W"), sees_barrier=False, speed=600).passes(3600)
    assert len(street.parked()) > 10
    assert len(street.driven_in()) - len(street.parked()) in (0, 1)


def test_who_finds_five_waiting_drives_past() -> None:
    street = Street(speed=3600, script=always_closed).passes(60)
    for place in PLACES:
        street.world.stop_sensor(StopSensor(place), street.now)
    came = len(street.vehicles())
    street.script = always_opened
    # The one on the detector, five behind him, and one who was on the way before the lot had no places.
    assert len(street.passes(600).vehicles()) - came <= 7


def test_a_new_place_is_free_and_gets_vehicles() -> None:
    street = Street(places=(), speed=60)
    street.world.start_sensor(StartSensor("B1"), street.now)
    street.passes(3600)
    assert street.by_spot()["B1"][:3] == ["FREE", "OCCUPIED", "FREE"]


def test_a_place_that_was_taken_out_gets_no_vehicles_and_frees_none() -> None:
    street = Street(places=("A1",), speed=20)
    while not street.parked():
        street.passes(1)
    before = len(street.at("A1"))
    street.world.stop_sensor(StopSensor("A1"), street.now)
    street.passes(3600)
    assert len(street.at("A1")) == before


def test_a_place_that_is_added_again_has_forgotten_who_stood_there() -> None:
    street = Street(places=("A1",), speed=20)
    while not street.parked():
        street.passes(1)
    street.world.stop_sensor(StopSensor("A1"), street.now)
    street.world.start_sensor(StartSensor("A1"), street.now)
    words = street.passes(7200).by_spot()["A1"][2:]
    assert words[:2] == ["FREE", "OCCUPIED"]
    assert all(before != after for before, after in pairwise(words))


def test_a_lot_without_places_is_quiet() -> None:
    assert len(Street(places=()).passes(3600).vehicles()) == 1


def test_a_huge_and_fast_lot_does_not_move_more_often_than_its_barrier_lets_it() -> None:
    street = Street(places=tuple(f"A{number}" for number in range(10_000)), speed=3600, script=always_closed)
    assert len(street.passes(600).said) < 10_000 + 50
