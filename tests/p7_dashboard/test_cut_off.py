"""What the page says when it is cut off, and that it comes back by itself."""

from pathlib import Path

from tests.p7_dashboard.browser import BACK_MS, BROWSER_TEST, Browser, expect, opened
from tests.p7_dashboard.dashboard import site

pytestmark = BROWSER_TEST


def test_broker_gone_and_dashboard_gone_are_told_apart_and_it_comes_back_by_itself(
    browser: Browser, tmp_path: Path
) -> None:
    with site(tmp_path) as here:
        here.says("parking/display/available", '{"count": 7}')
        sign = opened(browser, f"{here.dashboard.url}/sign")
        with opened(browser, here.dashboard.url) as page, sign as number:
            expect(number.locator("#number")).to_have_text("7")
            expect(page.locator("#connection")).to_have_text("Live")
            here.broker.kill()
            expect(page.locator("#connection")).to_have_text("Broker gone")
            expect(page.locator("#problems")).to_contain_text("The MQTT broker has been gone")
            expect(page.get_by_role("button", name="Force open")).to_be_disabled()
            expect(number.locator("#number")).to_have_text("—")
            here.broker.start()
            expect(page.locator("#connection")).to_have_text("Live", timeout=2 * BACK_MS)
            here.dashboard.process.kill()
            here.dashboard.process.wait()
            expect(page.locator("#connection")).to_have_text("Cut off")
            expect(page.locator("#problems")).to_contain_text("The dashboard does not answer")
            here.dashboard.restart()
            expect(page.locator("#connection")).to_have_text("Live", timeout=BACK_MS)
            expect(page.get_by_role("button", name="Force open")).to_be_enabled()


def test_a_dashboard_that_says_nothing_any_more_is_cut_off(browser: Browser, tmp_path: Path) -> None:
    with site(tmp_path) as here, opened(browser, here.dashboard.url) as page:
        expect(page.locator("#connection")).to_have_text("Live")
        here.dashboard.freeze()
        expect(page.locator("#connection")).to_have_text("Cut off", timeout=15_000)
        here.dashboard.thaw()
        expect(page.locator("#connection")).to_have_text("Live", timeout=BACK_MS)
