"""P6's HTTP interface, under ``/api/v1``."""

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, Path, Query, Request
from fastapi.responses import Response
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from common.contract import address_of
from common.messages import NewSpot, SpotId, SpotStatus
from common.spots import Detectors
from common.web import Problem, ProblemFound, add_health, answer_with, application, refuse_strangers, require_json
from p6_backend.database import LONGEST_SHOWN, Database, EventFilter, EventRow, HistoryAway
from p6_backend.database_tables import moment
from p6_backend.recorder import Recorder
from p6_backend.rules import Recording, Silences, SpotRequested, Wishes

MAX_PAGE = 1000
LARGEST_ID = 2**63 - 1

AVAILABLE = "parking/display/available"
BARRIER = "parking/barriers/entry/state"


@dataclass(frozen=True)
class Answers:
    """What the answers are made from.

    ``request``: hands a wish for a place to the main thread; ``heard_by_somebody``: whether anybody could act on it.
    """

    database: Database
    recording: Recording
    recorder: Recorder
    silences: Silences
    wishes: Wishes
    detectors: Detectors
    api_key: SecretStr | None
    heard_by_somebody: bool
    request: Callable[[SpotRequested], bool]


# RFC 3339; a raw + in a URL arrives as a blank.
_TIME = re.compile(r"(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?)(?:([Zz])|([ +-])(\d\d:\d\d))")


def _rfc_3339(value: object) -> object:
    """Pydantic would also take a bare number for the seconds since 1970."""
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("a time such as 2026-01-29T18:25:30Z or 2026-01-29T19:25:30+01:00 expected")
    clock, utc, sign, offset = found.groups()
    return f"{clock}Z" if utc else f"{clock}{'+' if sign == ' ' else sign}{offset}"


Time = Annotated[AwareDatetime, BeforeValidator(_rfc_3339)]


class EventQuery(BaseModel):
    """Which events, in which order, how many."""

    model_config = ConfigDict(extra="forbid")

    topic: str | None = Field(None, max_length=65535, description="this very topic, without the prefix")
    spot: SpotId | None = Field(None, description="this spot")
    since: Time | None = Field(None, description="not before; RFC 3339 with Z or an offset")
    until: Time | None = Field(None, description="before; RFC 3339 with Z or an offset")
    valid: bool | None = Field(None, description="only those that keep (or break) the contract")
    order: Literal["newest", "oldest"] = Field("newest", description="what comes first")
    limit: int = Field(100, ge=1, le=MAX_PAGE, description="how many")
    cursor: int | None = Field(None, ge=0, le=LARGEST_ID, description="`next` of the page before")


class NoQuery(BaseModel):
    """No parameter at all: a slip of the pen must not pass for one."""

    model_config = ConfigDict(extra="forbid")


class SpotWish(BaseModel):
    """A place to add."""

    model_config = ConfigDict(extra="forbid")

    id: SpotId


PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "content": {"application/problem+json": {}}} for code in (404, 422, 503)
}


def api(answers: Answers, version: str) -> FastAPI:
    """The whole interface."""
    app = application("Smart Parking: history", "What was said in the lot, and what is true now.", version)
    app.exception_handler(HistoryAway)(_away)
    _add_spots(app, answers)
    _add_states(app, answers)
    _add_events(app, answers)
    add_health(app, lambda: _checks(answers))
    return app


def _add_spots(app: FastAPI, answers: Answers) -> None:
    @app.get("/api/v1/spots", responses=PROBLEMS, tags=["spots"])
    def spots(_: Annotated[NoQuery, Query()]) -> dict[str, Any]:
        """Every place: what it says, since when, and when it was last heard."""
        rows = (row for row in answers.database.spots() if answers.detectors.is_place(row.id))
        return {"spots": [_spot(row, answers) for row in rows]}

    @app.get("/api/v1/spots/{id}", responses=PROBLEMS, tags=["spots"])
    def spot(id: Annotated[SpotId, Path()], _: Annotated[NoQuery, Query()]) -> dict[str, Any]:  # noqa: A002
        """One place, and what became of the last wish to add or remove it."""
        row = answers.database.spot(id) if answers.detectors.is_place(id) else None
        wish = answers.wishes.state_of(id)
        if row is None and wish is None:
            raise ProblemFound(404, "no such spot", f"{id} was never heard, or was forgotten", "id")
        said = _spot(row, answers) if row is not None else {"id": id, "status": None}
        return {**said, "request": wish}

    def order_allowed(request: Request) -> None:
        refuse_strangers(request, answers.api_key)
        if not answers.heard_by_somebody:
            raise ProblemFound(409, "nobody hears it", "with COMPLETIONS=none P1 does not hear of new spots")

    @app.post(
        "/api/v1/spots",
        status_code=202,
        responses=PROBLEMS,
        tags=["spots"],
        dependencies=[Depends(order_allowed), Depends(require_json)],
    )
    def add(wish: SpotWish, _: Annotated[NoQuery, Query()]) -> dict[str, str]:
        """Asks P1 for a place, every 5 s until it is heard, 60 s at most."""
        return _ask(answers, NewSpot(id=wish.id, cmd="ADD"))

    @app.delete(
        "/api/v1/spots/{id}", status_code=202, responses=PROBLEMS, tags=["spots"], dependencies=[Depends(order_allowed)]
    )
    def remove(id: Annotated[SpotId, Path()], _: Annotated[NoQuery, Query()]) -> dict[str, str]:  # noqa: A002
        """Asks P1 to take a place out of the lot, likewise."""
        return _ask(answers, NewSpot(id=id, cmd="REMOVE"))


