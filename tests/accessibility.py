"""axe over every page of a built report, in real Chromium: python -m tests.accessibility reports/annual/2024

Too slow for the suite: each page of the report in both languages, and the page of every question of each study. All
rules once per page; what depends on colours, width and medium again in dark, at 320 pixels and as printed. Of what
opens by a click (hundreds, made by the same code) the first few of each kind are opened: axe needs ten minutes for
all. Says what it found; exit code 1 when that is anything.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SEEN = {
    "type": "rule",
    "values": ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"],
}
VIEWS: list[tuple[str, int, Any, Any, Any]] = [
    ("light, 1280", 1280, "light", "screen", {"type": "tag", "values": ALL}),
    ("light, 320", 320, "light", "screen", SEEN),
    ("dark, 1280", 1280, "dark", "screen", SEEN),
    ("dark, 320", 320, "dark", "screen", SEEN),
    ("print", 800, "light", "print", SEEN),
]
OPENED = 2  # of each kind
OPEN = """(most) => {
  const seen = {};
  document.querySelectorAll('details').forEach((one) => {
    const kind = [one.className, one.closest('figure')?.className, Boolean(one.closest('.contents'))].join();
    seen[kind] = (seen[kind] ?? 0) + 1;
    one.open = seen[kind] <= most;
  });
}"""
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main(folder: Path) -> int:
    """Check the pages of a folder and return how many violations there are."""
    browser = next(found for name in BROWSERS if (found := shutil.which(name)))
    found = 0
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=browser, args=QUIET)
        for file in sorted(folder.glob("*.html")):
            started = time.monotonic()
            faults = list(_faults(launched, file))
            found += len(faults)
            print(f"{file.name}: {len(faults)} violations, {time.monotonic() - started:.0f} s", *faults, sep="\n  ")
        launched.close()
    return found


def _faults(browser: Browser, file: Path) -> Iterator[str]:
    for name, width, scheme, medium, rules in VIEWS:
        tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
        tab.set_default_timeout(900_000)
        tab.emulate_media(media=medium)
        tab.goto(file.resolve().as_uri())
        tab.evaluate(OPEN, OPENED)
        yield from (f"{name}: {fault}" for fault in _found(tab, rules))
        if tab.evaluate("document.documentElement.scrollWidth") > width:
            yield f"{name}: wider than the screen"
        tab.close()


def _found(tab: Page, rules: dict[str, Any]) -> Iterator[str]:
    response = Axe().run(tab, options={"runOnly": rules, "resultTypes": ["violations"]}).response
    for fault in response["violations"]:
        first = fault["nodes"][0]["html"][:160]
        yield f"{fault['id']} ({len(fault['nodes'])} times), first {first}"


if __name__ == "__main__":
    sys.exit(min(main(Path(sys.argv[1])), 1))
