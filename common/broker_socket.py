"""What is asked of the broker's TCP socket, on every system as far as it can."""

import contextlib
import socket
import ssl


def send_at_once(sock: socket.socket) -> None:
    """Without it a relay that decides outside the callback waits 44 ms for the peer's delayed acknowledgement."""
    _set(sock, "TCP_NODELAY", 1)


def acknowledge_at_once(sock: socket.socket) -> None:
    """Linux delays a TCP acknowledgement by 40 ms, and mosquitto waits for it before it sends on; not sticky."""
    _set(sock, "TCP_QUICKACK", 1)


def hold_back(sock: socket.socket) -> None:
    """What is written from now on waits for ``let_go``: each segment costs a wake-up of the broker."""
    _set(sock, "TCP_CORK", 1)


def let_go(sock: socket.socket) -> None:
    """What was held back goes out, as one segment."""
    _set(sock, "TCP_CORK", 0)


def has_decrypted(sock: socket.socket | None) -> bool:
    """Whether bytes wait that no selector sees: TLS decrypts whole records."""
    return isinstance(sock, ssl.SSLSocket) and sock.pending() > 0


def has_more(sock: socket.socket) -> bool:
    """Whether a read would find something; this look costs a tenth of a read that finds nothing."""
    if isinstance(sock, ssl.SSLSocket):
        return sock.pending() > 0
    try:
        sock.recv(1, socket.MSG_PEEK)
    except (BlockingIOError, InterruptedError):
        return False
    except OSError:
        # The read itself says what is wrong.
        return True
    return True


def failure_in_words(failure: Exception) -> str:
    """Why there is no connection."""
    if isinstance(failure, socket.gaierror):
        return "unknown host"
    if isinstance(failure, TimeoutError):
        return "no answer"
    if isinstance(failure, OSError):
        return failure.strerror or str(failure)
    return f"{type(failure).__name__}: {failure}"


def _set(sock: socket.socket, option: str, value: int) -> None:
    number = getattr(socket, option, None)
    if number is not None:
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, number, value)
