"""Seven modules made from the template, on one broker, before and after it was killed and started again."""

from contextlib import ExitStack, suppress
from pathlib import Path
from typing import NamedTuple

from common.contract import Role
from common.contract.table import TOPIC_PREFIX
from common.messages import Available, SpotStatus
from common.testing import Mosquitto, wait_for
from tests.system.observer import Heard, Observer
from tests.template.module import Module, by_the_instructions

# What a team of seven says when a vehicle comes and operators order, beside the count.
WORDS = (
    b'{"id": "A1", "status": "FREE"}',
    b'{"action": "OPEN"}',
    b'{"state": "OPENED"}',
    b'{"id": "B1", "cmd": "ADD"}',
    b'{"cmd": "FORCE_OPEN"}',
)


class Mark(NamedTuple):
    """Where a half of the play begins: in what the observer heard, and in what each module printed."""

    messages: int
    lines: dict[Role, int]


class Round(NamedTuple):
    """What an observer heard, and what each module printed, in one half of the play."""

    heard: list[Heard]
    printed: dict[Role, list[str]]


class Played(NamedTuple):
    """The whole play: both halves, and how each module ended on Ctrl-C."""

    before_restart: Round
    after_restart: Round
    exit_codes: dict[Role, int]
    errors: dict[Role, str]


def play(folder: Path, paho: Path | None) -> Played:
    """Starts the seven, lets a vehicle come, restarts the broker, lets another one come, and presses Ctrl-C."""
    with ExitStack() as stack:
        broker = stack.enter_context(Mosquitto())
        observer = stack.enter_context(Observer(broker.host, broker.port))
        team = {role: Module(by_the_instructions(role), folder / role, broker.port, paho) for role in Role}
        for module in team.values():
            stack.callback(module.kill)
        before = _a_vehicle_comes(team, observer, Mark(0, dict.fromkeys(Role, 0)), places=2)
        mark = Mark(len(observer.heard), {role: len(module.output) for role, module in team.items()})
        broker.kill()
        broker.start()
        after = _a_vehicle_comes(team, observer, mark, places=3)
        exit_codes = {role: module.interrupt() for role, module in team.items()}
        return Played(before, after, exit_codes, {role: module.errors for role, module in team.items()})


def _a_vehicle_comes(team: dict[Role, Module], observer: Observer, since: Mark, places: int) -> Round:
    # What does not come is what the tests are there to tell, each by its own name.
    with suppress(TimeoutError):
        wait_for(lambda: all(_is_connected(module, since.lines[role]) for role, module in team.items()), "the seven", 5)
        wait_for(lambda: len(observer.heard) > since.messages, "a first word", 5)
        _say(observer, "ENTRY", "OCCUPIED")
        _say(observer, f"B{places}", "FREE")
        (team[Role.P6].folder / "ADD_B1").touch()
        (team[Role.P7].folder / "FORCE_OPEN").touch()
        _wait_for_payloads(observer, since, {*WORDS, _count(places)})
        # The detector is free again; who takes it for a place counts one too many and never comes to this count.
        _say(observer, "ENTRY", "FREE")
        _say(observer, "B0", "FREE")
        _wait_for_payloads(observer, since, {_count(places + 1)})
        _say(observer, "B0", "OCCUPIED")
        wait_for(lambda: observer.heard[-1].payload == _count(places), "the count", 5)
    printed = {role: module.output[since.lines[role] :] for role, module in team.items()}
    return Round(observer.heard[since.messages :], printed)


def _is_connected(module: Module, since: int) -> bool:
    return any(line.startswith("Connecté") for line in module.output[since:])


def _say(observer: Observer, spot: str, status: str) -> None:
    said = SpotStatus.model_validate({"id": spot, "status": status})
    observer.say(f"{TOPIC_PREFIX}parking/spots/{spot}/status", said.payload(), retain=True)


def _count(places: int) -> bytes:
    return Available(count=places).payload()


def _wait_for_payloads(observer: Observer, since: Mark, payloads: set[bytes]) -> None:
    wait_for(lambda: payloads <= {heard.payload for heard in observer.heard[since.messages :]}, str(payloads), 10)
