"""Shakes hands with the broker over TLS, and looks closely at its certificate.

OpenSSL names only the first thing that is wrong. So it is asked again with the issuer forgiven, and the name, and the
dates; nothing is ever said over these connections.
"""

import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from itertools import product

from common.connection import Broker
from common.mqtt_client import encryption
from p5_monitor.doctor.patience import Patience
from p5_monitor.doctor.peer import who_speaks
from p5_monitor.rules.diagnosis import Certificate, Ended, Handshake

SHAKE_SECONDS = 4.0
SECOND_LOOK_SECONDS = 1.5

# An MQTT broker says nothing before it is asked. With TLS 1.3 it is only now that it misses a certificate of ours.
WORD_SECONDS = 0.3

# X509_V_FLAG_NO_CHECK_TIME and X509_V_FLAG_PARTIAL_CHAIN (x509_vfy.h): whatever its dates; signed by this one itself.
NO_CHECK_TIME = 0x200000
PARTIAL_CHAIN = 0x80000

SECONDS_A_DAY = 86_400


@dataclass(frozen=True)
class Door:
    """Where to shake hands: the broker, and the address that answered."""

    broker: Broker
    address: str

    def shake(self, context: ssl.SSLContext, seconds: float) -> ssl.SSLSocket:
        """A connection over TLS.

        Raises:
            OSError: there is none; ``ssl.SSLError`` says why.
        """
        sock = socket.create_connection((self.address, self.broker.port), timeout=seconds)
        try:
            return context.wrap_socket(sock, server_hostname=self.broker.host)
        except BaseException:
            sock.close()
            raise


def shake_hands(door: Door, patience: Patience) -> Handshake:
    """Tries TLS as a service would."""
    found = Handshake(Ended.GOOD, door.broker.host, has_ca_file=door.broker.ca_file is not None)
    try:
        with closing(door.shake(encryption(door.broker), patience.up_to(SHAKE_SECONDS))) as sock:
            found = replace(found, version=sock.version() or "", certificate=_certificate(sock))
            _hear_an_alert(sock)
            return found
    except ssl.SSLCertVerificationError as failure:
        return _look_closely(door, patience, replace(found, ended=Ended.BAD_CERTIFICATE), failure)
    except TimeoutError:
        found = replace(found, ended=Ended.SILENT)
    except OSError as failure:
        reason = getattr(failure, "reason", None) or failure.strerror or str(failure)
        if "CERTIFICATE_REQUIRED" in reason:
            return replace(found, ended=Ended.CERTIFICATE_WANTED)
        found = replace(found, ended=Ended.FAILED, text=reason.replace("_", " ").lower())
    peer, _ = who_speaks(door.address, door.broker.port, patience)
    return replace(found, peer=peer)


def _hear_an_alert(sock: ssl.SSLSocket) -> None:
    sock.settimeout(WORD_SECONDS)
    with suppress(TimeoutError):
        sock.recv(1)


def _look_closely(door: Door, patience: Patience, found: Handshake, failure: ssl.SSLCertVerificationError) -> Handshake:
    faults = [failure.verify_code]
    certificate = Certificate()
    for context in _lenient(door, patience.up_to(SECOND_LOOK_SECONDS)):
        try:
            with closing(door.shake(context, patience.up_to(SECOND_LOOK_SECONDS))) as sock:
                certificate = certificate if certificate.names else _certificate(sock)
        except ssl.SSLCertVerificationError as other:
            faults.append(other.verify_code)
        except OSError:
            break
    return replace(found, faults=tuple(dict.fromkeys(faults)), certificate=certificate, text=failure.verify_message)


def _lenient(door: Door, seconds: float) -> Iterator[ssl.SSLContext]:
    """Contexts that trust the certificate itself: as it is, whoever it is made out to, whatever its dates, or both."""
    try:
        with closing(door.shake(_trusting_all(), seconds)) as sock:
            itself = sock.getpeercert(binary_form=True)
    except OSError:
        return
    if itself is None:
        return
    for flags, checks_name in product((0, NO_CHECK_TIME), (True, False)):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=itself)
        context.verify_flags = ssl.VerifyFlags(context.verify_flags | PARTIAL_CHAIN | flags)
        context.check_hostname = checks_name
        yield context


def _trusting_all() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _certificate(sock: ssl.SSLSocket) -> Certificate:
    said: Mapping[str, object] = sock.getpeercert() or {}
    until = str(said.get("notAfter", ""))
    return Certificate(
        names=_names(said),
        issuer=_common_name(said.get("issuer")),
        valid_from=str(said.get("notBefore", "")),
        valid_until=until,
        days_left=(ssl.cert_time_to_seconds(until) - time.time()) / SECONDS_A_DAY if until else 0.0,
    )


def _names(said: Mapping[str, object]) -> list[str]:
    others = said.get("subjectAltName")
    names = [str(value) for _, value in others] if isinstance(others, tuple) else []
    return names or [name for name in [_common_name(said.get("subject"))] if name]


def _common_name(name: object) -> str:
    """The one that people know, of a name as ``getpeercert`` gives it."""
    parts = {key: value for level in name for key, value in level} if isinstance(name, tuple) else {}
    return str(parts.get("commonName") or next(iter(parts.values()), ""))
