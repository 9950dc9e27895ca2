"""Whether what a study hides can be worked out from all it publishes. In: its ledgers; out: which numbers give it away.

A printed row is only used if the clean rows reproduce its value and base.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from manyi.exhibits.disclosure.linear_numbers import APART, LEVELS, Asked, Reader, base_of, parts_of
from manyi.exhibits.disclosure.tallies import tallied
from manyi.rows.survey import Survey
from manyi.stats.estimate.disclosure import FEWEST
from manyi.stats.estimate.suppress import SMALLEST_BASE
from manyi.stats.recovery.attack import Recovered, complements, recovered
from manyi.stats.recovery.equations import Published

PART = 0.1  # share of an answer's range: how near an attacker may come (the p % rule)
SAME = 1e-9
LARGEST_FLOAT32 = 2**24  # whole numbers up to this are exact
READ = ["id", "item", "group", "wave", "statistic", "value", "base", "status"]  # columns of a ledger

Row = Mapping[str, Any]


@dataclass
class Item:
    """What is published on one item: groups (K, who answered) and their numbers; `unread`: ids without a group found.

    sums (K, C): weighted count of each answer; base (K,): how many answered.
    """

    asked: Asked
    groups: np.ndarray
    numbers: list[Published] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        answers = self.asked.answers
        self.sums = self.groups.astype(float) @ (answers.weight[:, None] * answers.value)
        self.base = self.groups @ answers.each
        self.total = self.sums.sum(axis=1)
        self._means: dict[bytes, np.ndarray] = {}  # by score: most numbers of an item count the same answers

    def counted(self, masks: np.ndarray) -> np.ndarray:
        """Return how many respondents each mask (M, n) has in common with each group: (M, K)."""
        each = self.asked.answers.each
        exact = np.float32 if each.sum() < LARGEST_FLOAT32 else np.float64
        return np.asarray(masks.astype(exact) @ (self.groups.astype(exact) * each.astype(exact)).T)

    def means(self, score: np.ndarray) -> np.ndarray:
        """Return the weighted mean (K,) of the answers' scores in every group; NaN in an empty one."""
        key = score.tobytes()
        if key not in self._means:
            nobody = np.full(len(self.total), np.nan)
            self._means[key] = np.divide(self.sums @ score, self.total, out=nobody, where=self.total > 0)
        return self._means[key]


def items_of(survey: Survey, ledger: pd.DataFrame, free: Collection[str] = ()) -> list[Item]:
    """Return what is published on every item that has something hidden.

    free: ids of numbers that may be hidden for the sake of others.
    """
    book, columns, items = survey.codebook, survey.frame.columns, []
    linear: list[Row] = ledger[ledger["statistic"].isin([*LEVELS, *APART])].to_dict("records")  # type: ignore[assignment]
    by_item: dict[str, list[Row]] = {}
    for row in linear:
        by_item.setdefault(base_of(row, columns, book), []).append(row)
    in_memory = None if survey.stored else Reader(survey, survey.frame)
    for name, rows in by_item.items():
        if any(row["status"] == "suppressed" for row in rows):
            for everywhere in (False, True):
                reader = in_memory or Reader(survey, tallied(survey, name, rows, everywhere))
                asked = reader.ask(name)
                item = None if asked is None else _read(reader, asked, rows, free)
                if in_memory or item is None or not _printed(item.unread, rows):
                    break
            items += [item] if item else []
    return items


def _printed(ids: Collection[str], rows: Sequence[Row]) -> bool:
    """Return whether a row with one of these ids is printed."""
    return any(row["id"] in ids and row["status"] != "suppressed" for row in rows)


def _read(reader: Reader, asked: Asked, rows: Sequence[Row], free: Collection[str]) -> Item:
    """Return the numbers of the rows on one item, over their groups."""
    places = [reader.domains_of(parts_of(row), str(row["wave"])) for row in rows]
    everyone = [reader.domains_of({}, str(row["wave"]))[0] for row in rows]
    order = {
        place: at for at, place in enumerate(dict.fromkeys([place for some in places for place in some] + everyone))
    }
    item = Item(asked, np.array([reader.domains[place][asked.present] for place in order]))
    for row, some, whole in zip(rows, places, everyone, strict=True):
        scores = list(reader.scores(row, asked))
        number = _number(item, row, [order[place] for place in some], order[whole], scores)
        if number is None:
            item.unread.append(str(row["id"]))
        else:
            item.numbers.append(replace(number, cost=_cost(item, number)) if number.id in free else number)
    return _with_its_groups(_with_filters(reader, item, rows))


