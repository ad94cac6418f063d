"""``python -m p5_monitor notify``: one test note to each address, and what became of each."""

import io
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from common.testing import free_port, stopping
from p5_monitor.address import Note
from p5_monitor.notify import Reached, reached_by
from p5_monitor.trial import NO_ALARM, reason_in, run
from p5_monitor.trial_words import ENGLISH, FRENCH, trial_words
from tests.common.started import ROOT
from tests.p5_monitor.sinks import Sink

WORD = "S3CRETx"

NOTE = Note(NO_ALARM, "lot: test", "This is a test.", good=True)


def tried(*urls: str, seconds: float = 20.0) -> tuple[int, list[str]]:
    stream = io.StringIO()
    code = run(reached_by(SecretStr(" ".join(urls))), NOTE, ENGLISH, stream, seconds)
    return code, stream.getvalue().splitlines()


def test_each_address_gets_one_note_and_is_said_to_have_taken_it() -> None:
    with Sink() as one, Sink() as other:
        assert tried(one.url, other.url) == (0, ["address 1 of 2 (JSON): took it", "address 2 of 2 (JSON): took it"])
        assert [(note["title"], note["message"]) for note in one.taken] == [("lot: test", "This is a test.")]
        assert len(other.taken) == 1


@pytest.mark.parametrize(("answers", "status"), [(401, "401 Unauthorized"), (500, "500 Internal Server Error")])
def test_what_the_address_answers_is_the_reason(answers: int, status: str) -> None:
    with Sink(answers=answers) as angry, Sink() as kind:
        code, lines = tried(angry.url, kind.url)
    assert code == 1
    assert lines == [f"address 1 of 2 (JSON): did not take it: it answered {status}", "address 2 of 2 (JSON): took it"]


def test_where_nobody_listens_there_is_no_connection() -> None:
    code, (line,) = tried(f"json://127.0.0.1:{free_port()}")
    assert code == 1
    assert "did not take it: no connection to it" in line


def test_an_address_that_hangs_is_not_waited_for_and_holds_up_no_other() -> None:
    with Sink(answers=None) as dead, Sink() as sink:
        code, lines = tried(dead.url, sink.url, seconds=1.0)
    assert code == 1
    assert lines[0] == "address 1 of 2 (JSON): did not take it: no answer in time"
    assert lines[1] == "address 2 of 2 (JSON): took it"


def test_an_address_that_fails_in_its_own_way_shows_no_word_of_it() -> None:
    def broken(_: Note) -> bool:
        raise RuntimeError(WORD)

    stream = io.StringIO()
    assert run([Reached("1 of 1 (JSON)", broken)], NOTE, ENGLISH, stream) == 1
    assert stream.getvalue() == "address 1 of 1 (JSON): did not take it: RuntimeError\n"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ([f"Failed to send to {WORD}: Forbidden, error=403."], "it answered 403 Forbidden"),
        ([f"Failed to detect the Telegram user: (404) {WORD}."], "it answered 404 Not Found"),
        ([f"Failed: error=799. {WORD}"], "it answered 799"),
        ([f"A Connection error occurred sending {WORD}"], ENGLISH.no_connection),
        ([f"{WORD} was not found"], ENGLISH.did_not_say),
        ([], ENGLISH.did_not_say),
    ],
)
def test_of_what_apprise_logs_only_the_reason_is_taken(said: list[str], reason: str) -> None:
    assert reason_in(said, ENGLISH) == reason


def program(folder: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "p5_monitor", "notify"],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "MQTT_HOST": "127.0.0.1", "TOPIC_PREFIX": "lot/", **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("level", ["DEBUG", "ERROR"])
def test_as_a_program_it_never_shows_a_secret(tmp_path: Path, level: str) -> None:
    with Sink() as sink, Sink(answers=403) as angry:
        urls = " ".join(f"json://{WORD}:{WORD}@127.0.0.1:{each.port}/{WORD}" for each in (sink, angry))
        ended = program(tmp_path, P5_NOTIFY_URLS=urls, LOG_LEVEL=level, LANG="fr_FR.UTF-8")
        assert [note["title"] for note in sink.taken] == ["lot: test"]
    assert ended.returncode == 1
    assert ended.stdout.splitlines() == [
        "adresse 1 of 2 (JSON) : l'a pris",
        "adresse 2 of 2 (JSON) : ne l'a pas pris : elle a répondu 403 Forbidden",
    ]
    assert WORD not in ended.stdout + ended.stderr


def test_the_note_is_in_the_language_of_the_settings(tmp_path: Path) -> None:
    with Sink() as sink:
        ended = program(tmp_path, P5_NOTIFY_URLS=sink.url, P5_NOTIFY_LANGUAGE="fr")
        assert [note["title"] for note in sink.taken] == ["lot : essai"]
    assert (ended.returncode, ended.stdout) == (0, "address 1 of 1 (JSON): took it\n")


@pytest.mark.parametrize("settings", [{}, {"P5_NOTIFY_URLS": f"nonsense://{WORD}"}, {"P5_NOTIFY_URLS": "ntfy://"}])
def test_without_an_address_it_says_so_in_one_line(tmp_path: Path, settings: dict[str, str]) -> None:
    ended = program(tmp_path, **settings)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("p5_monitor: P5_NOTIFY_URLS: ")
    assert ended.stderr.count("\n") == 1
    assert WORD not in ended.stderr


def test_ctrl_c_ends_it_at_once_and_is_no_success(tmp_path: Path) -> None:
    with Sink(answers=None) as dead:
        way = {"PYTHONPATH": str(ROOT), "MQTT_HOST": "127.0.0.1", "P5_NOTIFY_URLS": dead.url}
        command = [sys.executable, "-m", "p5_monitor", "notify"]
        process = subprocess.Popen(command, cwd=tmp_path, env=way, stderr=subprocess.PIPE, text=True)
        with stopping(process):
            dead.waits_for(1)
            process.send_signal(signal.SIGINT)
            _, error = process.communicate(timeout=10)
    assert (process.returncode, error) == (130, "")


def test_the_languages_are_those_of_the_terminal() -> None:
    assert trial_words("fr") is FRENCH
    assert trial_words("de_DE.UTF-8") is ENGLISH
