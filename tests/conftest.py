import signal
from collections.abc import Generator, Iterator

import pytest

from common.testing import Mosquitto
from tests.system.observer import Observer

# A shell that runs this in the background has every child ignore Ctrl-C, and some tests press it.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def mosquitto() -> Iterator[Mosquitto]:
    """A broker with an empty memory; a folder that needs another one has its own."""
    with Mosquitto() as broker:
        yield broker


@pytest.fixture
def observer(mosquitto: Mosquitto) -> Iterator[Observer]:
    """Hears all that is said there, and can say something."""
    with Observer(mosquitto.host, mosquitto.port) as observer:
        yield observer


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="a test that is skipped has failed (make test)")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _fail_if_skipped(item.config, report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_if_skipped(collector.config, report)
    return report


def _fail_if_skipped(config: pytest.Config, report: pytest.TestReport | pytest.CollectReport) -> None:
    # An expected failure counts as skipped too, until it is looked at more closely.
    if config.getoption("--no-skips") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, where nothing may be: {report.longrepr}"
