"""What the report could be about. In: a drafted codebook; out: outcome, segments, batteries, drivers, each with why.

Proposed by names and answers alone, never by the results: what is related to the outcome is not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from manyi.draft.book import DraftBook
from manyi.draft.item import DraftItem
from manyi.draft.lexicon import resembles

FEWEST = 30  # answers behind a group of a segment
SEGMENTS, DRIVERS, BATTERIES, SEVERAL = 4, 10, 3, 6
SPREAD = 0.02  # of the scale: the smallest difference that may matter


@dataclass
class Proposal:
    """The headline (an item, or the share of an answer), its unit and smallest difference, and what goes with it.

    share: the answers of `outcome` whose share is the headline, where the survey has no scale.
    """

    outcome: DraftItem
    why: str
    unit: str
    delta: float
    share: list[str] = field(default_factory=list)
    segments: list[DraftItem] = field(default_factory=list)
    batteries: list[list[DraftItem]] = field(default_factory=list)
    drivers: list[DraftItem] = field(default_factory=list)
    several: list[DraftItem] = field(default_factory=list)


def proposed(book: DraftBook) -> Proposal | None:
    """Return a proposal; None where a file has no item that a report could be about."""
    scales = [item for item in book.items if item.kind == "scale"]
    if scales:
        outcome = max(scales, key=_worth)
        scale = outcome.answers["scale"]
        why = "by its name" if _worth(outcome)[0] else "the scale most people answered"
        proposal = Proposal(outcome, why, "score", round(SPREAD * (scale["to"] - scale["from"]), 2))
    elif closed := [item for item in book.items if item.kind == "categories" and not item.roles]:
        outcome = min(closed, key=lambda item: (len(item.answers["categories"]), -item.answered))
        first = next(iter(outcome.answers["categories"]))
        proposal = Proposal(outcome, "no scale was found: the share of one answer", "percent", 0.02, [first])
    else:
        return None
    proposal.segments = _segments(book, proposal.outcome)
    proposal.batteries = _batteries(book, proposal.outcome)
    proposal.several = [item for item in book.items if item.kind == "options"][:SEVERAL]
    if scales and not book.replicates:  # a model needs linearisation
        proposal.drivers = _drivers(scales, proposal.outcome)
        for item in proposal.drivers:
            item.roles.append("driver")
    proposal.outcome.roles.append("outcome")
    for item in proposal.segments:
        item.roles.append("segment")
    return proposal


def _worth(item: DraftItem) -> tuple[int, int]:
    """Return how much an item looks like the headline: by its words first, then by how many answered it."""
    asked = f"{item.headers[0]} {item.text}"
    points = {"overall": 4, "satisfaction": 2, "recommend": 1}
    return sum(worth for kind, worth in points.items() if resembles(asked, kind)), item.answered


def _segments(book: DraftBook, outcome: DraftItem) -> list[DraftItem]:
    """Return items that split people into few and large groups: who they are first, then the order of the file."""
    fit = [
        item for item in book.items
        if item.kind == "categories" and item is not outcome and not item.roles
        and 2 <= len(item.answers["categories"]) <= 8 and item.answered >= FEWEST * len(item.answers["categories"])
    ]  # fmt: skip
    fit.sort(key=lambda item: not resembles(f"{item.headers[0]} {item.text}", "demographic"))
    return fit[:SEGMENTS]


def _batteries(book: DraftBook, outcome: DraftItem) -> list[list[DraftItem]]:
    batteries: dict[str, list[DraftItem]] = {}
    for item in book.items:
        if item.battery and item is not outcome:
            batteries.setdefault(item.battery, []).append(item)
    large = sorted(batteries.values(), key=len, reverse=True)[:BATTERIES]
    return [battery for battery in large if len(battery) > 1]


def _drivers(scales: list[DraftItem], outcome: DraftItem) -> list[DraftItem]:
    """Return scales nearly everybody answered who answered the outcome: only complete answers enter the model."""
    asked = [item for item in scales if item is not outcome and item.answered >= 0.8 * outcome.answered]
    beside = [item for item in asked if item.battery and item.battery == outcome.battery]
    apart = [item for item in asked if item not in beside]
    # An overall question at the end of a long list sums it up; two or three like it are the same question again.
    chosen = (beside if len(beside) >= DRIVERS / 2 or len(apart) < 2 else apart)[:DRIVERS]
    return chosen if len(chosen) > 1 and outcome.answered >= 100 else []
