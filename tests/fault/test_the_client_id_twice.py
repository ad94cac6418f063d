"""Two programs have one ClientID, or it only looks like that: a link that flaps, a module that was started again."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from common.reconnect import SHORT_SESSIONS, SHORT_SESSIONS_OF_THE_OLDER, YOUNG_SECONDS
from common.state_file import StateFile
from common.testing import Mosquitto, free_port, wait_for
from tests.common.started import Started, started
from tests.fault.conftest import Roads
from tests.fault.quiet_lot import COMMAND, STATE, presence
from tests.system.lot import ADDRESSES, PREFIX, Pi, Pis
from tests.system.observer import Observer
from tests.system.sites import Site

CLIENT_ID = "SmartPark2026_P3"
OPEN = b'{"action": "OPEN"}'
IN_USE = f"another program is connected as {CLIENT_ID}"
QUICK = {"P3_TRAVEL_SECONDS": "0.1", "P3_HOLD_SECONDS": "1"}

# FAULT_LONG=1 waits the minute that makes a module the older one, has a stranger come back for half a minute, and the
# links of all seven flap for as long.
IS_LONG = os.environ.get("FAULT_LONG") == "1"
OLDER, GROWS_UP_SECONDS = ("p3_barrier", YOUNG_SECONDS + 1) if IS_LONG else ("tests.fault.p3_grown_up", 0.0)
FLAPS, FLAP_SECONDS = (10, 3.0) if IS_LONG else (SHORT_SESSIONS, 2.2)
# One that the broker keeps a session for, and one that it does not.
WHOSE_LINK_FLAPS = tuple(ADDRESSES) if IS_LONG else ("P3", "P6")


@contextmanager
def p3(folder: Path, broker: Mosquitto, module: str = "p3_barrier", **settings: str) -> Iterator[Started]:
    """P3 as a process; ``settings`` beside those of a quick arm."""
    folder.mkdir()
    beside = {**QUICK, "COMPLETIONS": "all", "TOPIC_PREFIX": PREFIX, **settings}
    with started(folder, broker.port, module, **beside) as process:
        yield process


@pytest.fixture
def older(mosquitto: Mosquitto, tmp_path: Path) -> Iterator[Started]:
    """A P3 that came first, and long ago."""
    with p3(tmp_path / "older", mosquitto, OLDER) as older:
        is_back(mosquitto)
        time.sleep(GROWS_UP_SECONDS)
        yield older


def connects(broker: Mosquitto) -> int:
    """How often somebody came with P3's ClientID."""
    return broker.log.count(f"as {CLIENT_ID}")


def is_back(broker: Mosquitto, connection: int = 1) -> None:
    """Returns when P3 hears orders on its last connection, the so-many-th at least."""

    def hears() -> bool:
        connected, _, since = broker.log.rpartition(f"as {CLIENT_ID}")
        return (
            connected.count(f"as {CLIENT_ID}") + 1 >= connection
            and f"Sending SUBACK to {CLIENT_ID}" in since
            and f"Client {CLIENT_ID} " not in since
        )

    wait_for(hears, f"P3 to hear orders; the broker says\n{broker.log[-2000:]}")


def moves(observer: Observer) -> int:
    """How often the arm went up."""
    return sum(json.loads(heard.payload)["state"] == "OPENING" for heard in observer.on(STATE))


def obeys(observer: Observer) -> None:
    """An order moves the arm, up and down."""
    before = len(observer.on(STATE))
    observer.say(COMMAND, OPEN)
    words = [b'{"state": "%s"}' % word for word in (b"OPENING", b"OPENED", b"CLOSING", b"CLOSED")]
    wait_for(lambda: observer.payloads(STATE)[before:] == words, f"a cycle; heard {observer.payloads(STATE)[before:]}")


def raise_arm(observer: Observer) -> None:
    """It will come down by itself, if somebody still applies the rules."""
    observer.say(COMMAND, OPEN)
    observer.wait_for_payload(STATE, b'{"state": "OPENED"}')


def arm_comes_down(folder: Path) -> None:
    """Whatever anybody says about it."""
    remembered = StateFile(folder / "state" / "p3.json")
    wait_for(lambda: remembered.load().get("state") == "CLOSED", "the older one's arm to come down")


Rival = Callable[[Mosquitto, Path], None]


