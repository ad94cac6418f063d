import pytest

from common.testing import answers, wait_for
from tests.launcher.conftest import Launch
from tests.launcher.lot import PATH_WITHOUT_MOSQUITTO, STEADY, all_steady


def test_a_killed_service_is_started_again_and_it_is_said(launch: Launch) -> None:
    launched = launch(stand_ins=all_steady())
    launched.wait_until_steady()
    launched.kill("p2_logic")
    launched.wait_to_say("launcher | P2 ended by SIGKILL: started again in 1 s")
    wait_for(lambda: launched.output.count("P2 | steady") > 1, "P2 to run again")
    assert launched.output.count("P1 | steady") == 1


@pytest.mark.parametrize(
    ("exit_code", "meaning"),
    [(2, "wrong settings"), (3, "its ClientID is in use"), (4, "the broker refuses it for good")],
)
def test_one_that_only_a_person_can_help_is_not_and_the_others_go_on(
    launch: Launch, exit_code: int, meaning: str
) -> None:
    launched = launch(stand_ins=all_steady(p3_barrier=f"raise SystemExit({exit_code})"))
    launched.wait_to_say(f"launcher | P3 ended with exit code {exit_code} ({meaning}): not started again")
    launched.wait_to_say("P7 | steady")
    assert launched.process.poll() is None


def test_when_every_service_has_ended_for_good_the_launcher_ends(launch: Launch) -> None:
    launched = launch(stand_ins=dict.fromkeys(all_steady(), "raise SystemExit(2)"))
    assert launched.end() == 1
    assert launched.processes() == []


@pytest.mark.parametrize(
    ("environment", "command"),
    [
        pytest.param({}, "mosquitto -c", id="mosquitto"),
        pytest.param({"PATH": PATH_WITHOUT_MOSQUITTO}, "launcher.embedded_broker", id="embedded"),
    ],
)
def test_a_killed_broker_is_started_again_at_once_on_the_same_port(
    launch: Launch, environment: dict[str, str], command: str
) -> None:
    launched = launch(environment=environment, stand_ins=all_steady())
    launched.wait_until_steady()
    wait_for(lambda: answers("127.0.0.1", launched.port), "the broker to answer")
    launched.kill(command)
    launched.wait_to_say("launcher | broker ended by SIGKILL: started again")
    wait_for(lambda: answers("127.0.0.1", launched.port), "the broker to answer again")


def test_what_a_service_says_is_shown_line_by_line_also_what_is_not_utf_8(launch: Launch) -> None:
    says = f"import sys; sys.stdout.buffer.write(b'caf\\xe9\\none more\\n'); print('wrong', file=sys.stderr); {STEADY}"
    launched = launch(stand_ins=all_steady(p2_logic=says))
    launched.wait_until_steady()
    lines = [line for line in launched.output.splitlines() if line.startswith("P2")]
    assert sorted(lines) == ["P2 | caf\ufffd", "P2 | one more", "P2 | steady", "P2 | wrong"]


def test_its_last_words_are_shown_before_its_end(launch: Launch) -> None:
    launched = launch(stand_ins=all_steady(p2_logic="print('farewell', end=''); raise SystemExit(2)"))
    launched.wait_to_say("not started again")
    assert launched.output.index("P2 | farewell") < launched.output.index("launcher | P2 ended")


def test_a_service_that_is_not_installed_does_not_stop_the_others(launch: Launch) -> None:
    launched = launch(stand_ins=all_steady(p1_sensors="import no_such_module"))
    launched.wait_to_say("launcher | P1 ended with exit code 1: started again in 1 s")
    launched.wait_to_say("launcher | P1 ended with exit code 1: started again in 2 s")
    launched.wait_to_say("P2 | steady")
