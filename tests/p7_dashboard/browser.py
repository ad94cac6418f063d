"""A real browser, and pages in it; where it cannot be had, the tests that want it are skipped with the reason."""

import shutil

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

BROWSER_TEST = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

# After a return the page is right again within this.
BACK_MS = 5_000
expect = playwright.expect
Browser = playwright.Browser
Page = playwright.Page


class opened:  # noqa: N801  used as a function
    """A page in a browser of its own; nothing on it may run into an error."""

    def __init__(self, browser: Browser, url: str, width: int = 1280, language: str = "en-GB") -> None:
        size = {"width": width, "height": 740}
        self._context = browser.new_context(viewport=size, locale=language, reduced_motion="reduce")
        self._url = url
        self._errors: list[str] = []

    def __enter__(self) -> Page:
        page = self._context.new_page()
        page.on("pageerror", lambda error: self._errors.append(str(error)))
        page.on("dialog", lambda dialog: self._errors.append(f"a dialog of somebody else's: {dialog.message}"))
        page.goto(self._url)
        return page

    def __exit__(self, *_: object) -> None:
        self._context.close()
        assert self._errors == []
