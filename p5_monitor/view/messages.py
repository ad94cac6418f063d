"""What was rejected last, and what was said last."""

from datetime import datetime

from p5_monitor.rules import Heard
from p5_monitor.view.lines import BAD, QUIET, TITLE, Line, age, line, short
from p5_monitor.view.scene import Scene


def rejections(scene: Scene) -> list[Line]:
    """What was outside the contract, what could not be watched, and which message of each was rejected last."""
    words, picture = scene.words, scene.picture
    lines = _outside(scene)
    if picture.topics_dropped:
        lines.append(f"{words.dropped}{words.colon}{picture.topics_dropped}")
    latest = [(role, module.last_rejection) for role, module in picture.modules.items() if module.last_rejection]
    for role, rejection in sorted(latest, key=lambda seen: seen[1].age_seconds):
        told = (f"{role} {age(rejection.age_seconds)}", short(rejection.topic), words.reason(rejection.reason))
        lines.append(words.colon.join(told))
    matching = [text for text in lines if scene.controls.matches(text)]
    return [line((words.last_rejections, TITLE)), *(line((text, "red")) for text in matching)] if matching else []


def _outside(scene: Scene) -> list[str]:
    """With a filter, a topic that it lets through comes before a later one that it does not."""
    words, outside = scene.words, scene.picture.outside
    if outside.last is None:
        return []
    if outside.messages == 1:
        return [words.outside_one.format(topic=outside.last.topic)]
    last = words.outside_last.format(number=outside.messages, topic=outside.last.topic)
    if scene.controls.matches(last):
        return [last]
    others = (heard.topic for heard in scene.seen.latest if heard.role is None)
    among = (words.outside_among.format(number=outside.messages, topic=topic) for topic in others)
    return [next(filter(scene.controls.matches, among), last)]


def feed(scene: Scene, room: int) -> list[Line]:
    """The latest messages that the filter lets through, in so many lines."""
    words = scene.words
    shown: list[Line] = []
    for heard in scene.seen.latest:
        if len(shown) == room - 1:
            break
        text = _message(heard, scene)
        if scene.controls.matches(text.plain):
            shown.append(text)
    return [line((words.latest, TITLE)), *(shown or [line((words.nothing, QUIET))])][:room]


def _message(heard: Heard, scene: Scene) -> Line:
    words = scene.words
    at = f"{datetime.fromisoformat(heard.at).astimezone():%H:%M:%S}"
    kept = f"{words.kept} " if heard.retained else ""
    problem = f"{words.refused} {words.reason(heard.problem)}  " if heard.problem else ""
    return line((f"{at} ", QUIET), f"{heard.role or '-':<3} {kept}{short(heard.topic)}  ", (problem, BAD), heard.text)
