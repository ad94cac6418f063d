"""``purge``: what nobody speaks of any more is cleared with the broker, if the person says so."""

import io
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from common.connection import Broker, Flagged, Subscribed
from common.errors import SettingsError
from common.testing import Mosquitto, free_port, stopping, wait_for
from p5_monitor.mqtt_probe import Probe, Sent, Unreachable
from p5_monitor.purge import Purge, judge, topics_of, typed
from p5_monitor.purge_words import ENGLISH, purge_words
from tests.common.driven_link import driven
from tests.common.fake_broker import CONNACK, FakeBroker, disconnect, refusal
from tests.common.started import ROOT
from tests.p5_monitor.broken_set_ups import says

PREFIX = "lot/"
ORDER_TOPICS = ["parking/barriers/entry/cmd", "parking/admin/override", "parking/config/new_spot"]
A13 = "parking/spots/A13/status"
OPEN_TOPIC = "parking/barriers/entry/cmd"
FREE = b'{"id": "A13", "status": "FREE"}'

AT = datetime(2026, 1, 29, 18, 25, 30, tzinfo=UTC)


@pytest.fixture
def stranger(mosquitto: Mosquitto) -> Iterator[Probe]:
    with Probe(Broker(mosquitto.host, mosquitto.port), "stranger") as probe:
        probe.connect()
        yield probe


def purge(port: int, answer: Callable[[], str], *topics: str) -> tuple[int, list[str]]:
    stream = io.StringIO()

    def open_probe() -> Probe:
        return Probe(Broker("127.0.0.1", port), "purge")

    code = Purge(open_probe, PREFIX, ENGLISH, answer, stream, 0.3).run(topics)
    return code, stream.getvalue().splitlines()


def yes() -> str:
    return "y\n"


def keeps(mosquitto: Mosquitto, topic: str) -> bool:
    with Probe(Broker(mosquitto.host, mosquitto.port), "looks") as probe:
        probe.connect()
        probe.subscribe([PREFIX + topic])
        return bool(probe.hear(0.5))


def test_a_spot_that_is_gone_is_cleared_after_a_yes(mosquitto: Mosquitto, stranger: Probe) -> None:
    stranger.publish(PREFIX + A13, FREE, retain=True)
    code, said = purge(mosquitto.port, yes, A13)
    assert code == 0
    assert said[0] == f'{A13}: the broker keeps {{"id": "A13", "status": "FREE"}}'
    assert said[-1].endswith(f"{A13}: cleared")
    assert not keeps(mosquitto, A13)


@pytest.mark.parametrize("answer", ["", "\n", "n\n", "A13\n"])
def test_nothing_is_cleared_without_a_yes(mosquitto: Mosquitto, stranger: Probe, answer: str) -> None:
    stranger.publish(PREFIX + A13, FREE, retain=True)
    code, said = purge(mosquitto.port, lambda: answer, A13)
    assert code == 0
    assert said[-1].endswith("nothing was cleared")
    assert keeps(mosquitto, A13)


def test_a_spot_that_the_broker_does_not_know_is_said_without_a_question(mosquitto: Mosquitto) -> None:
    assert purge(mosquitto.port, yes, A13) == (0, [f"{A13}: the broker keeps nothing"])


def test_an_order_that_somebody_left_is_cleared(mosquitto: Mosquitto, stranger: Probe) -> None:
    stranger.publish(PREFIX + OPEN_TOPIC, b'{"action": "OPEN"}', retain=True)
    code, said = purge(mosquitto.port, yes, *ORDER_TOPICS)
    assert code == 0
    assert said[0] == f'{OPEN_TOPIC}: the broker keeps {{"action": "OPEN"}}'
    assert not keeps(mosquitto, OPEN_TOPIC)


def test_whoever_looks_at_flags_hears_that_an_order_is_gone_also_where_the_broker_dropped_it(
    mosquitto: Mosquitto,
) -> None:
    topic = PREFIX + OPEN_TOPIC
    with driven(mosquitto.port, "lot/parking/#", client_id="ear", flags=(topic,)) as ear:
        ear.until(Subscribed, 2)
        code, said = purge(mosquitto.port, yes, *ORDER_TOPICS)
        ear.until(Flagged)
        (flagged,) = [fact for fact in ear.facts if isinstance(fact, Flagged)]
    assert (flagged.topic, flagged.payload, flagged.retained) == (topic, b"", True)
    assert code == 0
    assert said[0] == f"{OPEN_TOPIC}: the broker keeps nothing"
    assert said[-1] == "parking/config/new_spot: cleared"


