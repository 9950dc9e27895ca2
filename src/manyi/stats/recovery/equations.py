"""What an attacker reads in a report: equations in the answers of the smallest groups its tables distinguish.

In: the answers to one item and the published numbers that are linear in them. Out: one `System`. The unknowns are how
many gave each answer, weighted, among respondents who are in the same published groups (an atom).
The attacker knows everything else: who belongs to which group, every weight, and how many answered
(Hundepool et al. 2012, Statistical Disclosure Control, chapter 4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

EXACT = 1e-7  # relative to a row's length: what rounding leaves of a row that is a combination of others
END = 1e-11  # relative to a number's range: as near its end as rounding may leave it


@dataclass(frozen=True)
class Answers:
    """The answers of n respondents to one item, or of n sets of respondents who gave the same answer.

    value: (n, C), the share of each respondent in each answer of a closed list: 1 at one of them. A number is
    split between its least and its greatest possible value (`of_number`). weight: (n,). count: (n,), respondents each;
    None: one each.
    """

    value: np.ndarray
    weight: np.ndarray
    count: np.ndarray | None = None

    @classmethod
    def of_number(
        cls, number: np.ndarray, weight: np.ndarray, low: float, high: float, count: np.ndarray | None = None
    ) -> Answers:
        """Return the answers for numbers (n,) between low and high; the score that gives their mean is [low, high]."""
        part = (number - low) / (high - low)
        return cls(np.column_stack([1.0 - part, part]), weight, count)

    @cached_property
    def each(self) -> np.ndarray:
        """Return how many respondents (n,) gave each answer."""
        return np.ones(len(self.weight)) if self.count is None else self.count


@dataclass(frozen=True)
class Published:
    """A published number: the sum over groups of factor * sum over respondents of weight * score of the answer.

    terms: {group: factor}; a mean has one group and 1 / its sum of weights. score: (C,). least: how wide the interval
    of its possible values must stay when it is hidden (its sliding protection level); 0: nothing to protect. cost: that
    of hiding it for the sake of others; infinite if it must stay printed.
    """

    id: str
    terms: Mapping[int, float]
    score: np.ndarray
    hidden: bool = False
    least: float = 0.0
    cost: float = np.inf

    @property
    def guarded(self) -> bool:
        """Return whether it may not be worked out."""
        return self.hidden and self.least > 0


@dataclass(frozen=True)
class System:
    """Published numbers as equations over m atoms: member (K, m) of groups, weight (m,), truth (m, C)."""

    member: np.ndarray
    weight: np.ndarray
    truth: np.ndarray
    numbers: Sequence[Published]

    @classmethod
    def of(cls, answers: Answers, groups: np.ndarray, numbers: Sequence[Published]) -> System:
        """Return the system of what is published on one item; groups (K, n), True for their members."""
        near = np.flatnonzero(_near(groups, numbers))
        place = {int(group): row for row, group in enumerate(near)}
        kept = [replace(entry, terms={place[group]: factor for group, factor in entry.terms.items()})
                for entry in numbers if all(group in place for group in entry.terms)]  # fmt: skip
        inside = np.flatnonzero(groups[near].any(axis=0) & (answers.weight > 0))
        member = groups[np.ix_(near, inside)]
        first, atom = _atoms(member)
        weight = answers.weight[inside]
        truth = [np.bincount(atom, weight * column) for column in answers.value[inside].T]
        return cls(member[:, first].astype(float), np.bincount(atom, weight), np.column_stack(truth), kept)

    @cached_property
    def terms(self) -> np.ndarray:
        """Return the factor (P, K) with which each group counts in each number."""
        terms = np.zeros((len(self.numbers), len(self.member)))
        for row, entry in enumerate(self.numbers):
            terms[row, list(entry.terms)] = list(entry.terms.values())
        return terms

    @cached_property
    def scores(self) -> np.ndarray:
        """Return the score (P, C) of each answer in each number."""
        return np.array([entry.score for entry in self.numbers]).reshape(len(self.numbers), self.truth.shape[1])

    def counts(self, number: int) -> np.ndarray:
        """Return the coefficient (m, C) of each atom's answers in the number at this position."""
        return np.outer(self.terms[number] @ self.member, self.scores[number])

    def values(self, answers: np.ndarray) -> np.ndarray:
        """Return the numbers (P,) that these answers (m, C) give."""
        return np.asarray(((self.terms @ (self.member @ answers)) * self.scores).sum(axis=1))

    def possible(self, printed: np.ndarray) -> np.ndarray:
        """Return which answers (m, C) the numbers `printed` (P,) leave possible: a share of 0 leaves nobody there.

        A number at the end of its range shows that everyone it counts is at that end; this may bring another number
        to its end.
        """
        told = np.flatnonzero(printed)
        over, scores, values = self.terms[told] @ self.member, self.scores[told], self.values(self.truth)[told]
        possible = np.ones(self.truth.shape, bool)
        while True:
            before = possible.sum()
            for way in (1.0, -1.0):
                for at in np.flatnonzero(_at_the_end(way * over * self.weight, scores, way * values, possible)):
                    possible &= _least_of_all(way * over[at], scores[at], possible)
            if possible.sum() == before:
                return possible

    def rows(self, possible: np.ndarray) -> np.ndarray:
        """Return the numbers as rows of length 1 in coordinates of the groups' space; 0 where nothing is unknown.

        possible: (m, C). The answers of an atom add up to its weight, so one of them needs no coordinate.
        """
        kinds, kind = _kinds(possible)
        parts = [np.zeros((len(self.numbers), 0))]
        for at, answers in enumerate(kinds):
            _, triangle = np.linalg.qr(self.member[:, kind == at].T)
            scores = self.scores[:, answers][:, :-1] - self.scores[:, answers][:, -1:]
            spread = (self.terms @ triangle.T)[:, :, None] * scores[:, None, :]
            parts.append(spread.reshape(len(spread), -1))
        rows = np.hstack(parts)
        length, whole = np.linalg.norm(rows, axis=1), np.linalg.norm(self.terms @ self.member, axis=1)
        whole *= np.ptp(self.scores, axis=1)
        telling = length > EXACT * np.where(whole > 0, whole, 1.0)
        return np.asarray(rows * np.divide(telling, length, out=np.zeros(len(rows)), where=telling)[:, None])


