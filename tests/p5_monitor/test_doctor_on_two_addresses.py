"""``doctor`` where one of the broker's addresses leads nowhere, as where IPv6 is broken."""

import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from common.connection import Broker
from common.testing import Mosquitto
from p5_monitor.rules.diagnosis import Cause
from tests.p5_monitor.authority import Authority
from tests.p5_monitor.broken_set_ups import black_hole
from tests.p5_monitor.examined import ROOM_FOR_ALL, case, printed, wrong

DEAD = "127.0.0.9"
NAME = "broker.example"


@pytest.fixture
def two_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name stands for an address that never answers, and for the broker's, in this order."""
    ask = socket.getaddrinfo

    def answer(host: str, *asked: object, **also: object) -> object:
        hosts = (DEAD, "127.0.0.1") if host == NAME else (host,)
        return [found for each in hosts for found in ask(each, *asked, **also)]  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", answer)


@pytest.fixture
def authority() -> Iterator[Authority]:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Authority(Path(name))


@pytest.mark.usefixtures("two_addresses")
def test_an_address_that_leads_nowhere_is_a_warning_and_the_other_is_examined() -> None:
    with Mosquitto([ROOM_FOR_ALL]) as broker, black_hole(DEAD, broker.port):
        code, lines = printed(case(Broker(NAME, broker.port)))
    assert code == 0
    assert f"{DEAD} does not" in lines[2]
    assert "let in" in lines[4]


@pytest.mark.usefixtures("two_addresses")
def test_its_certificate_is_still_the_names(authority: Authority) -> None:
    papers = authority.signs(f"DNS:{NAME}")
    with Mosquitto(papers.for_mosquitto(ROOM_FOR_ALL)) as broker, black_hole(DEAD, broker.port):
        assert wrong(case(Broker(NAME, broker.port, tls=True, ca_file=authority.certificate))) == []


@pytest.mark.usefixtures("two_addresses")
def test_a_certificate_of_the_address_alone_is_another_name(authority: Authority) -> None:
    papers = authority.signs("IP:127.0.0.1")
    with Mosquitto(papers.for_mosquitto()) as broker, black_hole(DEAD, broker.port):
        broken = case(Broker(NAME, broker.port, tls=True, ca_file=authority.certificate))
        assert wrong(broken) == [Cause.OTHER_NAME]
