"""What no module may act on, and none may die of."""

from common.messages import BarrierCommand, Message, NewSpot, SpotStatus

# Who parses this with a parser that calls itself needs a limit, and a microcontroller has little of a stack.
DEEP = 500

ANYTHING = (
    b"OPEN",
    b"{",
    b"null",
    b"5",
    b"[]",
    b"\xff\xfe\x00\x80",
    b'{"x": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    b"{" + b" " * 5000 + b"}",
)


def orders() -> tuple[bytes, ...]:
    """For who waits for OPEN."""
    return (
        *ANYTHING,
        b'["OPEN"]',
        b"{'action': 'OPEN'}",
        b'{"action": "OPEN"}x',
        b'{"Action": "OPEN"}',
        b'{"action": "open"}',
        b'{"action": ["OPEN"]}',
        b'{"action": "CLOSE"}',
        b'{"cmd": "OPEN"}',
    )


def counts() -> tuple[bytes, ...]:
    """For who waits for a place."""
    return (
        *ANYTHING,
        b'{"count": "3"}',
        b'{"count": true}',
        b'{"count": -1}',
        b'{"count": null}',
        b'{"count": [3]}',
        b'{"Count": 3}',
        b'{"count": 3}x',
    )


def statuses(spot_id: str) -> tuple[bytes, ...]:
    """For who counts FREE places."""
    named = f'{{"id": "{spot_id}", "status": '.encode()
    return (
        *ANYTHING,
        named + b'"free"}',
        named + b'"LIBRE"}',
        named + b"true}",
        named + b'["FREE"]}',
        named + b'"FREE"}x',
        f'{{"spot_id": "{spot_id}", "status": "FREE"}}'.encode(),
        f'["{spot_id}", "FREE"]'.encode(),
    )


def new_spots(spot_id: str) -> tuple[bytes, ...]:
    """For who waits for new places."""
    named = f'{{"id": "{spot_id}", "cmd": '.encode()
    return (*ANYTHING, named + b'"add"}', named + b"1}", named + b'"ADD"}x', b'{"id": "CHECK 1", "cmd": "ADD"}')


def rubbish_for(kind: type[Message], spot_id: str) -> tuple[bytes, ...]:
    """What to say on a topic of this kind."""
    if kind is BarrierCommand:
        return orders()
    if kind is SpotStatus:
        return statuses(spot_id)
    return new_spots(spot_id) if kind is NewSpot else counts()
