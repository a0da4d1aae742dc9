"""The report in a real browser, opened from disk: on a phone, a tablet and a screen, in light and in dark."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from etl_project_tests.conftest import CommandLine, leave_out
from etl_project_tests.end_to_end.server import browsing, find_chromium
from etl_project_tests.reports.published_file import HOSTILE, busy_file, quiet_file
from etl_project_tests.reports.test_report import assert_figures_are_answers, page_of

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("report")]

WIDTHS = (360, 768, 1440)
CONTRAST = """
() => {
  // Colours as sRGB bytes: a canvas reads whatever CSS writes.
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const bytes = (colour, below) => {
    canvas.fillStyle = below; canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const luminance = (rgb) => {
    const [r, g, b] = [...rgb].slice(0, 3).map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const background = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (!/, 0\\)$/.test(colour) && colour !== 'transparent') return colour;
    }
    return 'white';
  };
  const ratios = {};
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !element.getClientRects().length || element.closest('title')) continue;
    const style = getComputedStyle(element);
    const inPlot = element.ownerSVGElement;
    const below = background(element);
    const one = luminance(bytes(inPlot ? style.fill : style.color, below)), two = luminance(bytes(below, 'white'));
    const ratio = (Math.max(one, two) + .05) / (Math.min(one, two) + .05);
    const key = `${element.tagName} ${inPlot ? style.fill : style.color} on ${below}`;
    ratios[key] = Math.min(ratios[key] ?? 99, ratio);
  }
  return ratios;
}
"""


@dataclass(frozen=True)
class Opened:
    """A page in the browser, and what came to notice while it was opened."""

    page: Page
    noticed: list[str]


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    chromium = find_chromium()
    if chromium is None:
        leave_out("There is no Chromium to look at the report with: apt-get install chromium")
    with browsing(chromium) as page:
        yield page


@pytest.fixture(scope="module", params=(busy_file, quiet_file), ids=("busy", "quiet"))
def opened(request: pytest.FixtureRequest, browser_page: Page, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    folder: Path = tmp_path_factory.mktemp("report")
    report = folder / "report.html"
    report.write_text(page_of(request.param(folder / "marts.duckdb")), encoding="utf-8")
    noticed: list[str] = []
    assert browser_page.context.browser
    page = browser_page.context.browser.new_page()
    page.on("console", lambda message: noticed.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: noticed.append(f"error: {error}"))
    page.on("dialog", lambda dialog: noticed.append(f"dialog: {dialog.message}"))
    page.on("request", lambda request: noticed.append(f"request: {request.url}"))
    page.goto(report.as_uri())
    assert noticed.pop(0) == f"request: {report.as_uri()}"
    return Opened(page, noticed)


def look(opened: Opened, width: int, scheme: Any) -> Page:
    opened.page.set_viewport_size({"width": width, "height": 900})
    opened.page.emulate_media(color_scheme=scheme)
    return opened.page


@pytest.mark.parametrize("scheme", ("light", "dark"))
@pytest.mark.parametrize("width", WIDTHS)
def test_it_can_be_read(opened: Opened, width: int, scheme: str) -> None:
    page = look(opened, width, scheme)
    for is_open in (False, True):
        page.evaluate("open => document.querySelectorAll('details').forEach(d => d.open = open)", is_open)
        across = page.evaluate("document.documentElement.scrollWidth")
        assert across == width, "nothing reaches over the edge, with all details open, too"
    ratios = page.evaluate(CONTRAST)
    assert len(ratios) > 5
    assert {key: ratio for key, ratio in ratios.items() if ratio < 4.5} == {}
    for plot in page.locator("figure svg:visible").all():
        box = plot.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
        assert len(plot.get_attribute("aria-label") or "") > 10
        sizes = plot.evaluate(
            """p => [...p.querySelectorAll('text')].map(t => parseFloat(getComputedStyle(t).fontSize))"""
        )
        scale = box["width"] / float((plot.get_attribute("viewBox") or "").split()[2])
        assert min(sizes) * scale > 9.5, "labels can be read without a magnifying glass"
    assert page.locator("figure svg:visible").count() * 2 == page.locator("figure svg").count()


def test_nothing_was_asked_of_the_network_and_nothing_went_wrong(opened: Opened) -> None:
    for width in WIDTHS:
        look(opened, width, "light")
    opened.page.wait_for_timeout(200)
    assert opened.noticed == []
    assert opened.page.title() == "What the news says: Friday, 27 November 2026"
    assert opened.page.evaluate("document.scripts.length") == 0


def test_dark_is_dark_and_light_is_light(opened: Opened) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    bar = "getComputedStyle(document.querySelector('figure [fill=\"var(--own)\"]')).fill"
    light = [look(opened, 768, "light").evaluate(colour) for colour in (paper, bar)]
    dark = [look(opened, 768, "dark").evaluate(colour) for colour in (paper, bar)]
    assert light == ["rgb(251, 250, 247)", "rgb(34, 99, 159)"]
    assert dark == ["rgb(21, 23, 26)", "rgb(106, 169, 230)"], "the plots change with the page"


def test_a_reader_of_the_keyboard_gets_around(opened: Opened) -> None:
    page = look(opened, 768, "light")
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the stories")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    landmarks: list[Literal["banner", "navigation", "main", "contentinfo"]]
    landmarks = ["banner", "navigation", "main", "contentinfo"]
    for landmark in landmarks:
        expect(page.get_by_role(landmark)).to_have_count(1)


def test_a_figure_leads_to_its_sql(opened: Opened) -> None:
    page = look(opened, 1440, "light")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = false)")
    page.locator("figcaption a[href='#sql-coverage']").first.click()
    expect(page.locator("#sql-coverage")).to_be_visible()
    expect(page.locator("#sql-coverage")).to_be_in_viewport()
    expect(page.locator("#sql-coverage")).to_contain_text("FROM marts.coverage_day")


def test_a_hostile_title_is_read_as_what_it_is(opened: Opened) -> None:
    page = look(opened, 1440, "light")
    if page.locator("blockquote").count():  # the quiet page has no titles to be hostile
        assert HOSTILE in page.locator("body").inner_text()
    assert page.locator("img, script").count() == 0


def test_the_samples_have_a_report_beside_the_published_file(samples_loaded: tuple[CommandLine, str]) -> None:
    file = samples_loaded[0].published_file
    report = file.with_name("report.html")
    assert report.stat().st_mode & 0o777 == 0o444
    page = report.read_text(encoding="utf-8")
    assert "Friday, 13 November 2026" in page
    assert page == page_of(file), "of what is published, and of nothing else"
    assert_figures_are_answers(file, page)
