"""The first lines and the last one: where we are, how it stands, and which keys there are."""

from pathlib import PurePath

from p5_monitor.view.lines import BAD, GOOD, LOUD, QUIET, TITLE, Line, age, line, sides
from p5_monitor.view.scene import Scene

LONGEST_REASON = 30
LONGEST_FILTER = 40


def head(scene: Scene, width: int) -> list[Line]:
    """Two lines: the broker and whether we hear it; the count and the barrier."""
    words, picture = scene.words, scene.picture
    count = words.unknown if picture.count is None else str(picture.count)
    return [
        sides(line((f"{words.title}  {scene.look.place.broker}", TITLE)), _connection(scene), width),
        line(f"{words.free_places}{words.colon}{count}   {words.barrier}{words.colon}{_barrier(scene)}"),
    ]


def _barrier(scene: Scene) -> str:
    """Where the arm is; while nobody vouches for that, where it was."""
    words, picture = scene.words, scene.picture
    if picture.barrier:
        reason = f" ({words.reason(picture.barrier_reason)[:LONGEST_REASON]})" if picture.barrier_reason else ""
        return picture.barrier + reason
    last = picture.last_barrier
    if last is None:
        return words.unknown
    if last.age_seconds is None:
        return words.last_known.format(state=last.state)
    return words.last_known_ago.format(state=last.state, age=age(last.age_seconds))


def _connection(scene: Scene) -> Line:
    words, picture = scene.words, scene.picture
    if scene.controls.paused:
        return line((f" {words.paused} ", LOUD))
    if not picture.connected:
        return line((words.cut_off, BAD))
    if not picture.refused:
        return line((words.connected, GOOD))
    first, *others = picture.refused
    more = f" +{len(others)}" if others else ""
    return line((f"{words.not_granted} {first[:LONGEST_FILTER]}{more}", BAD))


def foot(scene: Scene, width: int) -> list[Line]:
    """One line: the filter, if there is one; else the keys, and where more is to be read."""
    words, controls = scene.words, scene.controls
    if controls.typing:
        return [line((f"{words.filter}{words.colon}{controls.filter}_", LOUD), f"   {words.filter_typing}")]
    if controls.filter:
        return [line((f"{words.filter}{words.colon}{controls.filter}", LOUD), f"   {words.filter_set}")]
    if not scene.look.has_keys:
        return [_where(scene, width)]
    keys = line(words.keys)
    return [sides(keys, _where(scene, width - keys.cell_len), width)]


def _where(scene: Scene, room: int) -> Line:
    """The API's address is what one needs; the log's name, then the log, give way to it."""
    words, place = scene.words, scene.look.place
    logs = (f"{words.log} {place.log}  ", f"{words.log} …/{PurePath(place.log).name}  ", "")
    ways = [line((log + (place.api or place.name), QUIET)) for log in logs]
    return next((way for way in ways if way.cell_len < room), ways[-1])
