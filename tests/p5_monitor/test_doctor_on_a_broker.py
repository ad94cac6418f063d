"""``doctor`` on brokers that forbid, lose, or hang."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from common.connection import Broker
from common.testing import Mosquitto
from p5_monitor.doctor.examination import SECONDS, examine
from p5_monitor.doctor.patience import Patience
from p5_monitor.mqtt_probe import Probe
from p5_monitor.rules.diagnosis import Cause, Check, Level
from tests.common.fake_broker import CONNACK, FakeBroker
from tests.p5_monitor.examined import LONGEST_SECONDS, PREFIX, RIGHT, ROOM_FOR_ALL, WRONG, here, printed, wrong

FILTERS = 8


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Where mosquitto may read, which gives up root's rights before it does."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def healthy() -> Iterator[Mosquitto]:
    with Mosquitto([ROOM_FOR_ALL]) as broker:
        yield broker


def test_a_healthy_broker_with_nobody_there_passes_with_a_warning(healthy: Mosquitto) -> None:
    code, lines = printed(here(healthy.port))
    assert code == 0
    assert [line.split()[0] for line in lines[1:-1]] == ["ok"] * 7 + ["warn", "ok", "warn", "ok"]
    assert "nothing was heard under lot/" in lines[-3]


@contextmanager
def guarded(folder: Path, *rights: str) -> Iterator[Mosquitto]:
    """A broker that knows the user p5, whose password is ``right``, and lets him do this."""
    passwords, acl = folder / "passwords", folder / "acl"
    subprocess.run(["mosquitto_passwd", "-b", "-c", passwords, "p5", RIGHT], check=True, capture_output=True)
    acl.write_text("\n".join(["user p5", *rights, ""]))
    passwords.chmod(0o644)
    files = [f"password_file {passwords}", f"acl_file {acl}"]
    with Mosquitto(["allow_anonymous false", *files, ROOM_FOR_ALL]) as broker:
        yield broker


ALL_RIGHTS = (f"topic read {PREFIX}#", f"topic readwrite {PREFIX}monitor/doctor/+")


def test_the_user_with_the_right_password_passes(folder: Path) -> None:
    with guarded(folder, *ALL_RIGHTS) as mosquitto:
        assert wrong(here(mosquitto.port, username="p5", password=RIGHT)) == []


def test_a_wrong_password(folder: Path) -> None:
    with guarded(folder, *ALL_RIGHTS) as mosquitto:
        assert wrong(here(mosquitto.port, username="p5", password=WRONG)) == [Cause.NOT_AUTHORISED]


def test_no_user_where_one_is_wanted(folder: Path) -> None:
    with guarded(folder, *ALL_RIGHTS) as mosquitto:
        assert wrong(here(mosquitto.port)) == [Cause.CREDENTIALS_MISSING]


def test_an_acl_that_forbids_to_publish(folder: Path) -> None:
    with guarded(folder, f"topic read {PREFIX}#") as mosquitto:
        failed = wrong(here(mosquitto.port, username="p5", password=RIGHT))
    assert failed == [Cause.PUBLISH_REFUSED]


def test_an_acl_that_grants_what_it_never_delivers(folder: Path) -> None:
    with guarded(folder, f"topic write {PREFIX}#") as mosquitto:
        failed = wrong(here(mosquitto.port, username="p5", password=RIGHT))
    assert failed == [Cause.NOT_DELIVERED]


def test_a_subscription_that_is_refused_is_named() -> None:
    granted = b"\x01\x01\x87" + b"\x01" * (FILTERS - 3)
    with FakeBroker([CONNACK], granted=granted).listening() as broker:
        _, lines = printed(here(broker.port, username="p5"))
    assert any(
        line.startswith("FAIL  topics") and "to user p5: parking/display/available (Not authorized)" in line
        for line in lines
    )


def test_a_queue_that_is_too_small() -> None:
    with Mosquitto() as mosquitto:
        code, lines = printed(here(mosquitto.port))
    assert code == 1
    assert "980 of them were lost: write `max_queued_messages 1000000`" in lines[-2]


def test_a_broker_that_keeps_nothing() -> None:
    with Mosquitto(["retain_available false", ROOM_FOR_ALL]) as mosquitto:
        assert wrong(here(mosquitto.port)) == [Cause.OFFERS_TOO_LITTLE]


def test_a_broker_that_hangs_in_the_midst() -> None:
    with Mosquitto([ROOM_FOR_ALL]) as mosquitto:
        examination = examine(here(mosquitto.port), Patience(SECONDS))
        assert next(each.cause for each in examination if each.check is Check.MQTT_5) == Cause.OFFERS_ALL
        mosquitto.freeze()
        began = time.monotonic()
        failed = [each.cause for each in examination if each.level is Level.FAIL]
    assert failed == [Cause.TOPICS_UNANSWERED]
    assert time.monotonic() - began < LONGEST_SECONDS


def test_whoever_takes_the_doctors_own_client_id_is_suspected(healthy: Mosquitto) -> None:
    examination = examine(here(healthy.port), Patience(SECONDS))
    assert next(each.cause for each in examination if each.check is Check.ROUND_TRIP) == Cause.HEARD_BACK
    with Probe(Broker("127.0.0.1", healthy.port), "SmartPark2026_P5_doctor") as another:
        another.connect()
        assert list(examination)[-1].cause == Cause.CUT_OFF
