"""Whoever is named in P5_NOTIFY_URLS is told of each alarm once, and once that it is over."""

import logging
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from common.errors import SettingsError
from common.messages import BarrierState
from common.testing import Mosquitto, free_port, wait_for
from p5_monitor.address import Notified
from p5_monitor.alarm_words import ENGLISH, FRENCH, AlarmWords
from p5_monitor.notify import Notifier, addresses_in
from p5_monitor.rules import AlarmRaised
from p5_monitor.rules.alarms import Condition
from p5_monitor.rules.picture import Kind
from tests.common.started import ROOT, Started, started
from tests.p5_monitor.desk import CLOSED, Desk, gone, here
from tests.p5_monitor.sinks import Sink
from tests.system.observer import Observer

WORD = "S3CRETx"

FAULT = AlarmRaised(Condition(Kind.BARRIER_FAULT, "barrier"))
FORCED = BarrierState(state="OPENED", reason="forced", by="Ada")
STATE = "lot/parking/barriers/entry/state"


@contextmanager
def notifying(*urls: str, words: AlarmWords = ENGLISH) -> Iterator[Notifier]:
    with Notifier(addresses_in(SecretStr(" ".join(urls))), words, "lot") as notifier:
        yield notifier


def has(notifier: Notifier, **figures: int) -> None:
    """Returns when this is what became of the notes."""
    wanted = Notified(**figures)
    wait_for(lambda: notifier.notified == wanted, f"{wanted}, not {notifier.notified}")


def told_in(records: Sequence[logging.LogRecord]) -> list[str]:
    return [record.getMessage() for record in records if record.name == "p5_monitor.address"]


def test_an_alarm_is_told_once_and_once_that_it_is_over() -> None:
    with Sink() as sink, notifying(sink.url) as notifier:
        desk = Desk(tellers=[notifier])
        desk.passes(10)
        for _ in range(20):
            desk.hears(FORCED)
            desk.passes(10)
        desk.hears(CLOSED)
        desk.passes(60)
        has(notifier, sent=2)
        assert [note["title"] for note in sink.taken] == ["lot: ALARM", "lot: over"]
        assert sink.texts == ["The barrier is forced open, by Ada"] * 2
        assert "RELEASE" in sink.taken[0]["message"]
        assert [note["type"] for note in sink.taken] == ["warning", "success"]


def test_in_the_language_of_the_settings() -> None:
    with Sink() as sink, notifying(sink.url, words=FRENCH) as notifier:
        desk = Desk(tellers=[notifier])
        desk.passes(10)
        desk.hears(FORCED)
        desk.passes(1)
        sink.waits_for(1)
        assert sink.taken[0]["title"] == "lot: ALARME"
        assert sink.texts == ["La barrière est forcée ouverte, par Ada"]


@pytest.mark.parametrize("between", [" ", ",", ", ", "\n", " , "])
def test_several_addresses_are_all_told(between: str) -> None:
    with Sink() as one, Sink() as other, notifying(f"{one.url}{between}{other.url},") as notifier:
        notifier.alarm_raised(FAULT, 0.0)
        has(notifier, sent=2)
        assert one.texts == other.texts == ["The barrier is out of order"]


def test_a_comma_inside_an_address_is_its_own() -> None:
    with Sink() as sink:
        assert (
            len(addresses_in(SecretStr(f"{sink.url}/a,b?format=text mailto://u:p@example.org?to=a@b.org,c@d.org"))) == 2
        )


def test_a_dead_address_holds_up_neither_the_monitor_nor_the_others() -> None:
    with Sink(answers=None) as dead, Sink() as sink, notifying(dead.url, sink.url) as notifier:
        began = time.monotonic()
        for _ in range(50):
            notifier.alarm_raised(FAULT, 0.0)
        assert time.monotonic() - began < 1
        sink.waits_for(50)
        assert len(dead.taken) == 1