def _add_states(app: FastAPI, answers: Answers) -> None:
    @app.get("/api/v1/availability", responses=PROBLEMS, tags=["states"])
    def availability(_: Annotated[NoQuery, Query()]) -> dict[str, Any]:
        """How many places are free as announced (null: nobody knows), and how many there are."""
        row = answers.database.last(AVAILABLE)
        known = row is not None and row.word and AVAILABLE not in answers.silences.topics
        capacity = answers.database.capacity(answers.detectors)
        count = int(row.word) if row is not None and known else None
        return {"count": count, "capacity": capacity, **_times(row, silent=AVAILABLE in answers.silences.topics)}

    @app.get("/api/v1/barrier", responses=PROBLEMS, tags=["states"])
    def barrier(_: Annotated[NoQuery, Query()]) -> dict[str, Any]:
        """Where the arm is (null: never heard), why, and who ordered it."""
        row = answers.database.last(BARRIER)
        if row is None or not row.word:
            return {"state": None, "reason": None, "by": None, **_times(row)}
        return {"state": row.word, "reason": row.reason, "by": row.by, **_times(row)}


def _add_events(app: FastAPI, answers: Answers) -> None:
    @app.get("/api/v1/events", responses=PROBLEMS, tags=["events"])
    def events(query: Annotated[EventQuery, Query()]) -> dict[str, Any]:
        """What was said, a page at a time; `next` is the cursor of the next page (null: this was the last)."""
        wanted = EventFilter(query.topic, query.spot, query.since, query.until, query.valid)
        newest_first = query.order == "newest"
        rows = answers.database.events(wanted, after=query.cursor, limit=query.limit + 1, newest_first=newest_first)
        page = rows[: query.limit]
        following = str(page[-1].id) if len(rows) > query.limit else None
        return {"events": [event(row) for row in page], "next": following}


def event(row: EventRow) -> dict[str, Any]:
    """An event as it is answered; of a payload that is no text, or too long, the beginning is given in base64."""
    payload = _text(row.payload) if row.size <= LONGEST_SHOWN else None
    encoded = b64encode(row.payload).decode() if payload is None else None
    return {
        "id": row.id,
        "at": _time(row.at),
        "last_at": _time(row.last_at),
        "times": row.times,
        "topic": row.topic,
        "payload": payload,
        "payload_base64": encoded,
        "size": row.size,
        "retained": row.retained,
        "repeat": row.repeat,
        "kind": row.kind or None,
        "spot": row.spot or None,
        "word": row.word or None,
        "problem": row.problem,
        "sent": _time(row.sent) if row.sent is not None else None,
        "seq": row.sequence,
        "reason": row.reason,
        "by": row.by,
    }


def _text(payload: bytes) -> str | None:
    try:
        return payload.decode()
    except UnicodeDecodeError:
        return None


def _spot(row: EventRow, answers: Answers) -> dict[str, Any]:
    silent = address_of(SpotStatus(id=row.id, status="UNKNOWN")) in answers.silences.topics
    return {
        "id": row.id,
        "status": "UNKNOWN" if silent else row.status,
        # Since it was last heard nobody knows.
        "since": _time(row.heard if silent else row.since),
        "last_heard": _time(row.heard),
    }


def _ask(answers: Answers, spot: NewSpot) -> dict[str, str]:
    if not answers.detectors.is_place(spot.id):
        raise ProblemFound(422, "a detector", f"{spot.id} is a detector and no place", "id")
    if not answers.request(SpotRequested(spot)):
        raise ProblemFound(503, "busy", "too much is waiting: try again")
    return {"id": spot.id, "request": "asked"}


def _times(row: EventRow | None, *, silent: bool = False) -> dict[str, str | None]:
    if row is None:
        return {"since": None, "last_heard": None}
    return {"since": _time(row.last_at if silent else row.at), "last_heard": _time(row.last_at)}


def _time(stored: int) -> str:
    return moment(stored).astimezone(UTC).isoformat().replace("+00:00", "Z")


def _checks(answers: Answers) -> dict[str, bool]:
    recording = answers.recording
    return {
        "history": answers.recorder.failing is None,
        "broker": recording.is_connected,
        "subscribed": recording.hears,
    }


async def _away(_: Request, error: Any) -> Response:
    return answer_with(Problem(title="history away", status=503, detail=f"the history cannot be read now: {error}"))
