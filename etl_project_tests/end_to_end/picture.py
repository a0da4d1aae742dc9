"""The picture of the asset graph in the README: `python -m etl_project_tests.end_to_end.picture` makes it anew.

It is what the download button on the UI's page *Lineage* gives with all groups expanded, turned into pixels by the same
browser: the whole graph, sharp and without the controls around it.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page

from etl_project_tests.conftest import ROOT, CommandLine
from etl_project_tests.end_to_end.server import Server, browsing, find_chromium, serving

PICTURE = ROOT / "docs" / "asset-graph.png"
WIDTH = 1700
"""In pixels: twice what a README shows, for sharp screens."""


def save_graph(server: Server, page: Page, svg: Path) -> None:
    """Save the lineage page's graph, all groups expanded, as SVG."""
    page.goto(f"{server.url}/asset-groups")
    page.locator("svg").get_by_text("published", exact=True).wait_for()
    page.get_by_role("img", name="settings").last.click()
    page.get_by_role("menuitem", name="Expand all groups").click()
    page.keyboard.press("Escape")
    page.locator("svg").get_by_text("coverage_day", exact=True).wait_for()
    page.mouse.move(0, 0)  # a node under the mouse has its edges highlighted
    page.wait_for_timeout(5_000)  # for the layout to come to rest
    with page.expect_download() as download:
        page.get_by_role("img", name="download_for_offline").click()
    download.value.save_as(svg)


def save_pixels(page: Page, svg: Path, png: Path) -> None:
    """Turn an SVG into a PNG of the width `WIDTH`, cropped to what is drawn."""
    page.set_viewport_size({"width": WIDTH, "height": WIDTH})
    page.set_content(f'<body style="margin: 0">{svg.read_text(encoding="utf-8")}')
    graph = page.locator("svg").first
    graph.evaluate(
        """(svg, width) => {
            const box = svg.getBBox(), margin = 20;
            svg.setAttribute("viewBox", [box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin]);
            svg.style.display = "block";
            svg.style.width = width + "px";
            svg.style.height = "auto";
        }""",
        WIDTH,
    )
    graph.screenshot(path=png)


def main() -> None:
    """Write docs/asset-graph.png."""
    chromium = find_chromium()
    if not chromium:
        sys.exit("There is no Chromium to take the picture with.")
    with (
        TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        serving(CommandLine(Path(folder) / "data")) as server,
        browsing(chromium) as page,
    ):
        svg = Path(folder) / "graph.svg"
        save_graph(server, page, svg)
        save_pixels(page, svg, PICTURE)


if __name__ == "__main__":
    main()
