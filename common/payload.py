"""Bytes to message, or Rejected with its reason: the one place that decides, so that all services agree."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, get_args

from pydantic import ValidationError

from common.contract import Rejected, find
from common.messages import Forgotten, Message

MAX_PAYLOAD_BYTES = 4096

# Python's own parser gives up at a depth that differs between versions; every service must agree on every payload.
MAX_NESTING = 64

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"

# What a reader of the log is shown of somebody else's words.
_SHOWN_CHARACTERS = 40


def decode(topic: str, payload: bytes, properties: Mapping[str, str] | None = None) -> Message | Forgotten:
    """Turns what came on a topic into a message.

    Args:
        topic: the topic, without the prefix.
        payload: the bytes as they came; none at all means that the topic was forgotten.
        properties: the user properties, if the sender has any; what cannot be read among them is ignored.

    Raises:
        Rejected: the payload breaks the contract; the text says what was wrong and what would have been right.
    """
    message = _decode_payload(topic, payload)
    if not properties or isinstance(message, Forgotten):
        return message
    beside = {name: properties[name] for name in message.beside_fields if name in properties}
    return type(message).model_validate({**vars(message), **beside}) if beside else message


# A spot says one of three things, again and again.
@lru_cache(maxsize=1024)
def _decode_payload(topic: str, payload: bytes) -> Message | Forgotten:
    found = find(topic)
    if found is None:
        raise Rejected("topic outside the contract")
    kind, value = found
    if not payload:
        return Forgotten(kind.message, value)
    message = _validate(kind.message, _parse(payload))
    if kind.placeholder and getattr(message, kind.placeholder) != value:
        said = getattr(message, kind.placeholder)
        raise Rejected(f"{kind.placeholder} {said} on the topic of {_shown(value)}: they must be the same")
    return message


def _parse(payload: bytes) -> dict[str, Any]:
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise Rejected(f"{len(payload)} bytes: at most {MAX_PAYLOAD_BYTES}")
    try:
        fields = json.loads(_text(payload), object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant)
    except RecursionError:
        raise Rejected(f"nested more than {MAX_NESTING} deep") from None
    except ValueError:
        raise Rejected("not JSON: use json.dumps()") from None
    if not isinstance(fields, dict):
        raise Rejected("not an object: {…} expected")
    if _is_deeper(fields, MAX_NESTING):
        raise Rejected(f"nested more than {MAX_NESTING} deep")
    return fields


def _text(payload: bytes) -> str:
    """JSON on the wire is UTF-8 without a mark (RFC 8259, section 8.1)."""
    if payload.startswith(_UTF8_MARK):
        raise Rejected("begins with a byte order mark: use UTF-8 without one")
    if payload.startswith(_UTF16_MARKS) or payload[:1] == b"\0" or payload[1:2] == b"\0":
        raise Rejected("not UTF-8 but UTF-16 or UTF-32: use UTF-8")
    try:
        return payload.decode()
    except UnicodeDecodeError as error:
        raise Rejected(f"not UTF-8 at byte {error.start}") from None


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Rejected(f"{_shown(twice)} stands twice")
    return fields


def _refuse_constant(word: str) -> None:
    raise Rejected(f"{word} is not JSON")


def _is_deeper(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(item, levels - 1) for item in inner)


def _validate(message: type[Message], fields: dict[str, Any]) -> Message:
    # A foreign "refresh" in the JSON is an extra field and not the promise beside it: extra fields decide nothing.
    values = {name: fields[name] for name in message.payload_fields if name in fields}
    try:
        return message.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise Rejected(_reason(message, str(first["loc"][0]), first["type"], fields)) from None


def _reason(message: type[Message], name: str, problem: str, fields: dict[str, Any]) -> str:
    if problem == "missing":
        return f"missing {name}{_resembling(name, message, fields)}"
    value = fields[name]
    words = get_args(message.model_fields[name].annotation)
    if words:
        return _wrong_word(value, words)
    found = _shown(json.dumps(value))
    if problem in {"greater_than_equal", "less_than_equal"}:
        return f"{name} {found}: from 0 to 999999"
    if problem == "string_pattern_mismatch":
        return f"{name} {found}: 1 to 32 letters, digits, - or _, beginning with a letter or digit"
    expected = {"int_type": "a whole number", "bool_type": "true or false"}.get(problem, "a text")
    return f"{name} {found}: {expected} expected"


def _resembling(name: str, message: type[Message], fields: dict[str, Any]) -> str:
    """What the sender probably meant: ``spot_id`` for ``id``, ``Count`` for ``count``."""
    others = [key for key in fields if key not in message.payload_fields]
    similar = [key for key in others if name in key.lower().split("_") or name == key.lower()]
    return f" (found {_shown(similar[0])})" if similar else ""


def _wrong_word(value: object, words: tuple[str, ...]) -> str:
    right = next((word for word in words if isinstance(value, str) and word.lower() == value.strip().lower()), None)
    shown = _shown(value if isinstance(value, str) else json.dumps(value))
    if right:
        return f"{shown}: use {right}"
    return f"{shown}: one of {', '.join(words)} expected"


def _shown(text: str) -> str:
    """Cut to what a line holds, and such that any log and any database takes it: half a character is spelt out."""
    cut = text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…"
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in cut)