def one_of_ours(broker: Mosquitto, folder: Path) -> None:
    """It comes second, says so in one line, and leaves in time."""
    with p3(folder, broker) as younger:
        assert younger.exits() == 3
        lines = younger.log.splitlines()
    assert [line for line in lines if "ERROR" in line] == [lines[-1]]
    assert IN_USE in lines[-1]
    assert connects(broker) <= 8


def a_stranger_who_never_gives_up(broker: Mosquitto, _: Path) -> None:
    """What any other team's program does: for half a minute it comes back a second after each time it is thrown out."""
    client = paho.Client(CallbackAPIVersion.VERSION2, CLIENT_ID, protocol=paho.MQTTv5)
    client.reconnect_delay_set(1, 1)
    client.connect(broker.host, broker.port)
    client.loop_start()
    time.sleep(30)
    client.disconnect()
    client.loop_stop()
    # The older one's first connection, three rounds (5 and 10 s apart), and as many of the stranger.
    assert connects(broker) <= 2 * (1 + 3 * SHORT_SESSIONS_OF_THE_OLDER)


@pytest.mark.parametrize("rival", [one_of_ours, a_stranger_who_never_gives_up] if IS_LONG else [one_of_ours])
def test_beside_a_rival_the_older_and_its_arm_go_on_and_obey_when_he_is_gone(
    rival: Rival, mosquitto: Mosquitto, observer: Observer, older: Started, tmp_path: Path
) -> None:
    raise_arm(observer)
    rival(mosquitto, tmp_path / "younger")
    arm_comes_down(tmp_path / "older")
    is_back(mosquitto)
    observer.wait(lambda _: b"true" in observer.payloads(presence("P3"))[-1], "P3 to be here")
    obeys(observer)
    assert older.process.poll() is None
    assert older.log.count(IN_USE) <= 1


def settings_of(role: str) -> dict[str, str]:
    """An address of its own for the page of whoever has one."""
    address = ADDRESSES[role]
    page = {"HTTP_HOST": address, f"{role}_HTTP_PORT": str(free_port(address))}
    return page if role in {"P5", "P6", "P7"} else {}


def is_connected(pi: Pi, times: int) -> None:
    """Returns when it is connected for the so-many-th time."""

    def is_or_has_left() -> bool:
        return pi.log.count("connected client_id") >= times or pi.process.poll() is not None

    wait_for(is_or_has_left, f"connection {times} of {pi.role}")
    assert pi.process.poll() is None, pi.log


def test_a_link_that_flaps_is_no_reason_for_anybody_to_leave(site: Site, roads: Roads, pis: Pis) -> None:
    pis.start(site.port, {role: settings_of(role) for role in WHOSE_LINK_FLAPS}, site.addresses)
    for flap in range(1, FLAPS + 1):
        for role in WHOSE_LINK_FLAPS:
            is_connected(pis[role], flap)
        time.sleep(FLAP_SECONDS)
        for role in WHOSE_LINK_FLAPS:
            roads[role].cut()
    for role in WHOSE_LINK_FLAPS:
        is_connected(pis[role], FLAPS + 1)
        assert pis[role].process.poll() is None
        assert "another program" not in pis[role].log


def test_killed_and_started_again_at_once_it_stays_and_its_arm_moves(
    mosquitto: Mosquitto, observer: Observer, pis: Pis
) -> None:
    pis.start(mosquitto.port, {"P3": QUICK}, {"P3": mosquitto.host})
    for time_killed in range(1, 4):
        is_connected(pis["P3"], time_killed)
        pis["P3"].kill()
        pis["P3"].restart()
    is_connected(pis["P3"], 4)
    is_back(mosquitto, 4)
    obeys(observer)
    assert pis["P3"].process.poll() is None


def test_a_start_beside_a_dead_connection_that_the_broker_believes_in_stays_and_its_arm_moves(
    mosquitto: Mosquitto, observer: Observer, tmp_path: Path
) -> None:
    with p3(tmp_path / "frozen", mosquitto) as frozen:
        is_back(mosquitto)
        frozen.is_told(signal.SIGSTOP)
        with p3(tmp_path / "started", mosquitto) as restarted:
            is_back(mosquitto, 2)
            obeys(observer)
            assert f"Client {CLIENT_ID} already connected, closing old connection" in mosquitto.log
            assert restarted.process.poll() is None
