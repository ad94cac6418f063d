"""As many alarms as a person can look at."""

from collections.abc import Iterator, Mapping

from p5_monitor.rules.alarms.alarm import Condition
from p5_monitor.rules.alarms.lately import MAX_SUBJECTS, OTHERS
from p5_monitor.rules.picture import Kind


def first_few(kind: Kind, wrong: Mapping[str, Mapping[str, str]]) -> Iterator[Condition]:
    """An alarm each for the first so many spots, by their ids; one for the rest that says how many ``spots`` it is."""
    for number, (subject, details) in enumerate(wrong.items()):
        if number == MAX_SUBJECTS:
            yield Condition(kind, OTHERS, {"spots": str(len(wrong) - MAX_SUBJECTS)})
            return
        yield Condition(kind, subject, details)
