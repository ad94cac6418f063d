import os
import signal
import subprocess

import pytest

from common.testing import wait_for
from tests.launcher.conftest import Launch
from tests.launcher.lot import CHATTY, FLOOD, LAST_WORDS, PATH_WITHOUT_MOSQUITTO, STUBBORN, all_steady

BROKERS = [
    pytest.param({}, "mosquitto -c", id="mosquitto"),
    pytest.param({"PATH": PATH_WITHOUT_MOSQUITTO}, "launcher.embedded_broker", id="embedded"),
]


@pytest.mark.parametrize(("environment", "broker"), BROKERS)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything_and_nothing_is_left(
    launch: Launch, environment: dict[str, str], broker: str, number: int
) -> None:
    launched = launch(environment=environment, stand_ins=all_steady())
    launched.wait_until_steady()
    assert len(launched.processes(broker)) == 1
    assert launched.stop(number) == 0
    assert launched.processes() == []


def test_a_service_that_will_not_stop_is_ended_in_time(launch: Launch) -> None:
    launched = launch(stand_ins=all_steady(p3_barrier=STUBBORN))
    launched.wait_until_steady()
    assert launched.stop() == 0
    assert launched.processes() == []


def test_a_second_ctrl_c_waits_for_nobody(launch: Launch) -> None:
    launched = launch(stand_ins=all_steady(p3_barrier=STUBBORN))
    launched.wait_until_steady()
    launched.process.send_signal(signal.SIGINT)
    launched.wait_to_say("stopping")
    launched.process.send_signal(signal.SIGINT)
    assert launched.process.wait(2) == 0
    assert launched.processes() == []


def test_the_broker_is_stopped_after_the_services(launch: Launch) -> None:
    launched = launch(stand_ins=all_steady(p2_logic=LAST_WORDS))
    launched.wait_until_steady()
    assert launched.stop() == 0
    assert "P2 | the broker still answers" in launched.output


@pytest.mark.parametrize(("environment", "broker"), BROKERS)
def test_a_killed_launcher_leaves_nothing_behind(launch: Launch, environment: dict[str, str], broker: str) -> None:
    launched = launch(environment=environment, stand_ins=all_steady(p3_barrier=STUBBORN))
    launched.wait_until_steady()
    assert len(launched.processes(broker)) == 1
    launched.process.kill()
    wait_for(lambda: launched.processes() == [], "everything to end with the launcher")


def test_each_service_is_out_of_reach_of_the_terminals_ctrl_c(launch: Launch) -> None:
    launched = launch(stand_ins=all_steady())
    launched.wait_until_steady()
    others = set(launched.processes()) - {launched.process.pid}
    assert {os.getsid(pid) for pid in others} == others


def test_a_reader_who_goes_away_ends_everything(launch: Launch) -> None:
    launched = launch(stand_ins=all_steady(p2_logic=CHATTY), stdout=subprocess.PIPE)
    launched.process.stdout.readline()  # type: ignore[union-attr]
    launched.process.stdout.close()  # type: ignore[union-attr]
    assert launched.end() == 0
    assert launched.processes() == []


def test_a_reader_who_does_not_read_stops_nobody(launch: Launch) -> None:
    launched = launch(stand_ins=all_steady(p2_logic=FLOOD), stdout=subprocess.PIPE)
    wait_for((launched.folder / "flooded").exists, "the flood to be over")
    assert launched.stop() == 0
    assert launched.processes() == []