def test_no_topic_for_orders_is_emptied_without_a_yes(mosquitto: Mosquitto, stranger: Probe) -> None:
    stranger.publish(PREFIX + OPEN_TOPIC, b'{"action": "OPEN"}', retain=True)
    code, said = purge(mosquitto.port, lambda: "n\n", *ORDER_TOPICS)
    assert code == 0
    assert said[-1].endswith("nothing was cleared")
    assert keeps(mosquitto, OPEN_TOPIC)


def test_orders_are_the_tables_three() -> None:
    assert topics_of(["--orders"], ENGLISH) == ORDER_TOPICS


def test_nobody_is_connected_while_the_person_thinks(mosquitto: Mosquitto, stranger: Probe) -> None:
    stranger.publish(PREFIX + A13, FREE, retain=True)

    def thinks() -> str:
        wait_for(lambda: "Client purge disconnected." in mosquitto.log, "purge to close")
        assert mosquitto.log.count("as purge ") == 1
        return "y\n"

    code, said = purge(mosquitto.port, thinks, A13)
    assert (code, said[-1].endswith(f"{A13}: cleared")) == (0, True)
    assert mosquitto.log.count("as purge ") == 2


def test_what_somebody_says_again_is_not_cleared(mosquitto: Mosquitto, stranger: Probe) -> None:
    stranger.subscribe([PREFIX + A13])
    stranger.publish(PREFIX + A13, FREE, retain=True)

    def repeats() -> None:
        stranger.hear_one(lambda sent: not sent.payload, 10)
        stranger.publish(PREFIX + A13, FREE, retain=True)

    repeating = threading.Thread(target=repeats)
    repeating.start()
    code, said = purge(mosquitto.port, yes, A13)
    repeating.join()
    assert (code, said[-1].endswith(f"{A13}: it is there again: somebody publishes it")) == (1, True)


# --- what the broker keeps cannot be known


def test_a_subscription_that_is_refused_is_no_empty_broker() -> None:
    with FakeBroker([CONNACK], granted=b"\x87").listening() as broker:
        code, said = purge(broker.port, yes, A13)
    assert (code, said) == (1, [f"{A13}: the broker does not let us hear what it keeps: Not authorized"])


def test_a_subscription_that_is_not_answered_is_no_empty_broker() -> None:
    with FakeBroker([CONNACK]).listening() as broker:
        code, said = purge(broker.port, yes, A13)
    assert (code, said) == (1, ["the broker does not say whether we may hear what it keeps"])


def test_a_broker_that_hangs_up_is_no_empty_broker() -> None:
    with FakeBroker([CONNACK], granted=b"\x01", after_subscribe=disconnect(0x8B)).listening() as broker:
        code, said = purge(broker.port, yes, A13)
    assert (code, said) == (1, ["the broker ended the connection: Server shutting down"])


def test_who_does_not_let_us_in_is_unreachable() -> None:
    with FakeBroker([refusal(0x87)]).listening() as broker, pytest.raises(Unreachable, match="Not authorized"):
        purge(broker.port, yes, A13)


# --- whether somebody still speaks of it


def heard(*, retained: bool = True, age: float | None = None, payload: bytes = FREE) -> Sent:
    promise = {} if age is None else {"sent": (AT - timedelta(seconds=age)).isoformat(), "refresh": "60"}
    return Sent(PREFIX + A13, payload, 1, retained, promise, None, 0.0)


def test_whoever_says_it_again_while_we_listen_still_speaks_of_it() -> None:
    assert [kept.is_live for kept in judge([heard(), heard()], PREFIX, AT)] == [True]


def test_whoever_promised_to_repeat_it_and_had_not_to_yet_still_speaks_of_it() -> None:
    assert [kept.is_live for kept in judge([heard(age=100)], PREFIX, AT)] == [True]


def test_whoever_broke_his_promise_or_gave_none_is_gone() -> None:
    assert [kept.is_live for kept in judge([heard(age=181)], PREFIX, AT)] == [False]
    assert [kept.is_live for kept in judge([heard()], PREFIX, AT)] == [False]


def test_what_is_only_said_and_not_kept_cannot_be_cleared() -> None:
    assert judge([heard(retained=False)], PREFIX, AT) == []
    assert judge([heard(payload=b"")], PREFIX, AT) == []


@pytest.mark.parametrize("arguments", [[], ["A 13"], ["A13", "--orders"], ["#"], ["parking/spots/A13/status"]])
def test_what_names_no_spot_is_refused_in_one_line(arguments: list[str]) -> None:
    with pytest.raises(SettingsError, match=r"^purge: [^\n]+$"):
        topics_of(arguments, ENGLISH)