def test_a_failure_is_logged_once_until_it_works_again(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with Sink(answers=500) as sink, notifying(sink.url) as notifier:
        for _ in range(5):
            notifier.alarm_raised(FAULT, 0.0)
        has(notifier, failed=5)
        sink.answers = 200
        for _ in range(3):
            notifier.alarm_raised(FAULT, 0.0)
        has(notifier, sent=3, failed=5)
    assert told_in(caplog.records) == ["an alarm could not be told", "alarms are told again"]
    assert len(sink.taken) == 8


def test_without_an_address_nobody_is_told_and_all_else_goes_on() -> None:
    with Notifier([], ENGLISH, "lot") as notifier:
        desk = Desk(tellers=[notifier])
        desk.hears(here("P3"), gone("P3"))
        desk.passes(10)
        assert [alarm.kind for alarm in desk.picture.alarms] == [Kind.MODULE_OFFLINE]
        assert notifier.notified == Notified()


@pytest.mark.parametrize(
    "urls",
    [
        f"nonsense://u:{WORD}@host",
        f"json://127.0.0.1 tgram://{WORD}",
        f"json://{WORD}:abc/",
        f"json://127.0.0.1 {WORD}",
        f"{WORD}",
        " , ",
        f"http://{WORD}",
        "ntfy://",
        "json://127.0.0.1 ntfys:///",
    ],
)
def test_what_is_no_address_is_refused_in_one_line_that_does_not_show_it(urls: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        addresses_in(SecretStr(urls))
    assert str(wrong.value).startswith("P5_NOTIFY_URLS: ")
    assert "\n" not in str(wrong.value)
    assert WORD[:4] not in str(wrong.value)


def test_where_apprise_is_not_installed_it_is_said_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(SettingsError, match=r"apprise is not installed: pip install '\.\[p5,notify\]'"):
        addresses_in(SecretStr("json://127.0.0.1"))


@pytest.fixture(scope="module")
def broker() -> Iterator[Mosquitto]:
    with Mosquitto() as broker:
        yield broker


@contextmanager
def p5(folder: Path, broker: Mosquitto, **settings: str) -> Iterator[Started]:
    """A P5 that is connected; its lot is empty."""
    settings = {"P5_HTTP_PORT": str(free_port()), "LOG_LEVEL": "DEBUG", **settings}
    with started(folder, broker.port, "p5_monitor", **settings) as running:
        running.says("connected")
        yield running


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_running_monitor_tells_and_its_log_never_shows_a_secret(
    tmp_path: Path, broker: Mosquitto, log_format: str
) -> None:
    with Sink() as sink, Sink(answers=500) as broken, Observer(broker.host, broker.port) as lot:
        urls = " ".join(f"json://{WORD}:{WORD}@127.0.0.1:{each.port}/{WORD}" for each in (sink, broken))
        with p5(tmp_path, broker, P5_NOTIFY_URLS=urls, LOG_FORMAT=log_format, P5_NOTIFY_LANGUAGE="fr") as running:
            lot.say(STATE, '{"state": "FAULT"}', retain=True)
            sink.waits_for(1)
            lot.say(STATE, '{"state": "CLOSED"}', retain=True)
            sink.waits_for(2)
            running.says("an alarm could not be told")
            running.is_told(signal.SIGTERM)
            assert running.exits() == 0
    assert sink.texts == ["La barrière est en panne"] * 2
    assert broken.texts == ["La barrière est en panne"]
    assert running.log.count("an alarm could not be told") == 1
    assert "ALARM: The barrier is out of order" in running.log
    assert WORD[:4] not in running.log
    assert "Traceback" not in running.log


def test_a_dead_address_does_not_keep_it_from_stopping(tmp_path: Path, broker: Mosquitto) -> None:
    with Sink(answers=None) as dead, Observer(broker.host, broker.port) as lot:
        with p5(tmp_path, broker, P5_NOTIFY_URLS=dead.url) as running:
            lot.say(STATE, '{"state": "FAULT"}', retain=True)
            dead.waits_for(1)
            began = time.monotonic()
            running.is_told(signal.SIGTERM)
            assert running.exits() == 0
            assert time.monotonic() - began < 5
            assert "alarms were not told any more address=1 of 1 (JSON) not_told=1" in running.log
        lot.say(STATE, "", retain=True)


def test_a_wrong_address_stops_it_before_it_connects(tmp_path: Path) -> None:
    settings = {
        "PYTHONPATH": str(ROOT),
        "MQTT_HOST": "127.0.0.1",
        "P5_NOTIFY_URLS": f"json://127.0.0.1,nonsense://{WORD}",
    }
    ended = subprocess.run(
        [sys.executable, "-m", "p5_monitor"], cwd=tmp_path, env=settings, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert WORD[:4] not in ended.stderr
    said = [line for line in ended.stderr.splitlines() if line.startswith("p5_monitor: ")]
    assert said == [
        "p5_monitor: P5_NOTIFY_URLS: address 2 of 2 is none that apprise can use (it is a secret, and not shown)"
    ]
