"""The pages in real headless Chromium: lights, keyboard, colours, small screens, hostile names, a whole run."""

import shutil
from pathlib import Path

import pytest
from renderings import rendering
from test_render import OTHERS, answer_of, hostile_answer

from nesy.proofs.render.run_page import Row, to_run_page
from nesy.proofs.render.views import view

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
selenium = pytest.importorskip("selenium", reason="selenium is not installed: pip install 'nesy[test]'")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium"),
    pytest.mark.skipif(DRIVER is None, reason="its driver is not installed: apt-get install chromium-driver"),
]
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--window-size=1200,1000",
)
COLOURS = ("paper", "ink", "soft", "lit", "chosen", "accent", "true", "false", "uncertain", "none", "panel")


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def show(browser, tmp_path):
    """Opens a page from a file; afterwards the browser must have found nothing to complain about."""

    def opened(page: str, *, dark: bool = False, width: int = 1200):
        path = Path(tmp_path) / "page.html"
        path.write_text(page, encoding="utf-8")
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.get(path.as_uri())
        return browser

    yield opened
    assert browser.get_log("browser") == []
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0


def find(browser, selector: str):
    return browser.find_element("css selector", selector)


def texts(browser, selector: str) -> list[str]:
    script = "return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent)"
    return browser.execute_script(script, selector)


def attributes(browser, selector: str, name: str) -> list[str]:
    script = "return [...document.querySelectorAll(arguments[0])].map((e) => e.getAttribute(arguments[1]))"
    return browser.execute_script(script, selector, name)


def press(browser, *keys: str) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    for key in keys:
        ActionChains(browser).send_keys(getattr(Keys, key)).perform()


CASE = "refutation with an assumption opened and discharged"
PAGE = view(answer_of(rendering(CASE)), "html")
PAGES = {
    "proof": PAGE,
    "long sentences": view(answer_of(rendering("relations with articles, reasons in the rule's order")), "html"),
    **{kind: view(answer, "html") for kind, (answer, _) in OTHERS.items()},
    "hostile": view(hostile_answer(), "html"),
}


def test_a_step_lights_up_what_it_rests_on(show):
    browser = show(PAGE)
    find(browser, "button[data-sentence=b]").click()
    assert attributes(browser, "button.chosen", "data-sentence") == ["b"]
    assert attributes(browser, "button.lit[data-premise]", "data-premise") == ["2"]
    assert attributes(browser, "button.lit[data-sentence]", "data-sentence") == ["a"]
    assert texts(browser, "tr.lit td:nth-child(2)") == ["∀x (Cook(x) → Kind(x))", "¬Cook(ann)"]
    assert sorted(attributes(browser, "g.node.lit, g.node.chosen", "data-label")) == ["2", "a", "b"]
    assert len(browser.find_elements("css selector", "g.edge.lit")) == 2
    assert find(browser, ".said").get_attribute("textContent") == "Step b rests on sentence 2, step a."
    find(browser, "button[data-sentence=b]").click()
    assert attributes(browser, ".lit, .chosen", "class") == []


def test_a_sentence_lights_up_the_steps_that_use_it(show):
    browser = show(PAGE)
    find(browser, 'button[data-premise="1"]').click()
    assert attributes(browser, "button.lit", "data-sentence") == ["d"]
    assert find(browser, ".said").get_attribute("textContent") == "Sentence 1 is used in step d."


def test_the_keyboard_alone_reaches_everything(show):
    browser = show(PAGE)
    seen = []
    for _ in range(10):
        press(browser, "TAB")
        active = browser.switch_to.active_element
        seen.append(active.get_attribute("data-premise") or active.get_attribute("data-sentence") or active.text)
        assert active.value_of_css_property("outline-style") == "solid"
    assert seen == ["1", "2", "3", "a", "b", "c", "d", "e", "Diagram", "Formal proof, 8 lines"]
    find(browser, "button[data-sentence=a]").send_keys("")
    press(browser, "ARROW_DOWN", "ARROW_DOWN", "ENTER")
    assert attributes(browser, "button[aria-pressed=true]", "data-sentence") == ["c"]
    press(browser, "END", "SPACE")
    assert attributes(browser, "button[aria-pressed=true]", "data-sentence") == ["e"]
    press(browser, "HOME")
    assert browser.switch_to.active_element.get_attribute("data-sentence") == "a"
    press(browser, "ESCAPE")
    assert attributes(browser, "button[aria-pressed=true]", "data-sentence") == []


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_colours_have_contrast_in_both_schemes(show, dark):
    browser = show(PAGE, dark=dark)
    names = ["paper", "ink", "soft", "lit", "chosen", "accent", "true", "false", "uncertain", "none", "panel"]
    script = (
        "const s = getComputedStyle(document.body); return arguments[0].map((n) => s.getPropertyValue('--' + n).trim())"
    )
    colour = dict(zip(names, browser.execute_script(script, names), strict=True))
    assert (luminance(colour["paper"]) < 0.5) is dark
    assert min(contrast(colour["ink"], colour[b]) for b in ("paper", "lit", "chosen", "panel")) >= 5.5
    assert (
        min(contrast(colour[t], colour["paper"]) for t in ("soft", "accent", "true", "false", "uncertain", "none"))
        >= 4.5
    )