def test_of_a_place_that_is_still_spoken_of_it_says_how_to_be_rid_of_it(mosquitto: Mosquitto, stranger: Probe) -> None:
    promise = [("sent", datetime.now(UTC).isoformat()), ("refresh", "60")]
    stranger.publish(PREFIX + A13, FREE, retain=True, properties=promise)
    code, said = purge(mosquitto.port, yes, A13)
    assert code == 0
    assert said[1].endswith("told to remove: `curl -X DELETE 127.0.0.1:8006/api/v1/spots/A13`")
    assert said[-1].endswith(f"{A13}: cleared, until somebody speaks of it again")


def test_of_an_order_that_is_still_given_it_says_that_it_comes_back(mosquitto: Mosquitto, stranger: Probe) -> None:
    promise = [("sent", datetime.now(UTC).isoformat()), ("refresh", "60")]
    stranger.publish(PREFIX + OPEN_TOPIC, b'{"action": "OPEN"}', retain=True, properties=promise)
    _, said = purge(mosquitto.port, yes, OPEN_TOPIC)
    assert said[1] == f"{OPEN_TOPIC}: somebody still speaks of it; stop that first, or it comes back"


def test_a_spot_that_is_named_twice_is_cleared_once() -> None:
    assert topics_of(["A13", "A13"], ENGLISH) == [A13]


def test_it_speaks_french_where_the_terminal_does() -> None:
    assert purge_words("fr_FR.UTF-8").cleared == "{topic} : effacé"
    assert purge_words("de_DE.UTF-8") is ENGLISH


# --- as a program


def program(tmp_path: Path, port: int, *typed: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "p5_monitor", "purge", *typed],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "MQTT_HOST": "127.0.0.1", "MQTT_PORT": str(port), "TOPIC_PREFIX": PREFIX},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("answer", ["n\n", "\n", ""], ids=["no", "Enter", "nothing at all"])
def test_its_last_line_stands_alone(tmp_path: Path, mosquitto: Mosquitto, stranger: Probe, answer: str) -> None:
    stranger.publish(PREFIX + A13, FREE, retain=True)
    with stopping(program(tmp_path, mosquitto.port, "A13")) as purging:
        said, _ = purging.communicate(answer, timeout=30)
    assert purging.returncode == 0
    assert said.splitlines()[-2:] == [ENGLISH.question.format(number=1), "nothing was cleared"]


class Keyboard(io.StringIO):
    """A terminal: it shows the Enter that ends a line."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("keys", "shown"), [("n\n", ""), ("n", "\n"), ("", "\n")])
def test_a_terminal_that_showed_the_enter_is_not_given_another_line(keys: str, shown: str) -> None:
    screen = io.StringIO()
    assert typed(Keyboard(keys), screen) == keys
    assert screen.getvalue() == shown


@pytest.mark.parametrize("what", ["A13", "--orders"])
def test_without_a_broker_it_says_so_and_fails(tmp_path: Path, what: str) -> None:
    port = free_port()
    with stopping(program(tmp_path, port, what)) as purging:
        _, error = purging.communicate(timeout=30)
    assert purging.returncode == 1
    assert error.startswith(f"no broker at 127.0.0.1:{port}: ")


def test_where_no_mqtt_is_spoken_it_sends_to_the_doctor(tmp_path: Path) -> None:
    with says(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port, stopping(program(tmp_path, port, "A13")) as purging:
        _, error = purging.communicate(timeout=30)
    assert purging.returncode == 1
    assert error.endswith(". `python -m p5_monitor doctor` finds out why.\n")
    assert error.count("\n") == 1


def test_ctrl_c_at_the_question_is_no_success(mosquitto: Mosquitto, stranger: Probe, tmp_path: Path) -> None:
    stranger.publish(PREFIX + A13, FREE, retain=True)
    with stopping(program(tmp_path, mosquitto.port, "A13")) as purging:
        assert purging.stdout
        assert purging.stdout.readline().startswith(f"{A13}: the broker keeps")
        purging.send_signal(signal.SIGINT)
        said, error = purging.communicate(timeout=30)
    assert (purging.returncode, error) == (130, "")
    assert said.endswith("\nInterrupted.\n")


def test_ctrl_c_while_it_connects_is_no_success(tmp_path: Path) -> None:
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as silent,
        stopping(program(tmp_path, silent.getsockname()[1], "A13")) as purging,
        closing(silent.accept()[0]),
    ):
        purging.send_signal(signal.SIGINT)
        said, error = purging.communicate(timeout=30)
    assert (purging.returncode, said, error) == (130, "\nInterrupted.\n", "")
