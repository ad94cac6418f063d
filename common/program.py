"""What every ``python -m pN_name`` does: read the settings, put the service together, run it, and exit with a code."""

import inspect
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Generic, NoReturn, TypeVar

from pydantic.fields import FieldInfo

from common import log as logs
from common.command_line import CommandLine, Entry, Usage
from common.contract import ContractError, Role
from common.errors import EXIT_STOPPED, ClientIdInUse, RefusedForGood, SettingsError
from common.inbox import Inbox
from common.runtime import Runtime
from common.service import Service
from common.settings import CommonSettings, Settings
from common.sources import Sources
from common.state_file import StateFile

log = logging.getLogger(__name__)

S = TypeVar("S", bound=Settings)

EXIT_BUG = 1


@dataclass(frozen=True)
class Given(Generic[S]):
    """What a service is put together from.

    ``inbox`` is where other threads put facts; ``state`` is what outlives kill -9; ``folder`` is where it lies, and
    other things may; what is entered into ``closing`` is closed when the service has stopped; ``arguments`` follow a
    tool's name.
    """

    common: CommonSettings
    own: S
    inbox: Inbox
    state: StateFile
    arguments: tuple[str, ...] = ()
    folder: Path = Path("state")
    sources: Sources = field(default_factory=Sources.of_process)
    closing: ExitStack = field(default_factory=ExitStack)


Start = Callable[[Given[S]], Service]
Tool = Callable[[Given[S]], int]


@dataclass(frozen=True)
class Described(Generic[S]):
    """A tool, and how it is typed. The options that were typed are its last ``arguments``, as they are."""

    run: Tool[S]
    usage: Usage


Tools = Mapping[str, Described[S]]


def main(
    role: Role,
    own: type[S],
    start: Start[S],
    tools: Tools[S] | None = None,
    also: tuple[type[Settings], ...] = (),
) -> NoReturn:
    """Runs a service, or one of its tools, and exits.

    Args:
        role: whose service it is.
        own: the settings with the role's own prefix.
        start: puts the service together from what it is given.
        tools: other things that this module can do, by the word that is typed after its name.
        also: more settings that the service reads, for ``--help``.
    """
    _on_stop(_stop_before_the_start)
    package = Path(sys.argv[0]).parent.name
    described = tools or {}
    entries = {name: Entry(inspect.getdoc(tool.run) or "", tool.usage) for name, tool in described.items()}
    settings = _settings_text(CommonSettings, *also, own)
    typed = CommandLine(package, inspect.getdoc(start) or "", settings, entries).read(sys.argv[1:])
    run = described[typed.tool].run if typed.tool else None
    code = _exit_code(package, lambda: _run(role, own, start, run, list(typed.arguments)))
    # Python would put the default back while it shuts down, and a second signal would make a failure of a clean stop.
    _on_stop(signal.SIG_IGN)
    sys.exit(code)


def _on_stop(handler: Callable[[int, FrameType | None], NoReturn] | signal.Handlers) -> None:
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, handler)


def _exit_code(package: str, run: Callable[[], int]) -> int:
    try:
        return run()
    except SettingsError as error:
        sys.stderr.write(f"{package}: {error}\n")
        return error.exit_code
    except (ClientIdInUse, RefusedForGood, ContractError) as error:
        log.error("stopped: %s", error)  # noqa: TRY400  one line says it all
        return error.exit_code
    except Exception:
        log.exception("stopped by a bug")
        return EXIT_BUG


def _stop_before_the_start(_: int, __: object) -> NoReturn:
    """Nothing is connected yet and nothing moves: Runtime takes the signals over when there is something to end."""
    sys.exit(EXIT_STOPPED)


def _run(role: Role, own: type[S], start: Start[S], tool: Tool[S] | None, arguments: list[str]) -> int:
    sources = Sources.of_process()
    common = sources.load(CommonSettings)
    logs.configure(common.log_level, common.log_format)
    for text in sources.unknown_names(own):
        log.warning("ignored: %s", text)
    folder = _state_folder(common)
    state = StateFile(folder / f"{role.lower()}.json")
    with ExitStack() as closing:
        given = Given(common, sources.load(own), Inbox(), state, tuple(arguments), folder, sources, closing)
        return tool(given) if tool else _serve(role, own, start, given)


def _serve(role: Role, own: type[S], start: Start[S], given: Given[S]) -> int:
    common, sources = given.common, given.sources
    connection = common.connection(role)
    log.info(
        "starting",
        extra={
            "broker": f"{connection.broker.host}:{connection.broker.port}",
            "prefix": connection.prefix,
            "client_id": connection.client_id,
            "settings": sources.summary(CommonSettings, own),
        },
    )
    return Runtime(start(given), connection, given.inbox).run()


def _state_folder(common: CommonSettings) -> Path:
    """Where things are kept: systemd's folder if it gave one, else ``state`` beside ``.env``."""
    return common.state_dir or Path(os.environ.get("STATE_DIRECTORY") or "state").absolute()


def _settings_text(*groups: type[Settings]) -> str:
    lines = ["settings, from the environment or from .env (see .env.example):", ""]
    for group in groups:
        for name, filled in group.names().items():
            info = group.model_fields[filled]
            lines.append(f"  {name:<28} {_default_text(info):<22} {info.description or ''}".rstrip())
    return "\n".join(lines)


def _default_text(info: FieldInfo) -> str:
    return "(unset)" if info.default is None else str(info.default)
