"""Whether what a study hides can be worked out from everything it publishes. In: its ledgers; out: what gives what away."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from manyi.exhibits.disclosure.linear_numbers import CATEGORY, LINEAR, SAME, Asked, Reader, parts_of
from manyi.rows.survey import Survey
from manyi.stats.estimate.disclosure import FEWEST
from manyi.stats.estimate.suppress import SMALLEST_BASE
from manyi.stats.recovery.attack import Recovered, complements, recovered
from manyi.stats.recovery.equations import Answers, Published

PART = 0.1  # of what an answer can range over: as near as an attacker may come (the p % rule)


@dataclass
class Item:
    """What is published on one item: groups (masks over who answered) and numbers in them."""

    asked: Asked
    groups: list[np.ndarray] = field(default_factory=list)
    numbers: list[Published] = field(default_factory=list)
    domains: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    sums: list[np.ndarray] = field(default_factory=list)  # of each group: weighted count of each answer
    places: dict[bytes, int] = field(default_factory=dict)

    def place(self, mask: np.ndarray) -> int:
        """Return the place of a group, new or known."""
        key = np.packbits(mask).tobytes()
        if key not in self.places:
            self.places[key] = len(self.groups)
            self.groups.append(mask)
            self.sums.append(self.asked.answers.weight[mask] @ self.asked.answers.value[mask])
        return self.places[key]

    def base(self, place: int) -> int:
        """Return how many answered in a group."""
        return int(self.groups[place].sum())


def items_of(survey: Survey, ledger: pd.DataFrame, free: Collection[str] = ()) -> dict[str, Item]:
    """Return what is published by item; rows that the clean rows do not give are passed over.

    free: ids of numbers that may be hidden for the sake of others.
    """
    reader, items = Reader(survey), dict[str, Item]()
    linear: list[Mapping[str, Any]] = ledger[ledger["statistic"].isin(LINEAR)].to_dict("records")  # type: ignore[assignment]
    for row in linear:
        item, number = read(reader, row, items)
        if number is not None and item is not None:
            item.numbers.append(replace(number, cost=_cost(item, number)) if number.id in free else number)
    return items


def _cost(item: Item, number: Published) -> float:
    """Return how much is lost with a number: about how many answers it tells of."""
    place = next(iter(number.terms))
    score = np.abs(number.score) > 0
    return float(item.sums[place][score].sum())


def read(reader: Reader, row: Mapping[str, Any], items: dict[str, Item]) -> tuple[Item | None, Published | None]:
    """Return the number of a ledger row and its item; None where the clean rows do not give it."""
    group = parts_of(row["group"])
    category = next((group.pop(name) for name in CATEGORY if name in group), None)
    name = str(row["item"])
    if category is not None and f"{name}__{category}" in reader.frame.columns:
        name = f"{name}__{category}"
    asked = reader.base_of(name)
    if asked is None:
        return None, None
    item = items.setdefault(asked.name, Item(asked))
    places = _domains(reader, row, group, item)
    everyone = (_domains(reader, row, {}, item) or [0])[0]
    for place in places:
        for score in reader.scores(row, asked, category):
            number = _number(item, row, place, everyone if group else -1, score)
            if number is not None:
                return item, number
    return item, None


def _domains(reader: Reader, row: Mapping[str, Any], group: dict[str, str], item: Item) -> list[int]:
    """Return the groups a row may be of: in its wave, or over all waves."""
    key = repr(group), str(row["wave"])
    if key not in item.domains:
        domain, waves = reader.domain(group), reader.group("wave", str(row["wave"]))
        inside = [] if domain is None else [domain[item.asked.present]]
        if inside and waves is not None:
            inside.insert(0, inside[0] & waves[item.asked.present])
        item.domains[key] = [item.place(mask) for mask in inside if mask.any()]
    return item.domains[key]


def _number(item: Item, row: Mapping[str, Any], place: int, everyone: int, score: np.ndarray) -> Published | None:
    hidden = row["status"] == "suppressed"
    if not np.isnan(row["base"]) and item.base(place) != int(row["base"]):
        return None
    total = float(item.sums[place].sum())
    if not hidden:
        value = float(item.sums[place] @ score) / total
        if not abs(value - row["value"]) <= SAME * max(abs(value), 1.0):
            return None
    least = 0.0
    if hidden and everyone >= 0:
        answers, mask = item.asked.answers, item.groups[place]
        least = protection(
            answers.value[mask] @ score, answers.weight[mask], _lightest(answers), score, bool(item.asked.keys)
        )
        if np.ptp(answers.value[item.groups[everyone]] @ score) == 0:  # the number of everyone says what each gave
            least = 0.0
    return Published(str(row["id"]), {place: 1.0 / total}, score, hidden, least)


def _lightest(answers: Answers) -> float:
    """Return the smallest weight an answer has."""
    return float(answers.weight[answers.weight > 0].min())


def protection(each: np.ndarray, weight: np.ndarray, lightest: float, score: np.ndarray, closed: bool) -> float:
    """Return how wide the interval of a hidden mean of these answers must stay; 0 where it tells of nobody.

    It tells of persons when there are 1 to 4, or below 30 that all gave one answer or have 1 to 4 on one side of a
    share; a share also when 1 to 4 gave that answer. Then an answer as light as any must be able to be one step
    another, and a mean may not be known to within a tenth of what it could be (the p % rule with p = 10).
    """
    count, share = len(each), closed and set(np.unique(score)) <= {0.0, 1.0}
    yes = int(each.sum()) if share else 0
    few = share and (0 < yes < FEWEST or (count < SMALLEST_BASE and min(yes, count - yes) < FEWEST))
    if not (count < FEWEST or few or (count < SMALLEST_BASE and np.ptp(each) == 0)):
        return 0.0
    if not closed:
        return float(PART * min(np.ptp(score), abs(np.average(each, weights=weight)) or np.inf))
    step = np.diff(np.unique(score)).min(initial=np.inf) * lightest / weight.sum()
    return float(step if share or count >= FEWEST else max(step, PART * np.ptp(score)))


def worked_out(survey: Survey, ledger: pd.DataFrame) -> list[Recovered]:
    """Return every hidden number that follows from the printed ones of the ledger by linear algebra."""
    items = items_of(survey, ledger)
    parts = (
        recovered(item.asked.answers, np.array(item.groups), item.numbers, bounds=False) for item in items.values()
    )
    return [one for part in parts for one in part]


def complements_of(survey: Survey, ledger: pd.DataFrame, free: Collection[str]) -> set[str]:
    """Return the ids, of those that may be hidden, without which linear algebra gives no hidden number of the ledger."""
    items = items_of(survey, ledger, free)
    parts = (
        complements(item.asked.answers, np.array(item.groups), item.numbers, bounds=False) for item in items.values()
    )
    return {id_ for part in parts for id_ in part}
