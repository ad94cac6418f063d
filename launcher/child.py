"""A program that runs: its lines, its end, and that it never outlives the launcher."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from typing import IO, Any, NamedTuple

from launcher.console import Console

# The longest piece of a line that is read at once: a program that never ends its line must not fill the memory.
LONGEST_LINE = 64 * 1024

# After a program's end its pipes are empty at once, unless somebody else holds them open.
LAST_LINES_SECONDS = 0.5

# linux/prctl.h
_PR_SET_PDEATHSIG = 1


class Program(NamedTuple):
    """What is started. ``user``: as whom, instead of the launcher's own user."""

    name: str
    command: tuple[str, ...]
    user: str | None = None


class Ended(NamedTuple):
    """A fact: a program ended. ``exit_code`` is below zero for the signal that ended it."""

    name: str
    exit_code: int


class Child:
    """Starts a program in a session of its own, so that Ctrl-C in the terminal reaches the launcher alone.

    Must be made in the launcher's main thread: Linux ties the child's life to the thread that made it.

    Args:
        program: what to start.
        environment: what it is given.
        console: where its lines go.
        ended: called, in another thread, when it has ended.

    Raises:
        OSError: it cannot be started.
    """

    def __init__(
        self, program: Program, environment: Mapping[str, str], console: Console, ended: Callable[[Ended], None]
    ) -> None:
        self._program = program
        self._console = console
        self._ended = ended
        self._process = _start(program, environment)
        self._readers = [self._reading(stream) for stream in (self._process.stdout, self._process.stderr) if stream]
        threading.Thread(target=self._wait, daemon=True).start()

    def terminate(self) -> None:
        """Asks it to stop."""
        self._process.terminate()

    def kill(self) -> None:
        """Ends it."""
        self._process.kill()

    def _reading(self, stream: IO[bytes]) -> threading.Thread:
        thread = threading.Thread(target=self._read, args=[stream], daemon=True)
        thread.start()
        return thread

    def _read(self, stream: IO[bytes]) -> None:
        with stream:
            while line := stream.readline(LONGEST_LINE):
                self._console.say(self._program.name, line.decode(errors="replace").rstrip("\r\n"))

    def _wait(self) -> None:
        exit_code = self._process.wait()
        for reader in self._readers:
            reader.join(timeout=LAST_LINES_SECONDS)
        self._ended(Ended(self._program.name, exit_code))


def _start(program: Program, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        program.command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=_tied_to_this_process(),  # noqa: PLW1509  one system call, prepared before the fork
        **_on_its_own(program.user),
    )


def _on_its_own(user: str | None) -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    if user:
        # Before the exec and not by the program itself: a later change of user would untie it from the launcher.
        return {"start_new_session": True, "user": user, "group": _group_of(user), "extra_groups": []}
    return {"start_new_session": True}


def _group_of(user: str) -> int:
    import pwd  # noqa: PLC0415  Windows has none

    return pwd.getpwnam(user).pw_gid


def _tied_to_this_process() -> Callable[[], None] | None:
    """What lets the kernel end a child with the launcher, even one killed with -9; elsewhere nothing does."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    launcher = os.getpid()

    def tie() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != launcher:
            os._exit(1)

    return tie
