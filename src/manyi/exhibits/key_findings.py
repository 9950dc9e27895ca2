"""Which claims of all chapters the summary prints. Input: claims as `summary.read` returns them; output: some of them."""

from __future__ import annotations

from typing import Any

MOST = 6  # what a reader keeps in mind
OPEN = 4
TESTED = {"change", "gap", "gap_levels", "extremes", "driver", "kpi", "held", "persistent"}


def chosen(claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the heaviest findings that were shown, at most one per exhibit and three of a kind."""
    picked: list[dict[str, Any]] = []
    for claim in claims:
        same = [one for one in picked if one["kind"] == claim["kind"]]
        if not claim["shown"] or claim["kind"] not in TESTED or "headline" in claim or len(same) == MOST // 2:
            continue
        if claim["anchor"] not in {one["anchor"] for one in picked}:
            picked.append(claim)
        if len(picked) == MOST:
            break
    return picked


def unknown(claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the heaviest questions a test could not answer."""
    open_ones = [one for one in claims if one["verdict"] in ("unclear", "none") and one["kind"] in TESTED]
    return open_ones[:OPEN]
