"""Prints what was found, row by row, as it is found."""

from collections import Counter
from collections.abc import Mapping, Sequence
from string import Formatter
from typing import TextIO

from p5_monitor.conformance.finding import Finding, Said, Verdict
from p5_monitor.conformance.words import KitWords
from p5_monitor.mqtt_probe import Sent
from p5_monitor.words import printable

# As many as a person compares.
MOST_MESSAGES = 6

LONGEST_TOPIC = 60
LONGEST_PAYLOAD = 100

# Of a name, a reason, an address: whatever was said by others.
LONGEST_DETAIL = 200


class Report:
    """What the person reads.

    Args:
        words: the language.
        stream: where to say it.
        blanks: what the words have blanks for in every row: who is under check, where.
    """

    def __init__(self, words: KitWords, stream: TextIO, blanks: Mapping[str, str]) -> None:
        self._words = words
        self._stream = stream
        self._blanks = dict(blanks)
        self.findings: list[Finding] = []

    @property
    def has_failures(self) -> bool:
        """Whether anything failed so far."""
        return any(finding.verdict is Verdict.FAILS for finding in self.findings)

    def tell(self, name: str, **blanks: str) -> None:
        """Says what is going on."""
        self._line(self._filled(self._words.telling[name], blanks))

    def row(self, finding: Finding) -> None:
        """Says how a row came out."""
        self.findings.append(finding)
        row = self._words.rows[finding.row]
        self._line(f"{self._words.verdicts[finding.verdict]:<5} {self._filled(row.title, finding.details)}")
        self._field(self._words.sent, "\n".join(_shortened([self._said(each) for each in finding.sent])))
        self._field(self._words.came, self._what_came(finding))
        self._field(self._words.right, self._filled(row.right, finding.details))
        if finding.verdict is not Verdict.FITS or finding.hint:
            hint = self._words.hints.get(finding.hint or finding.row, "")
            reason = printable(finding.reason, LONGEST_DETAIL)
            self._field(self._words.hint, ". ".join(filter(None, (reason, self._filled(hint, finding.details)))))

    def sum_up(self) -> None:
        """Says how many came out how."""
        verdicts = Counter(finding.verdict for finding in self.findings)
        counts = {verdict.name.lower(): str(verdicts[verdict]) for verdict in Verdict}
        self._line(self._filled(self._words.sum, counts))

    def _what_came(self, finding: Finding) -> str:
        if finding.came:
            return "\n".join(_shortened([self._came(each) for each in finding.came]))
        return self._filled(self._words.seen[finding.seen], finding.details) if finding.seen else self._words.nothing

    def _field(self, name: str, text: str) -> None:
        lines = text.splitlines()
        for number, line in enumerate(lines):
            self._line(f"      {name if number == 0 else '':<6} {line}")

    def _said(self, said: Said) -> str:
        kept = f" ({self._words.retained})" if said.retained else ""
        return f"{printable(said.topic, LONGEST_TOPIC)} {self._payload(said.payload)}{kept}"

    def _came(self, sent: Sent) -> str:
        how = [f"QoS {sent.qos}", self._words.retained if sent.retained else self._words.not_retained]
        if sent.expiry_seconds is not None:
            how.append(self._words.expires.format(seconds=sent.expiry_seconds))
        return f"{printable(sent.topic, LONGEST_TOPIC)} {self._payload(sent.payload)} ({', '.join(how)})"

    def _payload(self, payload: bytes) -> str:
        return printable(payload.decode(errors="backslashreplace"), LONGEST_PAYLOAD) or self._words.empty

    def _filled(self, text: str, blanks: Mapping[str, str]) -> str:
        seen = {name: printable(value, LONGEST_DETAIL) for name, value in {**self._blanks, **blanks}.items()}
        return Formatter().vformat(text, (), seen)

    def _line(self, text: str) -> None:
        self._stream.write(text.rstrip() + "\n")
        self._stream.flush()


def _shortened(texts: Sequence[str]) -> list[str]:
    """The first and the last, and how many are left out between."""
    if len(texts) <= MOST_MESSAGES:
        return list(texts)
    half = MOST_MESSAGES // 2
    return [*texts[:half], f"... {len(texts) - 2 * half} ...", *texts[-half:]]
