"""What an examination finds: one line for the person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How bad it is. Only ``FAIL`` keeps the lot from working."""

    OK = "ok"
    WARN = "warn"
    FAIL = "FAIL"


class Check(StrEnum):
    """What is looked at, in this order: each needs those before it."""

    NAME = "name"
    TCP = "tcp"
    TLS = "tls"
    CONNACK = "connack"
    MQTT_5 = "mqtt_5"
    ROUND_TRIP = "round_trip"
    TOPICS = "topics"
    CLOCKS = "clocks"
    CLIENT_IDS = "client_ids"
    MODULES = "modules"
    QUEUE = "queue"


class Cause(StrEnum):
    """What was found; the words have a sentence for each, and say what to do."""

    ADDRESS_GIVEN = "address_given"
    NAME_KNOWN = "name_known"
    NAME_UNKNOWN = "name_unknown"
    NAME_SERVER_SILENT = "name_server_silent"

    TCP_OPEN = "tcp_open"
    TCP_PARTLY_OPEN = "tcp_partly_open"
    TCP_REFUSED_HERE = "tcp_refused_here"
    TCP_REFUSED = "tcp_refused"
    TCP_SILENT = "tcp_silent"
    TCP_FAILED = "tcp_failed"

    TLS_NOT_NEEDED = "tls_not_needed"
    TLS_NOT_USED = "tls_not_used"
    TLS_NOT_USED_WITH_PASSWORD = "tls_not_used_with_password"  # noqa: S105  a cause, no password
    TLS_GOOD = "tls_good"
    TLS_ENDS_SOON = "tls_ends_soon"
    SELF_SIGNED = "self_signed"
    UNKNOWN_ISSUER = "unknown_issuer"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    OTHER_NAME = "other_name"
    BAD_CERTIFICATE = "bad_certificate"
    CLIENT_CERTIFICATE_WANTED = "client_certificate_wanted"
    TLS_ON_PLAIN_MQTT = "tls_on_plain_mqtt"
    TLS_ON_WEB = "tls_on_web"
    TLS_SILENT = "tls_silent"
    TLS_FAILED = "tls_failed"

    LET_IN = "let_in"
    CREDENTIALS_MISSING = "credentials_missing"
    CREDENTIALS_WRONG = "credentials_wrong"
    NOT_AUTHORISED = "not_authorised"
    CLIENT_ID_REFUSED = "client_id_refused"
    BANNED = "banned"
    BUSY = "busy"
    MOVED = "moved"
    REFUSED = "refused"
    NO_MQTT_5 = "no_mqtt_5"
    PLAIN_ON_TLS = "plain_on_tls"
    WEB_SERVER = "web_server"
    OTHER_PROTOCOL = "other_protocol"
    SILENT = "silent"
    HUNG_UP = "hung_up"
    CUT_OFF = "cut_off"

    OFFERS_ALL = "offers_all"
    OFFERS_TOO_LITTLE = "offers_too_little"

    TOPICS_HEARD = "topics_heard"
    TOPICS_UNHEARD = "topics_unheard"
    TOPICS_REFUSED = "topics_refused"
    TOPICS_UNANSWERED = "topics_unanswered"
    ORDERS_KEPT = "orders_kept"

    HEARD_BACK = "heard_back"
    HEARD_BACK_LATE = "heard_back_late"
    PUBLISH_REFUSED = "publish_refused"
    PUBLISH_UNANSWERED = "publish_unanswered"
    NOT_DELIVERED = "not_delivered"

    CLOCKS_AGREE = "clocks_agree"
    CLOCKS_DIFFER = "clocks_differ"
    OWN_CLOCK_DIFFERS = "own_clock_differs"
    CLOCKS_UNKNOWN = "clocks_unknown"

    CLIENT_IDS_FREE = "client_ids_free"
    CLIENT_IDS_IN_USE = "client_ids_in_use"
    CLIENT_IDS_TWICE = "client_ids_twice"

    ALL_THERE = "all_there"
    SOME_THERE = "some_there"
    NOBODY_THERE = "nobody_there"

    QUEUE_HOLDS = "queue_holds"
    QUEUE_TOO_SMALL = "queue_too_small"
    QUEUE_UNFINISHED = "queue_unfinished"
    QUEUE_NOT_TRIED = "queue_not_tried"
    QUEUE_CUT_OFF = "queue_cut_off"


@dataclass(frozen=True)
class Finding:
    """One line. ``details`` fill the blanks of its words."""

    level: Level
    check: Check
    cause: Cause
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def ends_it(self) -> bool:
        """Whether the checks that follow cannot be made."""
        return self.level is Level.FAIL and self.check in _NEEDED


# Without these there is no conversation to look at.
_NEEDED = {Check.NAME, Check.TCP, Check.TLS, Check.CONNACK}


def milliseconds(seconds: float) -> str:
    """As it is shown; below ten with one decimal."""
    figure = seconds * 1000
    return f"{figure:.1f}" if figure < 9.95 else f"{figure:.0f}"  # noqa: PLR2004  what would be shown as 10.0
