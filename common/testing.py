"""Test doubles that are products: a Service without a broker, and a real broker for as long as a test needs one."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import Any, Self

from common.contract import Completions, address_of
from common.dispatch import Dispatch
from common.messages import Acknowledge, Connected, Forgotten, Message, Received
from common.service import Performs, Service

# A machine that runs four tests at a time is slow; what waits for an event does not wait longer for that.
DEADLINE_SECONDS = 30.0

# Below what Linux, macOS and Windows give to clients.
LOWEST_PORT = 16_000
PORTS_A_SHARE = 1_500
PORT_SHARES = 10


class Rehearsal:
    """Plays messages, facts and time to a Service, without a broker and without waiting.

    What it says goes through the same dispatch, and what it hears through the same decoding, as with a real broker. The
    methods return what the service said meanwhile; ``performed`` collects what it did.
    """

    def __init__(
        self, service: Service, completions: Completions = Completions.LISTEN, *, connected: bool = True
    ) -> None:
        self.now = 0.0
        self.performed: list[object] = []
        self._said: list[Message | Forgotten] = []
        service = service.allowed(completions).with_lines([Performs(Acknowledge, _nothing_more)])
        self._dispatch = Dispatch(self._spied(service), self._said.append, _raise_again)
        if connected:
            self._dispatch.sense(Connected(), self.now)

    def hears(self, *messages: Message | Forgotten, retained: bool = False) -> list[Message | Forgotten]:
        """The others say this, one after the other; ``retained``: as copies that the broker kept."""
        for message in messages:
            self._receive(address_of(message), message.payload(), dict(message.beside()), retained=retained)
        return self._take()

    def receives(
        self, topic: str, payload: bytes, properties: dict[str, str] | None = None, *, retained: bool = False
    ) -> list[Message | Forgotten]:
        """These bytes come on a topic (without the prefix)."""
        self._receive(topic, payload, properties or {}, retained=retained)
        return self._take()

    def senses(self, *facts: object) -> list[Message | Forgotten]:
        """These local facts happen, one after the other."""
        for fact in facts:
            self._dispatch.sense(fact, self.now)
            self._dispatch.wake(self.now)
        return self._take()

    def passes(self, seconds: float) -> list[Message | Forgotten]:
        """So much time goes by; whatever is due on the way happens when it is due."""
        end = self.now + seconds
        while (due := self._dispatch.next_deadline(self.now)) is not None and due <= end:
            self.now = max(self.now, due)
            self._dispatch.wake(self.now)
        self.now = end
        return self._take()

    @property
    def rejected(self) -> int:
        """How many messages broke the contract."""
        return self._dispatch.rejected

    @property
    def finished(self) -> bool:
        """Whether the service could stop now."""
        return self._dispatch.finished()

    def _receive(self, topic: str, payload: bytes, properties: dict[str, str], *, retained: bool) -> None:
        at = datetime.fromtimestamp(self.now, UTC)
        self._dispatch.hear(Received(topic, payload, retained, properties, at), self.now)
        self._dispatch.wake(self.now)

    def _take(self) -> list[Message | Forgotten]:
        said, self._said[:] = list(self._said), []
        return said

    def _spied(self, service: Service) -> Service:
        return Service(
            service.role, *(self._spy(line) if isinstance(line, Performs) else line for line in service.lines)
        )

    def _spy(self, line: Performs[Any]) -> Performs[Any]:
        def perform(action: object, now: float) -> None:
            self.performed.append(action)
            line.perform(action, now)

        return Performs(line.action, perform)


def _nothing_more(_: Acknowledge, __: float) -> None:
    """In a rehearsal no broker waits for it; that it was done is in ``performed``."""


def _raise_again() -> None:
    """A rehearsal stops at a bug, where a service on the road would go on."""
    raise  # noqa: PLE0704  called while the exception is handled


class Mosquitto:
    """A real mosquitto on loopback, with an empty memory, as it is installed.

    Args:
        extra: more lines for its configuration.
        port: which port (default: a free one).
        address: which loopback addresses to listen on.
    """

    def __init__(
        self, extra: Sequence[str] = (), port: int | None = None, addresses: Sequence[str] = ("127.0.0.1",)
    ) -> None:
        self.host = addresses[0]
        self.port = port or free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="mosquitto-"))
        self.log_file = self._folder / "log"
        self._configuration = self._folder / "mosquitto.conf"
        listeners = [f"listener {self.port} {address}" for address in addresses]
        logging = ["log_type all", "log_dest stderr"]
        self._configuration.write_text("\n".join([*listeners, "allow_anonymous true", *logging, *extra, ""]))
        # mosquitto gives up root's rights before it opens its files.
        self._folder.chmod(0o755)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it, and returns when it answers."""
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen([mosquitto_path() or "mosquitto", "-c", self._configuration], stderr=log)
        wait_for(lambda: answers(self.host, self.port), "mosquitto to answer")

    def kill(self) -> None:
        """Ends it as a power cut would."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def save(self) -> None:
        """Writes what it remembers to its disk (if its configuration has ``persistence true``)."""
        if self._process:
            self._process.send_signal(signal.SIGUSR1)

    def freeze(self) -> None:
        """Stops it without a word: its connections stay and nothing comes from them."""
        if self._process:
            self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on where it stood."""
        if self._process:
            self._process.send_signal(signal.SIGCONT)

    @property
    def log(self) -> str:
        """What it wrote so far."""
        return self.log_file.read_text(errors="replace")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)


def mosquitto_path() -> str | None:
    """Where mosquitto is installed: Debian puts it where an ordinary user's PATH does not lead."""
    return shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


def free_port(address: str = "127.0.0.1") -> int:
    """A port on which nobody listens.

    The system gives none of these to a client, and no two test processes share them: a port that was merely free a
    moment ago is somebody else's connection the next.
    """
    return next(port for port in _PORTS if _is_free(address, port))


def _own_ports() -> Iterator[int]:
    """The ports of this test process, over and over, beginning somewhere among them."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = LOWEST_PORT + number % PORT_SHARES * PORTS_A_SHARE
    shift = os.getpid() % PORTS_A_SHARE
    return cycle([first + (shift + step) % PORTS_A_SHARE for step in range(PORTS_A_SHARE)])


_PORTS = _own_ports()


def _is_free(address: str, port: int) -> bool:
    try:
        socket.create_server((address, port)).close()
    except OSError:
        return False
    return True


def wait_for(condition: Callable[[], bool], what: str, seconds: float = DEADLINE_SECONDS) -> None:
    """Waits for something to become true.

    Raises:
        TimeoutError: it did not, in time; the text says what was waited for.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.01)


@contextmanager
def stopping(process: subprocess.Popen[Any]) -> Iterator[subprocess.Popen[Any]]:
    """A process that does not outlive its test."""
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr, process.stdin):
            if stream:
                stream.close()


def answers(host: str, port: int) -> bool:
    """Whether somebody listens there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True
