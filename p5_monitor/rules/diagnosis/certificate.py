"""Whether the broker's certificate is good, and if not, everything that is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from p5_monitor.rules.diagnosis.finding import Cause, Check, Finding, Level
from p5_monitor.rules.diagnosis.peer import Peer

# Time enough to make a new one before it is needed.
ENDS_SOON_DAYS = 14.0

# OpenSSL's codes (X509_V_ERR_... in x509_vfy.h).
_CAUSES = {
    9: Cause.NOT_YET_VALID,
    10: Cause.EXPIRED,
    18: Cause.SELF_SIGNED,
    19: Cause.UNKNOWN_ISSUER,
    20: Cause.UNKNOWN_ISSUER,
    21: Cause.UNKNOWN_ISSUER,
    62: Cause.OTHER_NAME,
    64: Cause.OTHER_NAME,
}


class Ended(StrEnum):
    """How the handshake ended."""

    GOOD = "good"
    BAD_CERTIFICATE = "bad_certificate"
    CERTIFICATE_WANTED = "certificate_wanted"
    SILENT = "silent"
    FAILED = "failed"


@dataclass(frozen=True)
class Certificate:
    """What it says. ``names``: whom it is made out to; ``days_left``: until it ends; times as OpenSSL writes them."""

    names: Sequence[str] = ()
    issuer: str = ""
    valid_from: str = ""
    valid_until: str = ""
    days_left: float = 0.0


@dataclass(frozen=True)
class Handshake:
    """What became of TLS.

    ``faults``: OpenSSL's codes, the one that ended it first, then those that would have come after it. ``text``: its
    words. ``peer``: who spoke in place of TLS. ``has_ca_file``: whether MQTT_CA_FILE is set.
    """

    ended: Ended
    host: str
    version: str = ""
    certificate: Certificate = field(default_factory=Certificate)
    faults: Sequence[int] = ()
    text: str = ""
    peer: Peer = Peer.NOTHING
    has_ca_file: bool = False


def not_encrypted(*, is_here: bool, has_password: bool) -> Finding:
    """TLS was not asked for."""
    if is_here:
        return Finding(Level.OK, Check.TLS, Cause.TLS_NOT_NEEDED)
    if has_password:
        return Finding(Level.WARN, Check.TLS, Cause.TLS_NOT_USED_WITH_PASSWORD)
    return Finding(Level.OK, Check.TLS, Cause.TLS_NOT_USED)


def shaken_hands(handshake: Handshake) -> list[Finding]:
    """TLS was tried: one finding, or one for each thing that is wrong with the certificate."""
    certificate = handshake.certificate
    details = {
        "host": handshake.host,
        "version": handshake.version,
        "names": ", ".join(certificate.names) or "-",
        "issuer": certificate.issuer or "-",
        "valid_from": certificate.valid_from or "-",
        "valid_until": certificate.valid_until or "-",
        "days": f"{certificate.days_left:.0f}",
        "text": handshake.text,
        "ca_file": "MQTT_CA_FILE" if handshake.has_ca_file else "-",
    }
    if handshake.ended is Ended.GOOD:
        soon = certificate.days_left < ENDS_SOON_DAYS
        cause = Cause.TLS_ENDS_SOON if soon else Cause.TLS_GOOD
        return [Finding(Level.WARN if soon else Level.OK, Check.TLS, cause, details)]
    return [Finding(Level.FAIL, Check.TLS, cause, details) for cause in _causes(handshake)]


def _causes(handshake: Handshake) -> list[Cause]:
    if handshake.ended is Ended.BAD_CERTIFICATE:
        known = [_CAUSES.get(fault, Cause.BAD_CERTIFICATE) for fault in handshake.faults]
        return list(dict.fromkeys(known)) or [Cause.BAD_CERTIFICATE]
    if handshake.ended is Ended.CERTIFICATE_WANTED:
        return [Cause.CLIENT_CERTIFICATE_WANTED]
    instead = {Peer.MQTT: Cause.TLS_ON_PLAIN_MQTT, Peer.WEB: Cause.TLS_ON_WEB}.get(handshake.peer)
    return [instead or (Cause.TLS_SILENT if handshake.ended is Ended.SILENT else Cause.TLS_FAILED)]