def _at_the_end(over: np.ndarray, scores: np.ndarray, values: np.ndarray, possible: np.ndarray) -> np.ndarray:
    """Return which numbers (P,), given weights over (P, m) and scores (P, C), have the least value they can."""
    kinds, kind = _kinds(possible)
    one_of = (kind[:, None] == np.arange(len(kinds))).astype(float)
    low = np.where(kinds[None], scores[:, None, :], np.inf).min(axis=2)
    high = np.where(kinds[None], scores[:, None, :], -np.inf).max(axis=2)
    least = ((np.maximum(over, 0.0) @ one_of) * low + (np.minimum(over, 0.0) @ one_of) * high).sum(axis=1)
    return np.asarray(values - least <= END * np.abs(over).sum(axis=1) * np.ptp(scores, axis=1))


def _kinds(possible: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows (k, C) that differ, sorted, and which of them each (m,) is; bits are sorted faster than rows."""
    bits = np.ascontiguousarray(np.packbits(possible, axis=1))
    _, first, kind = np.unique(bits.view(f"V{bits.shape[1]}").ravel(), return_index=True, return_inverse=True)
    return possible[first], kind


def _least_of_all(over: np.ndarray, score: np.ndarray, possible: np.ndarray) -> np.ndarray:
    """Return the answers (m, C) that give each atom of a number the least value it can have there."""
    counts = np.outer(over, score)
    least = np.where(possible, counts, np.inf).min(axis=1, keepdims=True)
    return np.asarray(counts <= least + END * np.abs(counts).max(initial=0.0))


def _atoms(member: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for groups (K, n) the first respondent of each atom (m,), and the atom of each respondent (n,)."""
    atom = np.zeros(member.shape[1], np.int64)
    for part in range(0, len(member), 31):  # so that the atom so far and 31 groups fit into one integer
        bits = np.left_shift(1, np.arange(len(member[part : part + 31]))) @ member[part : part + 31]
        _, first, atom = np.unique((atom << 31) | bits, return_index=True, return_inverse=True)
    return first, atom


def _near(groups: np.ndarray, numbers: Sequence[Published]) -> np.ndarray:
    """Return which groups (K,) matter for a guarded number: they share a respondent or a number with one that does."""
    shared = groups.astype(np.float32)
    linked = shared @ shared.T > 0
    for entry in numbers:
        linked[np.ix_(list(entry.terms), list(entry.terms))] = True
    near = np.zeros(len(groups), bool)
    near[[group for entry in numbers if entry.guarded for group in entry.terms]] = True
    while (wider := near | linked[near].any(axis=0)).sum() > near.sum():
        near = wider
    return near
