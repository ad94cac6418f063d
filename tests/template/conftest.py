from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.template.module import PAHO_16, Module, Run
from tests.template.team import Played, play


def paho_versions() -> list[object]:
    absent = pytest.mark.skipif(
        not PAHO_16.is_dir(), reason="paho 1.6.1 is not in build/paho16: `make test` puts it there"
    )
    return [pytest.param(None, id="paho 2"), pytest.param(PAHO_16, id="paho 1.6", marks=absent)]


@pytest.fixture(scope="module", params=paho_versions())
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Seven modules by the four instructions, with each of the two pahos."""
    return play(tmp_path_factory.mktemp("team"), request.param)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """They end with the test."""
    with ExitStack() as stack:

        def start(source: str, port: int, **settings: str) -> Module:
            module = Module(source, tmp_path, port, settings=settings)
            stack.callback(module.kill)
            return module

        yield start
