"""Where something was probably meant to be said."""

import pytest

from common.contract import find
from common.spots import Detectors
from p5_monitor.rules.alarms.right_topic import Meant, RightTopic
from p5_monitor.service import ADDRESSES

ENTRY = ("parking/spots/ENTRY/status", "ENTRY")
A1 = ("parking/spots/A1/status", "A1")
COUNT = ("parking/display/available", "")
OPEN = ("parking/barriers/entry/cmd", "")
STATE = ("parking/barriers/entry/state", "")
NEW_SPOT = ("parking/config/new_spot", "")
OVERRIDE = ("parking/admin/override", "")
NOTHING = ("", "")


def right(topic: str, *detectors: str) -> Meant:
    return RightTopic(ADDRESSES, Detectors(detectors or ("ENTRY",))).of(topic)


@pytest.mark.parametrize(
    ("topic", "meant"),
    [
        ("parking/entry_sensor/status", ENTRY),
        ("parking/sensors/entry/status", ENTRY),
        ("parking/capteur_entree/etat", ENTRY),
        ("parking/entry/status", ENTRY),
        ("parking/spots/A1", A1),
        ("parking/spots/A1/state", A1),
        ("parking/spots/A1/status/", A1),
        ("parking/SPOTS/A1/Status", A1),
        ("parking/spot/A1/status", A1),
        ("parking/sensors/A1/status", A1),
        ("parking/A1/status", A1),
        ("parking//spots/A1/status", A1),
        ("parking/parking/spots/A1/status", A1),
        ("parking/spots/status", ("parking/spots/{id}/status", "")),
        ("parking/display", COUNT),
        ("parking/display/count", COUNT),
        ("parking/display/Available", COUNT),
        ("parking/available", COUNT),
        ("parking/barrier/entry/cmd", OPEN),
        ("parking/barriers/cmd", OPEN),
        ("parking/barriers/entry/command", OPEN),
        ("parking/barriers/entry/status", STATE),
        ("parking/gate/entry/state", STATE),
        ("parking/config/newspot", NEW_SPOT),
        ("parking/new_spot", NEW_SPOT),
        ("parking/override", OVERRIDE),
    ],
)
def test_a_slip_has_its_right_topic(topic: str, meant: tuple[str, str]) -> None:
    assert find(topic) is None
    assert right(topic) == meant


@pytest.mark.parametrize(
    "topic",
    [
        "parking",
        "parking/foo",
        "parking/temperature",
        "parking/unknown/7",
        "parking/weather/today",
        "parking/doors/main/battery",
        "parking/" + "x" * 92,
        "parking/a/b/c/d/e/f/g/h/i",
    ],
)
def test_what_resembles_nothing_has_none(topic: str) -> None:
    assert right(topic) == NOTHING


@pytest.mark.parametrize("topic", ["parking/exit_sensor/status", "parking/barriers/exit/cmd", "parking/sortie/status"])
def test_the_exit_is_not_sent_to_the_entry(topic: str) -> None:
    assert right(topic) == NOTHING


def test_the_entry_is_called_as_in_this_lot() -> None:
    assert right("parking/entry_sensor/status", "SOUTH", "NORTH") == ("parking/spots/NORTH/status", "NORTH")
    assert right("parking/spots/south", "SOUTH", "NORTH") == ("parking/spots/SOUTH/status", "SOUTH")


def test_what_is_right_is_in_the_contract() -> None:
    for topic in ("parking/entry_sensor/status", "parking/spots/A1", "parking/display", "parking/override"):
        assert find(right(topic).topic)
