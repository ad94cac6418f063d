"""``doctor`` where there is no way to a broker, or where it is none: the cause is named."""

import pytest

from common.connection import Broker
from common.testing import free_port
from p5_monitor.rules.diagnosis import Cause
from tests.common.fake_broker import FakeBroker, refusal
from tests.p5_monitor.broken_set_ups import black_hole, says
from tests.p5_monitor.examined import RIGHT, case, here, printed, wrong

NO_MQTT_5 = b"\x20\x02\x00\x01"
MQTT_3_CONNACK = b"\x20\x02\x00\x00"
HTTP = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"
SSH = b"SSH-2.0-OpenSSH_9.2\r\n"


def test_a_host_that_nobody_knows() -> None:
    # Where there is no network, it is the name server that nobody knows.
    assert wrong(case(Broker("no-such-host.invalid", 1883))) in ([Cause.NAME_UNKNOWN], [Cause.NAME_SERVER_SILENT])


def test_a_port_where_nobody_listens() -> None:
    assert wrong(here(free_port())) == [Cause.TCP_REFUSED_HERE]


def test_a_machine_that_gives_no_answer() -> None:
    with black_hole() as port:
        assert wrong(here(port)) == [Cause.TCP_SILENT]


# --- it is no broker, or none that we can use


@pytest.mark.parametrize("encrypted", [False, True])
def test_who_accepts_and_says_nothing(*, encrypted: bool) -> None:
    with says(b"") as port:
        assert wrong(here(port, tls=encrypted)) == [Cause.TLS_SILENT if encrypted else Cause.SILENT]


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_web_server(*, encrypted: bool) -> None:
    with says(HTTP) as port:
        assert wrong(here(port, tls=encrypted)) == [Cause.TLS_ON_WEB if encrypted else Cause.WEB_SERVER]


def test_something_that_is_no_broker_is_shown_by_what_it_says() -> None:
    with says(SSH, first=SSH) as port:
        _, lines = printed(here(port))
        assert wrong(here(port)) == [Cause.OTHER_PROTOCOL]
    assert any("it says SSH-2.0-OpenSSH_9.2" in line for line in lines)


@pytest.mark.parametrize("answer", [NO_MQTT_5, refusal(0x84)], ids=["as 3.1.1 says it", "as 5 says it"])
def test_a_broker_without_mqtt_5(answer: bytes) -> None:
    with FakeBroker([answer]).listening() as broker:
        assert wrong(here(broker.port)) == [Cause.NO_MQTT_5]


def test_a_broker_that_hangs_up_on_mqtt_5_and_answers_an_old_client() -> None:
    with FakeBroker([b"\x00\x00", MQTT_3_CONNACK]).listening() as broker:
        assert wrong(here(broker.port)) == [Cause.NO_MQTT_5]


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (0x85, Cause.CLIENT_ID_REFUSED),
        (0x86, Cause.CREDENTIALS_WRONG),
        (0x87, Cause.NOT_AUTHORISED),
        (0x88, Cause.BUSY),
        (0x89, Cause.BUSY),
        (0x8A, Cause.BANNED),
        (0x97, Cause.BUSY),
        (0x9C, Cause.MOVED),
        (0x9F, Cause.BUSY),
        (0x80, Cause.REFUSED),
    ],
)
def test_a_broker_that_refuses(code: int, cause: Cause) -> None:
    with FakeBroker([refusal(code)]).listening() as broker:
        assert wrong(here(broker.port, username="p5", password=RIGHT)) == [cause]
