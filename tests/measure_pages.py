"""What the pages of a built report cost a reader, as a table: python -m tests.measure_pages reports/annual/2024.

Words, figures and stops of the tab key as the build counts them; height at 1,280 px and sheets of A4 in Chromium.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from manyi.publish.page.cost import cost_of
from tests.conftest import CHROMIUM


def measures(folder: Path) -> Iterator[tuple[str, int, int, int, int, int, int]]:
    """Yield file, words (字), figures, px, KB, A4 and stops of every page but the toplines."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as place:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        for file in sorted(folder.glob("*.html")):
            if file.name.startswith("toplines"):
                continue
            cost = cost_of(file.read_text("utf-8"), "zh" if ".zh." in file.name else "en")
            tab.goto(file.as_uri())
            height = tab.evaluate("document.documentElement.scrollHeight")
            paper = Path(place, "page.pdf")
            tab.pdf(path=paper, prefer_css_page_size=True)
            sheets = len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes()))
            yield file.name, cost.words.total(), cost.charts.total(), height, cost.size // 1000, sheets, cost.stops
        browser.close()


if __name__ == "__main__":
    print("| page | words (字) | figures | px | KB | A4 | stops |\n|---|---|---|---|---|---|---|")
    for row in measures(Path(sys.argv[1]).resolve()):
        print("| " + " | ".join(f"{value:,}" if isinstance(value, int) else value for value in row) + " |", flush=True)
