"""``python -m p5_monitor watch`` beside a P5 that runs: it only listens."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from common.testing import Mosquitto, free_port, stopping, wait_for
from tests.common.started import ROOT, Started, started
from tests.p5_monitor.sinks import Sink
from tests.system.observer import Observer

STATE = "lot/parking/barriers/entry/state"
PRESENCE = "lot/monitor/presence/P5"
HERE = '{"role": "P5", "online": true}'


@pytest.fixture
def broker() -> Iterator[Mosquitto]:
    with Mosquitto() as broker:
        yield broker


@contextmanager
def watcher(folder: Path, broker: Mosquitto, **settings: str) -> Iterator[Started]:
    """One that watches, and is connected."""
    folder.mkdir(exist_ok=True)
    log_file = folder.parent / f"{folder.name}.log"
    way = {"MQTT_HOST": broker.host, "MQTT_PORT": str(broker.port), "TOPIC_PREFIX": "lot/"}
    with log_file.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "p5_monitor", "watch"],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **way, **settings},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )
    with stopping(process):
        watching = Started(process, log_file)
        watching.says("connected")
        yield watching


def ends(watching: Started) -> int:
    watching.is_told(signal.SIGTERM)
    return watching.exits()


def client_ids(broker: Mosquitto) -> set[str]:
    return set(re.findall(r" as (SmartPark2026_P5\S*) \(", broker.log))


def test_it_is_beside_a_p5_that_runs_and_two_of_them_are_beside_each_other(tmp_path: Path, broker: Mosquitto) -> None:
    port = str(free_port())
    with (
        started(tmp_path, broker.port, "p5_monitor", P5_HTTP_PORT=port, COMPLETIONS="all") as p5,
        watcher(tmp_path / "one", broker, P5_HTTP_PORT=port, COMPLETIONS="all") as one,
        watcher(
            tmp_path / "other", broker, P5_HTTP_PORT=port, COMPLETIONS="all", CLIENT_ID="SmartPark2026_P5"
        ) as other,
    ):
        p5.says("connected")
        one.says("P5 is online basis=presence")
        other.says("P5 is online basis=presence")
        assert ends(one) == ends(other) == 0
        assert "no connection" not in p5.log
    watchers = sorted(client_ids(broker) - {"SmartPark2026_P5"})
    assert len(watchers) == 2
    assert all(re.fullmatch(r"SmartPark2026_P5_watch_[0-9a-f]{4}", each) for each in watchers)
    assert "already connected" not in broker.log


def test_it_publishes_nothing_tells_nobody_and_writes_no_file(tmp_path: Path, broker: Mosquitto) -> None:
    folder = tmp_path / "folder"
    with (
        Sink() as sink,
        Observer(broker.host, broker.port) as stranger,
        watcher(folder, broker, COMPLETIONS="all", P5_NOTIFY_URLS=sink.url) as watching,
    ):
        wait_for(lambda: "monitor/presence/+" in broker.log, "the watcher to subscribe")
        stranger.say(PRESENCE, HERE, retain=True)
        watching.says("P5 is online")
        stranger.say(STATE, '{"state": "FAULT"}', retain=True)
        watching.says("ALARM: The barrier is out of order")
        assert ends(watching) == 0
        assert sink.taken == []
    assert "Received PUBLISH from observer" in broker.log
    assert "Received PUBLISH from SmartPark2026_P5" not in broker.log
    assert list(folder.iterdir()) == []


def test_it_leaves_no_last_will(tmp_path: Path, broker: Mosquitto) -> None:
    with (
        Observer(broker.host, broker.port) as stranger,
        watcher(tmp_path / "folder", broker, COMPLETIONS="all") as killed,
    ):
        killed.is_told(signal.SIGKILL)
        killed.exits()
        wait_for(lambda: re.search("Client SmartPark2026_P5_watch_.* closed its connection", broker.log), "its end")
        stranger.say(PRESENCE, HERE)
        wait_for(lambda: stranger.heard, "what is said after its will")
        assert [heard.payload for heard in stranger.heard] == [HERE.encode()]


def test_it_hears_who_says_that_he_is_here_whatever_completions_say(tmp_path: Path, broker: Mosquitto) -> None:
    with Observer(broker.host, broker.port) as stranger:
        stranger.say(PRESENCE, HERE, retain=True)
        with watcher(tmp_path / "folder", broker, COMPLETIONS="none") as watching:
            watching.says("P5 is online basis=presence")


def test_a_second_p5_is_told_of_watch(tmp_path: Path, broker: Mosquitto) -> None:
    port = str(free_port())
    with started(tmp_path, broker.port, "p5_monitor", P5_HTTP_PORT=port) as first:
        first.says("serving")
        second = subprocess.run(
            [sys.executable, "-m", "p5_monitor"],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "MQTT_HOST": broker.host, "P5_HTTP_PORT": port},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert second.returncode == 2
    assert second.stderr.splitlines()[-1] == (
        f"p5_monitor: P5_HTTP_PORT: cannot listen on 127.0.0.1 port {port}: Address already in use; if that is a P5, "
        "`python -m p5_monitor watch` shows the table beside it"
    )
