"""Those who look and read slowly: each takes his pieces when he can, and none keeps a picture of his own."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator

from p7_dashboard.rules import Show
from p7_dashboard.stream import MAX_CHANGES, PIECE_BYTES, Stream

LONG = "x" * (2 * 1024 * 1024)
READERS = 50


async def read(stream: AsyncIterator[bytes | memoryview], pieces: int) -> bytes:
    return b"".join([bytes(await anext(stream)) for _ in range(pieces)])


def whole(stream: Stream) -> int:
    """How many pieces the picture has, and one for the line before it."""
    return 2 + len(str(stream.now.whole)) // PIECE_BYTES


def test_however_many_read_slowly_the_picture_is_there_once() -> None:
    stream = Stream({"long": LONG})

    async def look() -> None:
        readers = [stream.events("") for _ in range(READERS)]
        for reader in readers:
            await read(reader, 3)

    tracemalloc.start()
    asyncio.run(look())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5 * len(LONG)


def test_however_many_read_slowly_the_changes_are_there_once() -> None:
    stream = Stream({})

    async def look() -> None:
        readers = [stream.events("") for _ in range(READERS)]
        for reader in readers:
            await read(reader, 2)
        for _ in range(3):
            stream.show(Show({"long": LONG[: len(LONG) // 2]}, {}), 0.0)
        for reader in readers:
            await read(reader, 1)

    tracemalloc.start()
    asyncio.run(look())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5 * len(LONG)


def test_what_is_sent_in_pieces_is_what_there_is() -> None:
    stream = Stream({"long": LONG})
    read_by_him = asyncio.run(read(stream.events(""), whole(stream)))
    assert read_by_him.endswith(f'event: snapshot\ndata: {{"long":"{LONG}"}}\n\n'.encode())


def test_the_changes_come_one_by_one_and_in_order() -> None:
    stream = Stream({})

    async def look() -> list[bytes]:
        reader = stream.events("")
        await read(reader, 2)
        for number in range(3):
            stream.show(Show({"number": number}, {}), 0.0)
        return [await read(reader, 1) for _ in range(3)]

    events = asyncio.run(look())
    assert [event.partition(b"data: ")[2] for event in events] == [b'{"number":%d}\n\n' % n for n in range(3)]


def test_who_is_left_behind_in_the_middle_of_the_changes_gets_the_whole() -> None:
    stream = Stream({})

    async def look() -> bytes:
        reader = stream.events("")
        await read(reader, 2)
        stream.show(Show({"number": 0}, {}), 0.0)
        stream.show(Show({"number": 1}, {}), 0.0)
        await read(reader, 1)
        for number in range(MAX_CHANGES + 1):
            stream.show(Show({"number": number}, {"now": "this"}), 0.0)
        return await read(reader, 1)

    event = asyncio.run(look())
    assert event.endswith(b'event: snapshot\ndata: {"now":"this"}\n\n')
