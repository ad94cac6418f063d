"""``python -m p7_dashboard``."""

from importlib.metadata import version

from common.contract import Completions, Role
from common.program import Given, main
from common.service import Service
from common.web_server import WebServer, WebSettings
from p7_dashboard.service import build, parts_of
from p7_dashboard.settings import DashboardSettings
from p7_dashboard.stream import Stream
from p7_dashboard.web import Operator, pages


def start(given: Given[DashboardSettings]) -> Service:
    """P7 shows on a page what happens in the lot, and takes the operator's orders."""
    completions = given.common.completions
    parts = parts_of(given.common.detectors, presence=completions is Completions.ALL)
    picture = parts.picture()
    stream = Stream(picture.whole())
    operator = Operator(given.inbox.put, heard_by_somebody=completions.include(Completions.LISTEN))
    host = given.sources.load(WebSettings).http_host
    app = pages(stream, operator, version("smart-parking-iot"))
    given.closing.enter_context(WebServer(app, host, given.own.http_port, "P7_HTTP_PORT"))
    given.closing.callback(stream.close)
    return build(parts, picture, stream.show)


if __name__ == "__main__":
    main(Role.P7, DashboardSettings, start, also=(WebSettings,))
