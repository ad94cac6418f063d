"""``doctor`` on TLS: each way in which a certificate is wrong is named."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from common.testing import Mosquitto
from p5_monitor.rules.diagnosis import Cause
from tests.p5_monitor.authority import Authority, Papers
from tests.p5_monitor.examined import ROOM_FOR_ALL, here, printed, tls, wrong


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Where mosquitto may read, which gives up root's rights before it does."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def authority(folder: Path) -> Authority:
    return Authority(folder / "lot")


@pytest.fixture(scope="module")
def stranger(folder: Path) -> Authority:
    return Authority(folder / "stranger", "Somebody else")


@pytest.fixture(scope="module")
def good(authority: Authority) -> Papers:
    return authority.signs("DNS:localhost", "IP:127.0.0.1")


@pytest.fixture(scope="module")
def healthy() -> Iterator[Mosquitto]:
    with Mosquitto([ROOM_FOR_ALL]) as broker:
        yield broker


def test_a_healthy_broker_with_tls_and_a_name_passes(authority: Authority, good: Papers) -> None:
    with Mosquitto(good.for_mosquitto(ROOM_FOR_ALL)) as mosquitto:
        code, lines = printed(tls(mosquitto, authority, "localhost"))
    assert code == 0
    assert "certificate for localhost, 127.0.0.1, until" in lines[3]


def test_a_tls_port_without_mqtt_tls(good: Papers) -> None:
    with Mosquitto(good.for_mosquitto()) as mosquitto:
        assert wrong(here(mosquitto.port)) == [Cause.PLAIN_ON_TLS]


def test_mqtt_tls_on_a_plain_port(healthy: Mosquitto) -> None:
    assert wrong(here(healthy.port, tls=True)) == [Cause.TLS_ON_PLAIN_MQTT]


def test_an_authority_that_we_do_not_trust(stranger: Authority, good: Papers) -> None:
    with Mosquitto(good.for_mosquitto()) as mosquitto:
        assert wrong(tls(mosquitto, stranger)) == [Cause.UNKNOWN_ISSUER]
        assert wrong(here(mosquitto.port, tls=True)) == [Cause.UNKNOWN_ISSUER]
        _, lines = printed(tls(mosquitto, stranger))
    assert any("was issued by Lot authority" in line and "(now: MQTT_CA_FILE)" in line for line in lines)


def test_a_certificate_that_signs_itself(authority: Authority) -> None:
    with Mosquitto(authority.self_signed("IP:127.0.0.1").for_mosquitto()) as mosquitto:
        assert wrong(tls(mosquitto, authority)) == [Cause.SELF_SIGNED]


def test_a_certificate_that_has_expired(authority: Authority) -> None:
    papers = authority.signs("IP:127.0.0.1", from_days=-10, until_days=-1)
    with Mosquitto(papers.for_mosquitto()) as mosquitto:
        assert wrong(tls(mosquitto, authority)) == [Cause.EXPIRED]


def test_a_certificate_that_is_not_valid_yet(authority: Authority) -> None:
    with Mosquitto(authority.signs("IP:127.0.0.1", from_days=1).for_mosquitto()) as mosquitto:
        assert wrong(tls(mosquitto, authority)) == [Cause.NOT_YET_VALID]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_certificate_that_is_made_out_to_another_name(authority: Authority, host: str) -> None:
    with Mosquitto(authority.signs("DNS:broker.example").for_mosquitto()) as mosquitto:
        assert wrong(tls(mosquitto, authority, host)) == [Cause.OTHER_NAME]
        _, lines = printed(tls(mosquitto, authority, host))
    assert any(f"made out to broker.example, not to {host}" in line for line in lines)


def test_a_certificate_that_ends_soon_is_a_warning(authority: Authority) -> None:
    papers = authority.signs("IP:127.0.0.1", until_days=5.5)
    with Mosquitto(papers.for_mosquitto(ROOM_FOR_ALL)) as mosquitto:
        assert wrong(tls(mosquitto, authority)) == []
        _, lines = printed(tls(mosquitto, authority))
    assert any(line.startswith("warn") and "it ends in 5 days" in line for line in lines)


def test_all_that_is_wrong_with_a_certificate_is_said_at_once(authority: Authority, stranger: Authority) -> None:
    papers = stranger.signs("DNS:broker.example", from_days=-10, until_days=-1)
    with Mosquitto(papers.for_mosquitto()) as mosquitto:
        assert wrong(tls(mosquitto, authority)) == [Cause.UNKNOWN_ISSUER, Cause.OTHER_NAME, Cause.EXPIRED]


def test_a_broker_that_wants_a_certificate_of_ours(authority: Authority, good: Papers) -> None:
    wants = [f"cafile {authority.certificate}", "require_certificate true"]
    with Mosquitto(good.for_mosquitto(*wants)) as mosquitto:
        assert wrong(tls(mosquitto, authority)) == [Cause.CLIENT_CERTIFICATE_WANTED]
