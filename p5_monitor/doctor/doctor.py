"""The tool: from what was typed to the exit code."""

import sys
from collections.abc import Iterable
from typing import TextIO

from common.contract import Role
from common.program import Given
from p5_monitor.doctor.conversation import CLIENT_ID
from p5_monitor.doctor.examination import SECONDS, Case, examine
from p5_monitor.doctor.patience import Patience
from p5_monitor.doctor.report import Report
from p5_monitor.doctor.words import DoctorWords, doctor_words
from p5_monitor.language import language
from p5_monitor.rules.diagnosis import Finding
from p5_monitor.settings import MonitorSettings
from p5_monitor.words import printable

FINE, WRONG, INTERRUPTED = 0, 1, 130

BURST = "--burst"

LONGEST_PLACE = 200


def doctor(given: Given[MonitorSettings]) -> int:
    """Why does it not work? Examines the way to the broker, the broker, and who is there; evicts nobody."""
    words = doctor_words(language())
    case = Case(given.common.connection(Role.P5), given.common.detectors, loads_it=BURST in given.arguments)
    return run(case, words, sys.stdout)


def run(case: Case, words: DoctorWords, stream: TextIO) -> int:
    """Examines, and says each finding as soon as it is made. Returns the exit code."""
    report, patience = Report(words, stream), Patience(SECONDS)
    broker = case.connection.broker
    place = printable(f"{broker.host}:{broker.port}", LONGEST_PLACE)
    try:
        report.begins(place, case.connection.prefix, CLIENT_ID)
        return tell(examine(case, patience), report, patience)
    except SystemExit:  # Ctrl-C, as common.program takes it
        report.interrupted()
        return INTERRUPTED


def tell(findings: Iterable[Finding], report: Report, patience: Patience) -> int:
    """Says what is found.

    Returns:
        0: nothing is wrong; 1: something is.
    """
    for finding in findings:
        report.line(finding)
    report.sum_up(patience.used)
    return WRONG if report.has_failures else FINE