def _with_filters(reader: Reader, item: Item, rows: Sequence[Row]) -> Item:
    """Return the item with what is printed under a filter: for two groups those in both, in either, or in only one, and
    those whom a filter of the study's claims keeps, among all or within a group.
    """
    unread = dict.fromkeys(item.unread)
    filtered = [row for row in rows if row["id"] in unread and row["statistic"] in LEVELS
                and row["status"] != "suppressed" and row["base"] > 0]  # fmt: skip
    groups, numbers = list(item.groups), list(item.numbers)
    filters = [mask[item.asked.present] for mask in reader.filters] if filtered else []
    for base in {row["base"] for row in filtered}:
        more = Item(item.asked, np.vstack([_of_filters(item, filters, base), _of_two(item, base)]))
        for row in (row for row in filtered if row["base"] == base):
            scores = list(reader.scores(row, item.asked))
            number = _number(more, row, range(len(more.groups)), 0, scores) if len(more.groups) else None
            if number is not None:
                place = next(iter(number.terms))
                numbers.append(replace(number, terms={len(groups): number.terms[place]}))
                groups.append(more.groups[place])
                del unread[number.id]
    whole = Item(item.asked, np.array(groups), numbers, list(unread))
    for row in (row for row in rows if row["id"] in unread and row["statistic"] in APART):
        if (number := _number(whole, row, (), 0, list(reader.scores(row, item.asked)))) is not None:
            whole.numbers.append(number)
            whole.unread.remove(number.id)
    return whole


def _of_filters(item: Item, filters: Sequence[np.ndarray], base: float) -> np.ndarray:
    """Return whom (groups, n) a filter of the study's claims keeps, among all and by group, if that many answered."""
    alone = [mask for mask in filters if mask @ item.asked.answers.each == base]
    both = item.counted(np.array(filters, bool).reshape(-1, item.groups.shape[1]))
    crossed = [filters[a] & item.groups[b] for a, b in np.argwhere(both == base)]
    return np.array([*alone, *crossed], bool).reshape(-1, item.groups.shape[1])


def _of_two(item: Item, base: float) -> np.ndarray:
    """Return who is in both of two groups, in either or in only one, each set once, if that many answered."""
    both = item.counted(item.groups)
    either, alone = item.base[:, None] + item.base - both, item.base[:, None] - both
    pairs = ((np.triu(both, 1), np.logical_and), (np.triu(either, 1), np.logical_or), (alone, np.greater))
    masks = [join(item.groups[a], item.groups[b]) for size, join in pairs for a, b in np.argwhere(size == base)]
    once = {np.packbits(mask).tobytes(): mask for mask in masks}
    return np.array(list(once.values()), bool).reshape(len(once), item.groups.shape[1])


def _with_its_groups(item: Item) -> Item:
    """Return the item with only the groups of its numbers."""
    used = sorted({group for number in item.numbers for group in number.terms})
    at = {group: place for place, group in enumerate(used)}
    numbers = [replace(number, terms={at[group]: factor for group, factor in number.terms.items()})
               for number in item.numbers]  # fmt: skip
    return Item(item.asked, item.groups[used], numbers, item.unread)


def _cost(item: Item, number: Published) -> float:
    """Return how much is lost with a number: the number of answers it is about."""
    return float(item.sums[next(iter(number.terms))][np.abs(number.score) > 0].sum())


