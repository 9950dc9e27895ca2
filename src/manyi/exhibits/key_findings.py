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


def where_to_start(claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the priorities of each study say to look at first; nothing is advised that was not shown."""
    return [one for one in claims if one["kind"] == "start" and one["shown"]]


def unknown(claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the heaviest questions a test could not answer, at most two of a kind."""
    picked: list[dict[str, Any]] = []
    for claim in claims:
        same = sum(one["kind"] == claim["kind"] for one in picked)
        if claim["verdict"] in ("unclear", "none") and claim["kind"] in TESTED and same < OPEN // 2:
            picked.append(claim)
    return picked[:OPEN]