@pytest.mark.parametrize("width", [320, 700, 1200])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_sticks_out_on_any_screen(show, name, width):
    browser = show(PAGES[name], width=width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


def test_hostile_names_do_nothing(show):
    browser = show(PAGES["hostile"])
    for summary in browser.find_elements("css selector", "summary"):
        summary.click()
    for button in browser.find_elements("css selector", "button"):
        button.click()
    assert attributes(browser, "script", "src") == [None]
    assert attributes(browser, "img, b, [onload], [onerror]", "class") == []
    assert "<script>alert(1)</script>" in find(browser, "h1").text


def test_the_policy_stops_what_is_smuggled_in(browser, show):
    show(PAGE)
    smuggle = (
        "const s = document.createElement('script'); s.textContent = 'window.smuggled = 1'; document.body.append(s)"
    )
    browser.execute_script(smuggle)
    assert browser.execute_script("return window.smuggled === undefined")
    assert any("Content Security Policy" in entry["message"] for entry in browser.get_log("browser"))


def test_the_two_worlds_show_what_decides(show):
    browser = show(PAGES["worlds"])
    assert texts(browser, ".deciding") == ["Rex", "not Rex"]
    assert texts(browser, "table.worlds .differs") == ["Rex", "not Rex"]


def run_page() -> str:
    proved = answer_of(rendering(CASE))
    rows = [
        Row("p1", "TRUE", "Theorem", "TRUE", proved),
        Row("p2", "TRUE", "Theorem", "FALSE", answer_of(rendering("one step"))),
        Row("p3", "UNCERTAIN", "Satisfiable", "UNCERTAIN", OTHERS["worlds"][0]),
        Row("p4", "", "Timeout", "TRUE"),
    ]
    return to_run_page("<b>run</b>", rows)


def shown_rows(browser) -> list[str]:
    rows = browser.find_elements("css selector", "tr[data-row]")
    return [r.find_element("css selector", "td").text for r in rows if r.is_displayed()]


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("label", "TRUE", ["p1", "p2"]),
        ("status", "Satisfiable", ["p3"]),
        ("outcome", "wrong", ["p2"]),
        ("outcome", "none", ["p4"]),
        ("search", "mammal", ["p2"]),
    ],
)
def test_a_run_is_filtered(show, field, value, expected):
    browser = show(run_page())
    assert shown_rows(browser) == ["p1", "p2", "p3", "p4"]
    find(browser, f"[data-filter={field}]").send_keys(value)
    if field == "outcome" and value == "none":
        find(browser, "[data-filter=outcome]").send_keys("no label")
    assert shown_rows(browser) == expected
    assert find(browser, ".shown").text == f"{len(expected)} of 4 shown"


def test_a_run_opens_each_answer_in_its_place(show):
    browser = show(run_page())
    openers = browser.find_elements("css selector", ".open")
    openers[0].send_keys("")
    press(browser, "ENTER")
    find(browser, ".detail button[data-sentence=b]").click()
    assert attributes(browser, ".detail button.lit", "data-premise") == ["2", None]
    openers[0].send_keys("")
    press(browser, "ARROW_DOWN", "ARROW_DOWN", "ENTER")
    assert attributes(browser, ".open", "aria-expanded") == ["true", "false", "true"]
    assert texts(browser, ".detail .deciding") == ["Rex", "not Rex"]
    openers[0].click()
    assert len(browser.find_elements("css selector", ".detail")) == 1


@pytest.mark.parametrize("width", [320, 1200])
def test_a_run_fits_its_screen(show, width):
    browser = show(run_page(), width=width)
    for opener in browser.find_elements("css selector", ".open"):
        opener.click()
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