def _number(
    item: Item, row: Row, places: Sequence[int], everyone: int, scores: Sequence[np.ndarray]
) -> Published | None:
    """Return the number of a row; None if its groups do not reproduce its value and base."""
    id_, base = str(row["id"]), row["base"]
    fits = [place for place in places if np.isnan(base) or item.base[place] == int(base)]
    if row["status"] == "suppressed":
        first = next(((place, score) for place in fits for score in scores if row["statistic"] in LEVELS), None)
        return _hidden(item, id_, first[0], everyone, first[1]) if first else None
    for score in scores:
        means, total = item.means(score), item.total
        for group, other in _groups(item, row, fits):
            value = means[group] - (means[other] if other is not None else 0.0)
            if abs(value - row["value"]) <= SAME * max(abs(value), 1.0):
                terms = {group: 1.0 / total[group]} | ({other: -1.0 / total[other]} if other is not None else {})
                return Published(id_, terms, score)
    return None


def _groups(item: Item, row: Row, places: Sequence[int]) -> Iterator[tuple[int, int | None]]:
    """Yield the group a row may be about, or the two whose difference it may be."""
    if row["statistic"] in LEVELS:
        yield from ((place, None) for place in places)
    else:
        filled = np.flatnonzero(item.total > 0)
        yield from ((int(b), int(a)) for pair in combinations(filled, 2) for a, b in (pair, pair[::-1]))


def _hidden(item: Item, id_: str, place: int, everyone: int, score: np.ndarray) -> Published:
    answers, mask, least = item.asked.answers, item.groups[place], 0.0
    if place != everyone:
        respondents = (answers.value[mask] @ score, answers.weight[mask], answers.each[mask])
        least = protection(*respondents, item.asked.lightest, score, bool(item.asked.keys))
        if _left_by_everyone(item.sums[everyone], score, item.sums[place].sum()) < least:
            least = 0.0  # the numbers of everyone, which are always printed, narrow it down further
    return Published(id_, {place: 1.0 / float(item.sums[place].sum())}, score, True, least)


def _left_by_everyone(sums: np.ndarray, score: np.ndarray, weight: float) -> float:
    """Return the width of the interval that everyone's answers, sums (C,), leave a mean over a part of this weight."""
    ends = []
    for order in (np.argsort(score), np.argsort(-score)):
        before = np.r_[0.0, np.cumsum(sums[order])[:-1]]
        ends.append(np.clip(weight - before, 0.0, sums[order]) @ score[order] / weight)
    return float(ends[1] - ends[0])


def protection(
    each: np.ndarray, weight: np.ndarray, respondents: np.ndarray, lightest: float, score: np.ndarray, closed: bool
) -> float:
    """Return how wide the interval of a hidden mean of answers must stay, (n,) each with its respondents and weight;
    0 if it reveals nobody.

    It reveals persons if there are 1 to 4, or fewer than 30 who all gave one answer or of whom 1 to 4 are on one side
    of a share; a share also if 1 to 4 gave that answer. Then the lightest answer must be able to be one step
    different, and a mean may not be known to within a tenth of its range (the p % rule with p = 10).
    """
    count, share = int(respondents.sum()), closed and set(np.unique(score)) <= {0.0, 1.0}
    yes = int(each @ respondents) if share else 0
    few = share and (0 < yes < FEWEST or (count < SMALLEST_BASE and min(yes, count - yes) < FEWEST))
    if not (count < FEWEST or few or (count < SMALLEST_BASE and np.ptp(each) == 0)):
        return 0.0
    if not closed:
        return float(PART * min(np.ptp(score), abs(np.average(each, weights=weight)) or np.inf))
    step = np.diff(np.unique(score)).min(initial=np.inf) * lightest / weight.sum()
    return float(step if share or count >= FEWEST else max(step, PART * np.ptp(score)))


def worked_out(survey: Survey, ledger: pd.DataFrame) -> list[Recovered]:
    """Return every hidden number that follows from the printed ones of the ledger, exactly or too closely."""
    return [number for item in items_of(survey, ledger)
            for number in recovered(item.asked.answers, item.groups, item.numbers)]  # fmt: skip


def complements_of(survey: Survey, ledger: pd.DataFrame, free: Collection[str]) -> set[str]:
    """Return the ids to hide, of those that may be hidden, so that no hidden number of the ledger can be worked out."""
    parts = (complements(item.asked.answers, item.groups, item.numbers)
             for item in items_of(survey, ledger, free))  # fmt: skip
    return {id_ for part in parts for id_ in part}
