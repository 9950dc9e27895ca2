"""axe over the pages of a built report, in real Chromium: python -m tests.accessibility [--quick] FOLDER [PAGE ...]

Each page of the report in both languages, and the page of every question of each study. All rules once per page; what
depends on colours, width and medium again in dark, at 320 pixels and as printed. Of what opens by a click (hundreds,
made by the same code) the first few of each kind are opened: axe needs ten minutes for all. `--quick` opens nothing
and leaves out the pages of every question; `.ci/run` looks at a page of each kind so. Says what it found; exit code 1
when that is anything.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SEEN = {
    "type": "rule",
    "values": ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"],
}
Views = list[tuple[str, int, Any, Any, Any]]
VIEWS: Views = [
    ("light, 1280", 1280, "light", "screen", {"type": "tag", "values": ALL}),
    ("light, 320", 320, "light", "screen", SEEN),
    ("dark, 1280", 1280, "dark", "screen", SEEN),
    ("dark, 320", 320, "dark", "screen", SEEN),
    ("print", 800, "light", "print", SEEN),
]
QUICK: Views = [
    VIEWS[0],
    ("light, 390", 390, "light", "screen", {"type": "rule", "values": SEEN["values"][1:]}),
    ("dark, 1280", 1280, "dark", "screen", {"type": "rule", "values": SEEN["values"][:1]}),
    ("dark, 390", 390, "dark", "screen", SEEN),
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


def main(folder: Path, named: list[str], quick: bool) -> int:
    """Check the pages of a folder, or those named, two at a time, and return how many violations there are."""
    files = [file for file in sorted(folder.glob("*.html")) if not named or file.name.split(".")[0] in named]
    files = [file for file in files if not (quick and file.name.startswith("toplines"))]
    found = 0
    with ProcessPoolExecutor(2) as pool:
        for line, faults in pool.map(partial(checked, quick=quick), files):
            found += len(faults)
            print(line, *faults, sep="\n  ", flush=True)
    print(f"{len(files)} pages, {found} violations")
    return found if files else 1


def checked(file: Path, quick: bool) -> tuple[str, list[str]]:
    """Return a line about a page, and its faults."""
    started, path = time.monotonic(), next(found for name in BROWSERS if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        faults = list(_faults(browser, file, quick))
        browser.close()
    return f"{file.name}: {len(faults)} violations, {time.monotonic() - started:.0f} s", faults


def _faults(browser: Browser, file: Path, quick: bool) -> Iterator[str]:
    for name, width, scheme, medium, rules in QUICK if quick else VIEWS:
        tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
        tab.set_default_timeout(900_000)
        tab.emulate_media(media=medium)
        tab.goto(file.resolve().as_uri())
        if not quick:
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
    folder, *names = [argument for argument in sys.argv[1:] if argument != "--quick"]
    sys.exit(min(main(Path(folder), names, "--quick" in sys.argv), 1))
