"""What the report could be about. In: a drafted codebook; out: outcome, segments, batteries, drivers, with reasons.

Proposals follow from names and answers alone, never from results: associations with the outcome are not examined.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from manyi.draft.item import CONFIRM, DraftBook, DraftItem
from manyi.draft.lexicon import about_people, resembles

FEWEST = 30  # answers needed in a group of a segment
SEGMENTS, DRIVERS, BATTERIES, SEVERAL = 4, 10, 3, 6
FEW_ANSWERS = 21  # smallest difference of a headline out of a hundred
RARE = 0.1  # share of those asked
SPREAD = 0.02  # share of the scale: the smallest difference that may matter


@dataclass
class Proposal:
    """The headline (an item, or the share of an answer), its unit and smallest difference, and the rest of the plan.

    outcome: None if no question is suitable as the headline. share: the answers of `outcome` whose share is the
    headline, if the survey has no scale.
    """

    outcome: DraftItem | None
    why: str
    unit: str
    delta: float
    share: list[str] = field(default_factory=list)
    segments: list[DraftItem] = field(default_factory=list)
    batteries: list[list[DraftItem]] = field(default_factory=list)
    drivers: list[DraftItem] = field(default_factory=list)
    several: list[DraftItem] = field(default_factory=list)

    @property
    def planned(self) -> set[str]:
        """Return the keys of `claims:` that it fills."""
        filled = {"segments": self.segments, "batteries": self.batteries, "incidences": self.several,
                  "models": self.drivers}  # fmt: skip
        return {"outcome", *(key for key, given in filled.items() if given)}


def proposed(book: DraftBook) -> Proposal | None:
    """Return a proposal; None if a file has no closed question at all."""
    scales = [item for item in book.items if item.kind == "scale" and not _demographic(item)]
    if rated := [*scales, *filter(_out_of_a_hundred, book.items)]:
        proposal = _of_ratings(rated)
    elif any(item.kind in ("scale", "categories", "options") for item in book.items):
        proposal = _of_shares(book)
    else:
        return None
    proposal.segments = _segments(book, proposal.outcome)
    proposal.batteries = _batteries(book, proposal.outcome)
    proposal.several = [item for item in book.items if item.kind == "options"][:SEVERAL]
    rating = proposal.outcome if proposal.outcome and proposal.outcome.kind == "scale" else None
    if rating and not book.replicates:  # a model needs linearisation, and few values
        proposal.drivers = _drivers(scales, rating)
        for item in proposal.drivers:
            item.roles.append("driver")
    if proposal.outcome and proposal.outcome.kind != "options":  # the outcome is a share, which no item represents
        proposal.outcome.roles.append("outcome")
    for item in proposal.segments:
        item.roles.append("segment")
    return proposal


def _of_ratings(rated: list[DraftItem]) -> Proposal:
    """Return the rating that is most like a headline."""
    outcome = max(rated, key=_worth)
    scale = outcome.answers.get("scale", {"from": 0, "to": 100})
    why = "by its name" if _worth(outcome)[0] else "the rating most people answered"
    unit = "score" if outcome.kind == "scale" else "index"
    return Proposal(outcome, why, unit, round(SPREAD * (scale["to"] - scale["from"]), 2))


def _of_shares(book: DraftBook) -> Proposal:
    """Return the share of an answer as the headline of a survey without scales.

    Suitable are questions whose answers have names, then those with several answers, then codes under a header of
    words, then amounts in bands. Who somebody is (by header or answers) is never the headline, nor is an unknown code.
    """
    ranked = [(rank, item) for item in book.items if (rank := _fitness(item)) is not None]
    if not ranked:
        why = "every question is about who was asked, or has codes nobody named: what is the report about?"
        return Proposal(None, why, "percent", 0.02)
    _, outcome = min(ranked, key=lambda pair: (pair[0], len(_answers(pair[1])), -pair[1].answered))
    return Proposal(outcome, "no scale was found: the share of one answer", "percent", 0.02, [_frequent(outcome)])


def _frequent(item: DraftItem) -> str:
    """Return the first answer that neither almost nobody nor almost everybody gave, so that groups can be compared."""
    answers, few = _answers(item), RARE * item.answered
    common = (key for key, label in answers.items() if few <= item.given.get(label, 0) <= item.answered - few)
    return next(common, next(iter(answers)))


def _fitness(item: DraftItem) -> int | None:
    """Return the rank of a closed question as the headline, None if unsuitable."""
    if item.kind not in ("categories", "options") or item.roles or _demographic(item) or len(_answers(item)) < 2:
        return None
    if any(resembles(text, "other") for text in (item.headers[0], item.text)):  # what was written beside a list
        return None
    if item.kind == "options":
        return 1
    if item.answers.get("ordered"):
        return 3
    if item.mark != CONFIRM:
        return 0
    return 2 if re.search(r"[^\W\d_]{4}|[\u4e00-\u9fff]{2}", item.text) else None


def _answers(item: DraftItem) -> dict[str, str]:
    """Return {key: label} of a closed question."""
    answers: dict[str, str] = item.answers[item.kind]
    return answers


def _demographic(item: DraftItem) -> bool:
    """Return whether a question is about the respondents themselves, by its header, its words or its answers."""
    if any(resembles(text, "demographic") for text in (item.headers[0], item.text)):
        return True
    return item.kind == "categories" and about_people(_answers(item).values())


def _out_of_a_hundred(item: DraftItem) -> bool:
    """Return whether an item is a rating in percent or out of a hundred."""
    asked = any(resembles(text, kind) for text in (item.headers[0], item.text) for kind in ("rating", "overall"))
    limits = item.answers.get("number", {})
    few = len(item.given) <= FEW_ANSWERS  # whose distribution can be drawn
    return (
        few
        and asked
        and (limits.get("min"), limits.get("max")) == (0, 100)
        and not item.roles
        and not _demographic(item)
    )


def _worth(item: DraftItem) -> tuple[int, int]:
    """Return how much an item looks like the headline: first by its words, then by how many answered it."""
    asked = f"{item.headers[0]} {item.text}"
    points = {"overall": 4, "satisfaction": 2, "recommend": 1}
    by_words = sum(worth for kind, worth in points.items() if resembles(asked, kind))
    labels = " ".join(map(str, item.answers.get("scale", {}).get("labels", {}).values()))
    return by_words or int(resembles(labels, "satisfaction")), item.answered


def _segments(book: DraftBook, outcome: DraftItem | None) -> list[DraftItem]:
    """Return items that split people into a few large groups: those about people first, then in file order."""
    fit = [
        item for item in book.items
        if item.kind == "categories" and item is not outcome and not item.roles
        and 2 <= len(item.answers["categories"]) <= 8 and item.answered >= FEWEST * len(item.answers["categories"])
    ]  # fmt: skip
    fit.sort(key=lambda item: not _demographic(item))
    return fit[:SEGMENTS]


def _batteries(book: DraftBook, outcome: DraftItem | None) -> list[list[DraftItem]]:
    batteries: dict[str, list[DraftItem]] = {}
    for item in book.items:
        if item.battery and item is not outcome:
            batteries.setdefault(item.battery, []).append(item)
    large = sorted(batteries.values(), key=len, reverse=True)[:BATTERIES]
    return [battery for battery in large if len(battery) > 1]


def _drivers(scales: list[DraftItem], outcome: DraftItem) -> list[DraftItem]:
    """Return scales answered by nearly everybody who answered the outcome: only complete answers enter the model."""
    asked = [item for item in scales if item is not outcome and item.answered >= 0.8 * outcome.answered]
    beside = [item for item in asked if item.battery and item.battery == outcome.battery]
    apart = [item for item in asked if item not in beside]
    # An overall question at the end of a long list sums it up; two or three like it are the same question again.
    chosen = (beside if len(beside) >= DRIVERS / 2 or len(apart) < 2 else apart)[:DRIVERS]
    return chosen if len(chosen) > 1 and outcome.answered >= 100 else []
