"""What a module probably means, also where it breaks the contract: a deviation is to fail its own row and no other."""

import json
from typing import Any


def words_in(payload: bytes) -> dict[str, Any]:
    """The fields of a JSON object; none, if it is something else."""
    try:
        fields = json.loads(payload)
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}


def word_in(payload: bytes, field: str) -> str:
    """A field as text in capitals; where there is no such field, the first text there is; "" for none."""
    fields = words_in(payload)
    texts = [value for value in fields.values() if isinstance(value, str)]
    found = fields.get(field, texts[0] if texts else "")
    return found.strip().upper() if isinstance(found, str) else ""


def number_in(payload: bytes, field: str) -> int | None:
    """A field as a whole number, also where it is a text or a decimal; None for none."""
    fields = words_in(payload)
    values = [value for value in fields.values() if isinstance(value, int | float) and not isinstance(value, bool)]
    found: Any = fields.get(field, values[0] if values else None)
    try:
        return int(found)
    except (TypeError, ValueError, OverflowError):
        return None
