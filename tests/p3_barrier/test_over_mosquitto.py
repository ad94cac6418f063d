"""P3 as a process of its own, before a real broker."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from common.state_file import StateFile
from common.testing import Mosquitto, wait_for
from tests.system.lot import PREFIX, Pi
from tests.system.observer import Observer

COMMAND = PREFIX + "parking/barriers/entry/cmd"
OVERRIDE = PREFIX + "parking/admin/override"
STATE = PREFIX + "parking/barriers/entry/state"

OPEN = b'{"action": "OPEN"}'
FORCE_OPEN = b'{"cmd": "FORCE_OPEN"}'
RELEASE = b'{"cmd": "RELEASE"}'

CYCLE = ["OPENING order", "OPENED order", "CLOSING hold_over", "CLOSED hold_over"]

StartP3 = Callable[..., Pi]


@pytest.fixture
def start_p3(mosquitto: Mosquitto, tmp_path: Path) -> Iterator[StartP3]:
    started = []

    def start(**settings: str) -> Pi:
        address = {"MQTT_HOST": mosquitto.host, "MQTT_PORT": str(mosquitto.port)}
        delays = {"P3_TRAVEL_SECONDS": "0.2", "P3_HOLD_SECONDS": "1"}
        started.append(Pi("P3", tmp_path / "P3", {**address, **delays, **settings}))
        return started[-1]

    yield start
    for p3 in started:
        p3.kill()


def states(observer: Observer) -> list[str]:
    """Every state so far and its reason."""
    return [f"{json.loads(heard.payload)['state']} {heard.properties['reason']}" for heard in observer.on(STATE)]


def wait_for_states(observer: Observer, *expected: str) -> None:
    wait_for(lambda: len(states(observer)) >= len(expected), f"{expected}; heard {states(observer)}")
    assert states(observer) == list(expected)


@pytest.mark.parametrize(("topic", "order"), [(COMMAND, OPEN), (OVERRIDE, FORCE_OPEN)], ids=["OPEN", "FORCE_OPEN"])
def test_an_order_that_the_broker_kept_never_opens(
    topic: str, order: bytes, observer: Observer, start_p3: StartP3
) -> None:
    observer.say(topic, order, retain=True)
    p3 = start_p3()
    wait_for(lambda: "retained order ignored" in p3.log, "P3 to hear the retained order")
    p3.kill()
    p3.restart()
    wait_for(lambda: p3.log.count("retained order ignored") == 2, "P3 to hear it again")
    assert p3.stop() == 0
    wait_for_states(observer, "CLOSED started", "CLOSED started")


def test_an_order_from_before_the_start_never_opens(observer: Observer, start_p3: StartP3) -> None:
    p3 = start_p3()
    wait_for_states(observer, "CLOSED started")
    p3.kill()
    observer.say(COMMAND, OPEN)
    p3.restart()
    wait_for_states(observer, "CLOSED started", "CLOSED started")
    observer.say(OVERRIDE, RELEASE)
    wait_for_states(observer, "CLOSED started", "CLOSED started", "CLOSED released")


def test_the_same_open_five_times_is_one_cycle(observer: Observer, start_p3: StartP3) -> None:
    start_p3()
    wait_for_states(observer, "CLOSED started")
    for _ in range(5):
        observer.say(COMMAND, OPEN)
    wait_for_states(observer, "CLOSED started", *CYCLE)
    observer.say(OVERRIDE, RELEASE)
    wait_for_states(observer, "CLOSED started", *CYCLE, "CLOSED released")


def test_killed_with_the_arm_up_it_starts_opened_and_closes_after_the_hold(
    observer: Observer, start_p3: StartP3
) -> None:
    p3 = start_p3()
    wait_for_states(observer, "CLOSED started")
    observer.say(COMMAND, OPEN)
    wait_for_states(observer, "CLOSED started", "OPENING order", "OPENED order")
    p3.kill()
    p3.restart()
    wait_for_states(
        observer,
        *("CLOSED started", "OPENING order", "OPENED order"),
        *("OPENED started", "CLOSING hold_over", "CLOSED hold_over"),
    )


def test_killed_in_mid_move_it_says_that_it_was_interrupted(observer: Observer, start_p3: StartP3) -> None:
    p3 = start_p3(P3_TRAVEL_SECONDS="2")
    wait_for_states(observer, "CLOSED started")
    observer.say(COMMAND, OPEN)
    wait_for_states(observer, "CLOSED started", "OPENING order")
    p3.kill()
    p3.restart()
    wait_for_states(observer, "CLOSED started", "OPENING order", "OPENED interrupted", "CLOSING hold_over")


def test_asked_to_stop_while_it_closes_it_finishes_and_says_so(observer: Observer, start_p3: StartP3) -> None:
    p3 = start_p3(P3_TRAVEL_SECONDS="0.5", P3_HOLD_SECONDS="0.1")
    wait_for_states(observer, "CLOSED started")
    observer.say(COMMAND, OPEN)
    wait_for_states(observer, "CLOSED started", *CYCLE[:3])
    assert p3.stop() == 0
    wait_for_states(observer, "CLOSED started", *CYCLE)


def test_forced_open_survives_a_restart(observer: Observer, start_p3: StartP3) -> None:
    p3 = start_p3(P3_HOLD_SECONDS="0.1")
    wait_for_states(observer, "CLOSED started")
    observer.say(OVERRIDE, FORCE_OPEN)
    forced = ["CLOSED started", "OPENING forced", "OPENED forced"]
    wait_for_states(observer, *forced)
    assert p3.stop() == 0
    p3.restart()
    wait_for_states(observer, *forced, "OPENED forced")
    observer.say(OVERRIDE, RELEASE)
    wait_for_states(observer, *forced, "OPENED forced", "OPENED released", "CLOSING hold_over", "CLOSED hold_over")


def test_a_lost_broker_stops_no_movement_and_hears_of_it_later(mosquitto: Mosquitto, start_p3: StartP3) -> None:
    p3 = start_p3(P3_TRAVEL_SECONDS="0.5", P3_HOLD_SECONDS="0.1")
    with Observer(mosquitto.host, mosquitto.port) as before:
        wait_for_states(before, "CLOSED started")
        before.say(COMMAND, OPEN)
        wait_for_states(before, "CLOSED started", "OPENING order")
        mosquitto.kill()
    remembered = StateFile(p3.folder / "state" / "p3.json")
    wait_for(lambda: remembered.load()["state"] == "CLOSED", "the arm to go up and down")
    mosquitto.start()
    with Observer(mosquitto.host, mosquitto.port) as after:
        wait_for_states(after, "CLOSED hold_over")
