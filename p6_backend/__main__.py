"""``python -m p6_backend``."""

import logging
from importlib.metadata import version

from common.contract import Completions, Role
from common.program import Given, main
from common.service import Service
from common.web_server import WebServer, WebSettings
from p6_backend.database import Database, file_of
from p6_backend.recorder import Recorder
from p6_backend.rules import Recording, Silences, Wishes
from p6_backend.service import build
from p6_backend.settings import BackendSettings, HistorySettings
from p6_backend.web import Answers, api

log = logging.getLogger(__name__)


def start(given: Given[BackendSettings]) -> Service:
    """P6 records every message, and answers questions about the lot."""
    database = given.closing.enter_context(open_history(given))
    recorder = given.closing.enter_context(Recorder(database, given.inbox.put))
    recording, wishes, silences = Recording(), Wishes(), Silences(database.promises())
    answers = Answers(
        database=database,
        recording=recording,
        recorder=recorder,
        silences=silences,
        wishes=wishes,
        detectors=given.common.detectors,
        api_key=given.own.api_key,
        heard_by_somebody=given.common.completions.include(Completions.LISTEN),
        request=given.inbox.put,
    )
    host = given.sources.load(WebSettings).http_host
    app = api(answers, version("smart-parking-iot"))
    given.closing.enter_context(WebServer(app, host, given.own.http_port, "P6_HTTP_PORT"))
    return build(recording, wishes, silences, recorder)


def open_history(given: Given[BackendSettings]) -> Database:
    """The history that the settings name."""
    url = given.sources.load(HistorySettings).database_url
    database = Database(file_of(url.get_secret_value()) if url else given.folder / "parking.db")
    database.prepare()
    log.info("history", extra={"file": str(database.file)})
    return database


if __name__ == "__main__":
    main(Role.P6, BackendSettings, start, also=(WebSettings, HistorySettings))
