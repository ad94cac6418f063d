"""``purge``: what nobody speaks of any more is cleared with the broker, if the person says so."""

import io
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from common.connection import Broker
from common.errors import SettingsError
from common.testing import Mosquitto, free_port
from p5_monitor.mqtt_probe import Probe, Sent
from p5_monitor.purge import Purge, judge, topics_of, typed
from p5_monitor.purge_words import ENGLISH, purge_words
from tests.common.started import ROOT

PREFIX = "lot/"
A13 = "parking/spots/A13/status"
OPEN_TOPIC = "parking/barriers/entry/cmd"
FREE = b'{"id": "A13", "status": "FREE"}'

AT = datetime(2026, 1, 29, 18, 25, 30, tzinfo=UTC)


@pytest.fixture
def stranger(mosquitto: Mosquitto) -> Iterator[Probe]:
    with Probe(Broker(mosquitto.host, mosquitto.port), "stranger") as probe:
        probe.connect()
        yield probe


def purge(mosquitto: Mosquitto, answer: str, *topics: str) -> tuple[int, list[str]]:
    stream = io.StringIO()
    with Probe(Broker(mosquitto.host, mosquitto.port), "purge") as probe:
        probe.connect()
        code = Purge(probe, PREFIX, ENGLISH, lambda: answer, stream, 0.3).run(topics)
    return code, stream.getvalue().splitlines()


def keeps(mosquitto: Mosquitto, topic: str) -> bool:
    with Probe(Broker(mosquitto.host, mosquitto.port), "looks") as probe:
        probe.connect()
        probe.subscribe([PREFIX + topic])
        return bool(probe.hear(0.5))


def test_a_spot_that_is_gone_is_cleared_after_a_yes(mosquitto: Mosquitto, stranger: Probe) -> None:
    stranger.publish(PREFIX + A13, FREE, retain=True)
    code, said = purge(mosquitto, "y\n", A13)
    assert code == 0
    assert said[0] == f'{A13}: the broker keeps {{"id": "A13", "status": "FREE"}}'
    assert said[-1].endswith(f"{A13}: cleared")
    assert not keeps(mosquitto, A13)


@pytest.mark.parametrize("answer", ["", "\n", "n\n", "A13\n"])
def test_nothing_is_cleared_without_a_yes(mosquitto: Mosquitto, stranger: Probe, answer: str) -> None:
    stranger.publish(PREFIX + A13, FREE, retain=True)
    code, said = purge(mosquitto, answer, A13)
    assert code == 0
    assert said[-1].endswith("nothing was cleared")
    assert keeps(mosquitto, A13)


def test_a_spot_that_the_broker_does_not_know_is_said_without_a_question(mosquitto: Mosquitto) -> None:
    assert purge(mosquitto, "", A13) == (0, [f"{A13}: the broker keeps nothing"])


def test_an_order_that_somebody_left_is_cleared(mosquitto: Mosquitto, stranger: Probe) -> None:
    stranger.publish(PREFIX + OPEN_TOPIC, b'{"action": "OPEN"}', retain=True)
    code, _ = purge(mosquitto, "y\n", *topics_of(["--orders"], ENGLISH))
    assert code == 0
    assert not keeps(mosquitto, OPEN_TOPIC)


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
    code, said = purge(mosquitto, "y\n", A13)
    assert code == 0
    assert said[1].endswith("told to remove: `curl -X DELETE 127.0.0.1:8006/api/v1/spots/A13`")
    assert said[-1].endswith(f"{A13}: cleared, until somebody speaks of it again")


def test_of_an_order_that_is_still_given_it_says_that_it_comes_back(mosquitto: Mosquitto, stranger: Probe) -> None:
    promise = [("sent", datetime.now(UTC).isoformat()), ("refresh", "60")]
    stranger.publish(PREFIX + OPEN_TOPIC, b'{"action": "OPEN"}', retain=True, properties=promise)
    _, said = purge(mosquitto, "y\n", OPEN_TOPIC)
    assert said[1] == f"{OPEN_TOPIC}: somebody still speaks of it; stop that first, or it comes back"


def test_a_spot_that_is_named_twice_is_cleared_once() -> None:
    assert topics_of(["A13", "A13"], ENGLISH) == [A13]


def test_it_speaks_french_where_the_terminal_does() -> None:
    assert purge_words("fr_FR.UTF-8").cleared == "{topic} : effacé"
    assert purge_words("de_DE.UTF-8") is ENGLISH


@pytest.mark.parametrize("answer", ["n\n", "\n", ""], ids=["no", "Enter", "nothing at all"])
def test_as_a_program_its_last_line_stands_alone(
    tmp_path: Path, mosquitto: Mosquitto, stranger: Probe, answer: str
) -> None:
    stranger.publish(PREFIX + A13, FREE, retain=True)
    stopped = subprocess.run(
        [sys.executable, "-m", "p5_monitor", "purge", "A13"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "MQTT_HOST": mosquitto.host, "MQTT_PORT": str(mosquitto.port)}
        | {"TOPIC_PREFIX": PREFIX},
        input=answer,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert stopped.returncode == 0
    assert stopped.stdout.splitlines()[-2:] == [ENGLISH.question.format(number=1), "nothing was cleared"]


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
def test_as_a_program_without_a_broker_it_says_so_and_fails(tmp_path: Path, what: str) -> None:
    stopped = subprocess.run(
        [sys.executable, "-m", "p5_monitor", "purge", what],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "MQTT_HOST": "127.0.0.1", "MQTT_PORT": str(free_port())},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert stopped.returncode == 1
    assert stopped.stderr.startswith("no broker at 127.0.0.1:")
