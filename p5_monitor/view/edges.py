"""The first lines and the last one: where we are, how it stands, and which keys there are."""

from p5_monitor.view.lines import BAD, GOOD, LOUD, QUIET, TITLE, Line, line, sides
from p5_monitor.view.scene import Scene

LONGEST_REASON = 30
LONGEST_FILTER = 40


def head(scene: Scene, width: int) -> list[Line]:
    """Two lines: the broker and whether we hear it; the count and the barrier."""
    words, picture = scene.words, scene.picture
    reason = f" ({picture.barrier_reason[:LONGEST_REASON]})" if picture.barrier_reason else ""
    count = words.unknown if picture.count is None else str(picture.count)
    barrier = f"{words.barrier}: {picture.barrier or words.unknown}{reason}"
    return [
        sides(line((f"{words.title}  {scene.look.place.broker}", TITLE)), _connection(scene), width),
        line(f"{words.free_places}: {count}   {barrier}"),
    ]


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
    words, controls, place = scene.words, scene.controls, scene.look.place
    if controls.typing:
        return [line((f"{words.filter}: {controls.filter}_", LOUD), f"   {words.filter_typing}")]
    if controls.filter:
        return [line((f"{words.filter}: {controls.filter}", LOUD), f"   {words.filter_set}")]
    where = line((f"{words.log} {place.log}  {place.api}", QUIET))
    if not scene.look.has_keys:
        return [where]
    keys = line(words.keys)
    fits = keys.cell_len + where.cell_len < width
    return [sides(keys, where, width) if fits else line(words.keys, "  ", (where.plain, QUIET))]
