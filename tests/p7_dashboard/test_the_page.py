"""The page in a real browser."""

import re
from collections.abc import Iterator

import pytest

from tests.p7_dashboard.browser import BROWSER_TEST, Browser, Page, expect, opened
from tests.p7_dashboard.dashboard import BARRIER, OVERRIDE, PREFIX, Site, site

pytestmark = BROWSER_TEST

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("p7"), COMPLETIONS="all") as here:
        yield here


@pytest.fixture
def page(browser: Browser, here: Site) -> Iterator[Page]:
    """The page in English, on a desk; whatever goes wrong in it is a failure."""
    with opened(browser, here.dashboard.url) as page:
        yield page


def test_what_the_modules_say_appears(page: Page, here: Site) -> None:
    here.spot("A1", "FREE")
    here.spot("A2", "OCCUPIED")
    here.spot("ENTRY", "OCCUPIED")
    here.says("parking/display/available", '{"count": 1}')
    expect(page.locator(".place")).to_have_text([re.compile("A1.*free"), re.compile("A2.*taken")])
    expect(page.locator("#count")).to_have_text("1")
    expect(page.locator("#capacity")).to_have_text("of 2")
    expect(page.locator("#detectors")).to_have_text("ENTRY: a vehicle is waiting")
    here.spot("A1", "UNKNOWN")
    expect(page.locator(".place").first).to_contain_text("unknown")
    expect(page.locator("#problems")).to_contain_text("One place in an unknown state: A1")


def test_a_module_that_is_missing_is_named(page: Page, here: Site) -> None:
    here.says("monitor/presence/P6", '{"role": "P6", "online": true}')
    here.says("monitor/presence/P5", '{"role": "P5", "online": false}')
    expect(page.locator("#problems")).to_contain_text("P5 (monitor) is missing")
    expect(page.locator("#problems")).not_to_contain_text("P6")
    expect(page.locator(".module").nth(4)).to_have_text("P5monitormissing")


def test_an_order_is_confirmed_requested_and_achieved_with_its_reason(page: Page, here: Site) -> None:
    page.get_by_role("button", name="Force open").click()
    expect(page.locator("dialog")).to_contain_text("Hold the barrier open?")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).not_to_be_visible()
    page.get_by_role("button", name="Force open").press("Enter")
    page.locator("dialog").get_by_role("button", name="Force open").press("Enter")
    here.observer.wait_for_payload(PREFIX + OVERRIDE, b'{"cmd": "FORCE_OPEN"}')
    expect(page.locator(".order").first).to_contain_text("requested")
    here.observer.say(PREFIX + BARRIER, '{"state": "OPENED", "reason": "hold_over"}', retain=True)
    expect(page.locator("#state")).to_have_text("Open")
    expect(page.locator(".order").first).to_contain_text("achieved: Open")
    expect(page.locator(".order").first).to_contain_text("by dashboard 127.0.0.1")
    assert len(here.observer.on(PREFIX + OVERRIDE)) == 1


def test_an_order_is_on_its_way_until_the_arm_is_up(page: Page, here: Site) -> None:
    fate = page.locator(".order .fate").first
    page.get_by_role("button", name="Force open").press("Enter")
    page.locator("dialog").get_by_role("button", name="Force open").press("Enter")
    expect(fate).to_have_text("requested")
    beside = [("by", "dashboard 127.0.0.1"), ("reason", "forced")]
    here.observer.say(PREFIX + BARRIER, '{"state": "OPENING"}', retain=True, beside=beside)
    expect(fate).to_have_text("accepted, on its way: Opening, forced by the operator")
    here.observer.say(PREFIX + BARRIER, '{"state": "OPENED"}', retain=True, beside=beside)
    expect(fate).to_have_text("achieved: Open, forced by the operator")


@pytest.mark.parametrize("announced", ["#orders", "#problems", ".says"])
def test_what_has_not_changed_is_not_announced_again(page: Page, here: Site, announced: str) -> None:
    here.dashboard.orders("RELEASE")
    expect(page.locator(".order .fate").first).to_have_text("requested")
    here.says(BARRIER, '{"state": "CLOSED"}')
    expect(page.locator("#state")).to_have_text("Closed")
    expect(page.locator(".order .fate").first).to_contain_text("achieved")
    page.evaluate(
        """selector => {
            const element = document.querySelector(selector);
            let before = element.textContent;
            window.announced = 0;
            // What has changed meanwhile, such as a module that is missed by now, may be announced.
            new MutationObserver(() => {
                window.announced += element.textContent === before ? 1 : 0;
                before = element.textContent;
            }).observe(element, { childList: true, subtree: true, characterData: true });
        }""",
        announced,
    )
    for number in range(3):
        here.says("parking/x", f"something else {number}", retain=False)
        expect(page.locator(".event").first).to_contain_text(f"something else {number}")
    assert page.evaluate("window.announced") == 0


def test_orders_are_told_in_the_language_that_is_switched_to(page: Page, here: Site) -> None:
    here.dashboard.orders("RELEASE")
    expect(page.locator(".order strong").first).to_have_text("Release")
    page.get_by_role("button", name="Français").click()
    expect(page.locator(".order strong").first).to_have_text("Rendre")


