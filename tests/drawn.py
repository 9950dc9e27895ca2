"""Every figure of built reports in Chromium: nothing cut, nothing on top of anything, nothing too small.

`python -m tests.drawn reports/annual/2024 ...` measures the boxes of all texts of every page, folded figures opened, on
phones and desktops. Says what it found; exit code 1 when that is anything. `.ci/run` runs it on the report it builds.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

WIDTHS = (320, 390, 760, 1280)
LEAST = 11.9  # pixels of the smallest text: 12 but for rounding
LOOK = """
(least) => [...document.querySelectorAll('svg.chart')].filter(svg => svg.getClientRects().length).flatMap(svg => {
  const frame = svg.getBoundingClientRect(), slack = 1.5, scale = frame.width / svg.viewBox.baseVal.width;
  const texts = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect(), t]);
  const cut = texts.filter(([, b]) => b.left < frame.left - slack || b.right > frame.right + slack
                                   || b.top < frame.top - slack || b.bottom > frame.bottom + slack);
  const over = texts.flatMap(([one, a], i) => texts.slice(i + 1).filter(([, b]) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > slack
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > a.height * 0.35).map(([two]) => one + ' / ' + two));
  const small = texts.filter(([, , t]) => parseFloat(getComputedStyle(t).fontSize) * scale < least);
  const id = svg.closest('figure').id;
  return [...cut.map(([t]) => id + ' cut: ' + t), ...over.map(t => id + ' over: ' + t),
          ...small.map(([t]) => id + ' small: ' + t)];
})
"""
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def pages_with_figures(folder: Path) -> list[Path]:
    """Return the pages below a folder that show a figure."""
    return [page for page in sorted(folder.rglob("*.html")) if "<svg" in page.read_text("utf-8")]


def faults(tab: Page, page: Path) -> Iterator[str]:
    """Yield what is wrong with the figures of a page, by width."""
    tab.goto(page.resolve().as_uri())
    tab.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true })")
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        yield from (f"{page.name} at {width}: {fault}" for fault in tab.evaluate(LOOK, LEAST))


def main(folders: list[Path]) -> int:
    """Print the faults of all reports in these folders and return how many there are."""
    browser = next(path for name in BROWSERS if (path := shutil.which(name)))
    with sync_playwright() as playwright:
        tab = playwright.chromium.launch(executable_path=browser, args=QUIET).new_page()
        pages = [page for folder in folders for page in pages_with_figures(folder)]
        wrong = [fault for page in pages for fault in faults(tab, page)]
    print(f"{len(pages)} pages with figures, {len(wrong)} faults", *wrong, sep="\n  ")
    return len(wrong) if pages else 1


if __name__ == "__main__":
    sys.exit(min(main([Path(argument) for argument in sys.argv[1:]]), 1))
