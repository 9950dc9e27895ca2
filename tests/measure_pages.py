"""What the pages of a built report cost a reader, as a table: python -m tests.measure_pages reports/annual/2024.

Words, figures and stops of the tab key as the build counts them; height at 1,280 px and sheets of A4 in Chromium. What
is over the budget of its report has a star; the exit code is 1 when anything is.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from manyi.publish.page.cost import cost_of
from manyi.publish.report import read
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


def starred(folder: Path) -> Iterator[list[str]]:
    """Yield the cells of every row, with a star where a page is over what its report allows."""
    budgets, alone = read(folder.parent.name).budgets, len(list(folder.glob("methods*.html"))) == 2
    for file, *values in measures(folder):
        name, language = file.split(".")[0], "zh" if ".zh." in file else "en"
        kind = "methods" if name.startswith("methods") else "index" if name == "index" and not alone else "study"
        most = budgets.allowed(name, kind)
        words, size = (most.signs, most.zh) if language == "zh" else (most.words, most.en)
        limits = (words, most.charts, most.px, size, most.a4, most.stops)
        yield [file, *(f"{n:,}{' *' * (n > limit)}" for n, limit in zip(values, limits, strict=True))]


if __name__ == "__main__":
    over = 0
    print("| page | words (字) | figures | px | KB | A4 | stops |\n|---|---|---|---|---|---|---|")
    for row in starred(Path(sys.argv[1]).resolve()):
        over += sum(cell.endswith("*") for cell in row)
        print("| " + " | ".join(row) + " |", flush=True)
    sys.exit(min(over, 1))