def test_what_is_hostile_is_text(page: Page, here: Site) -> None:
    here.says(f"parking/spots/{HOSTILE}/status", f'{{"id": "{HOSTILE}", "status": "FREE"}}', retain=False)
    here.says("parking/x", f"{HOSTILE}<script>alert(2)</script>", retain=False)
    expect(page.locator(".event").first).to_contain_text(f"{HOSTILE}<script>alert(2)</script>")
    expect(page.locator(".event").nth(1)).to_contain_text(f"parking/spots/{HOSTILE}/status")
    assert page.locator("img").count() == 0
    assert page.locator("body script").count() == 0


def test_ids_that_a_program_could_stumble_over_are_places(page: Page, here: Site) -> None:
    for spot_id in ("constructor", "toString", "1", "hasOwnProperty"):
        here.spot(spot_id, "FREE")
        expect(page.locator(".place-id", has_text=spot_id)).not_to_have_count(0)
        here.says(f"parking/spots/{spot_id}/status", "")
    expect(page.locator(".place-id", has_text="constructor")).to_have_count(0)


def test_the_language_can_be_switched_and_is_remembered(page: Page) -> None:
    page.get_by_role("button", name="Français").click()
    expect(page.locator("#barrier-title")).to_have_text("Barrière")
    page.reload()
    expect(page.get_by_role("button", name="Forcer l’ouverture")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "fr"


def test_the_browsers_language_comes_first(browser: Browser, here: Site) -> None:
    with opened(browser, here.dashboard.url, language="fr-CA") as page:
        expect(page.locator("#barrier-title")).to_have_text("Barrière")


def test_light_and_dark_can_be_switched_and_are_remembered(page: Page) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.get_by_role("button", name="Light or dark").click()
    dark = page.evaluate(background)
    page.reload()
    assert light != dark
    assert page.evaluate(background) == dark


@pytest.mark.parametrize("path", ["/", "/sign"])
def test_on_a_phone_nothing_scrolls_sideways(browser: Browser, here: Site, path: str) -> None:
    here.says("parking/x" + "/long" * 40, "x" * 3000, retain=False)
    here.spot("A" * 32, "FREE")
    with opened(browser, here.dashboard.url + path, width=360, language="fr-FR") as page:
        expect(page.locator(".event, .number").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    here.says(f"parking/spots/{'A' * 32}/status", "")


def test_a_hidden_tab_lets_go_of_its_stream_and_comes_back(page: Page, here: Site) -> None:
    expect(page.locator("#connection")).to_have_text("Live")
    page.evaluate("""() => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => window.isHidden });
        window.isHidden = true;
        document.dispatchEvent(new Event("visibilitychange"));
    }""")
    here.says("parking/display/available", '{"count": 41}')
    here.observer.wait_for_payload(f"{PREFIX}parking/display/available", b'{"count": 41}')
    page.wait_for_timeout(500)
    assert page.locator("#count").text_content() != "41"
    page.evaluate("() => { window.isHidden = false; document.dispatchEvent(new Event('visibilitychange')); }")
    expect(page.locator("#count")).to_have_text("41")


def test_eight_tabs_can_be_used(browser: Browser, here: Site) -> None:
    context = browser.new_context(locale="en-GB")
    tabs = [context.new_page() for _ in range(8)]
    for tab in tabs:
        tab.goto(here.dashboard.url)
        expect(tab.locator("#connection")).to_have_text("Live")
    context.close()


def test_a_browser_that_cannot_share_a_stream_has_its_own(browser: Browser, here: Site) -> None:
    context = browser.new_context(locale="en-GB")
    context.add_init_script("delete window.SharedWorker")
    page = context.new_page()
    page.goto(here.dashboard.url)
    expect(page.locator("#connection")).to_have_text("Live")
    here.says("parking/display/available", '{"count": 23}')
    expect(page.locator("#count")).to_have_text("23")
    assert len(page.locator(".event").all_inner_texts()) == len(here.dashboard.picture["feed"])
    context.close()


def test_a_browser_whose_worker_fails_has_its_own_stream(browser: Browser, here: Site) -> None:
    context = browser.new_context(locale="en-GB")
    context.add_init_script("""
        const Shared = window.SharedWorker;
        window.SharedWorker = function (_, options) { return new Shared("/static/nothing.js", options); };
    """)
    page = context.new_page()
    page.goto(here.dashboard.url)
    expect(page.locator("#connection")).to_have_text("Live")
    here.says("parking/display/available", '{"count": 29}')
    expect(page.locator("#count")).to_have_text("29")
    context.close()


@pytest.mark.parametrize(("path", "shown"), [("/", "#count"), ("/sign", "#number")])
def test_words_that_do_not_come_at_once_are_asked_for_again(
    browser: Browser, here: Site, path: str, shown: str
) -> None:
    here.says("parking/display/available", '{"count": 31}')
    failures = [lambda route: route.abort(), lambda route: route.fulfill(status=503, body="busy")]
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.route("**/words.json", lambda route: failures.pop()(route) if failures else route.continue_())
    page.goto(here.dashboard.url + path)
    expect(page.locator(shown)).to_have_text("31")
    assert failures == []
    context.close()


def test_the_sign_shows_the_count_full_and_never_an_old_number(browser: Browser, here: Site) -> None:
    here.says("parking/display/available", '{"count": 12}')
    with opened(browser, f"{here.dashboard.url}/sign", language="fr-FR") as sign:
        expect(sign.locator("#number")).to_have_text("12")
        here.says("parking/display/available", '{"count": 0}')
        expect(sign.locator("#sign")).to_have_text(re.compile(r"COMPLET\s*FULL"))
        here.says("parking/display/available", "")
        expect(sign.locator("#number")).to_have_text("—")
