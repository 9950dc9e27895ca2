"""What an attacker reads in a report: equations in the answers of the smallest groups its tables tell apart.

In: the answers to one item and the published numbers that are linear in them. Out: one `System`. Unknown is how many
gave each answer, weighted, among respondents whom all published groups contain or leave out together (an atom).
The attacker knows everything else: who belongs to which group, every weight, and how many answered
(Hundepool et al. 2012, Statistical Disclosure Control, chapter 4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse


@dataclass(frozen=True)
class Answers:
    """The answers of n respondents to one item.

    value: (n, C), the part of each respondent that gave each answer of a closed list: 1 at one of them. A number is
    parted between its least and its greatest possible value (`of_number`). weight: (n,).
    """

    value: np.ndarray
    weight: np.ndarray

    @classmethod
    def of_number(cls, number: np.ndarray, weight: np.ndarray, low: float, high: float) -> Answers:
        """Return numbers (n,) from low to high; the score that gives their mean is [low, high]."""
        part = (number - low) / (high - low)
        return cls(np.column_stack([1.0 - part, part]), weight)


@dataclass(frozen=True)
class Published:
    """A published number: the sum over groups of factor * sum over respondents of weight * score of the answer.

    terms: {group: factor}; a mean has one group and 1 / its sum of weights. score: (C,). least: how wide the interval
    of its possible values must stay when it is hidden (its sliding protection level); 0: nothing to protect. cost: of
    hiding it for the sake of others; infinite where it stays printed.
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
        """Return the system of what is published on one item; groups (K, n), True for those who are in them."""
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

    def over(self, number: Published) -> np.ndarray:
        """Return the factor (m,) with which each atom counts in a number."""
        return np.asarray(sum(factor * self.member[group] for group, factor in number.terms.items()))

    def value(self, number: Published, answers: np.ndarray) -> float:
        """Return a number as these answers (m, C) make it."""
        return float(self.over(number) @ answers @ number.score)

    def matrix(self, numbers: Sequence[Published]) -> sparse.csr_matrix:
        """Return the numbers as rows over the unknowns (len, m C), the largest factor of each row 1."""
        size = self.truth.size
        rows = [np.outer(self.over(entry), entry.score).ravel() for entry in numbers]
        scaled = [sparse.csr_matrix(row / (np.abs(row).max() or 1.0)) for row in rows]
        return sparse.vstack([sparse.csr_matrix((0, size)), *scaled]).tocsr()

    def rows(self) -> np.ndarray:
        """Return the numbers as rows of length 1 in coordinates of the space the groups span.

        The answers of an atom add up to its weight, so one of them needs no coordinate.
        """
        terms = np.zeros((len(self.numbers), len(self.member)))
        for row, entry in enumerate(self.numbers):
            terms[row, list(entry.terms)] = list(entry.terms.values())
        scores = np.array([entry.score[:-1] - entry.score[-1] for entry in self.numbers])
        _, triangle = np.linalg.qr(self.member.T)
        spread = terms @ triangle.T
        directions = (spread[:, :, None] * scores[:, None, :]).reshape(len(terms), -1)
        length = np.linalg.norm(directions, axis=1, keepdims=True)
        return np.asarray(directions / np.where(length > 0, length, 1.0))


def _atoms(member: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for groups (K, n) the first respondent of each atom (m,), and the atom each respondent is in (n,)."""
    atom = np.zeros(member.shape[1], np.int64)
    for part in range(0, len(member), 31):  # so that atoms so far and 31 groups make one integer
        bits = np.left_shift(1, np.arange(len(member[part : part + 31]))) @ member[part : part + 31]
        _, first, atom = np.unique((atom << 31) | bits, return_index=True, return_inverse=True)
    return first, atom


def _near(groups: np.ndarray, numbers: Sequence[Published]) -> np.ndarray:
    """Return which groups (K,) bear on a guarded number: they share a respondent or a number with one that does."""
    shared = groups.astype(np.float32)
    linked = shared @ shared.T > 0
    for entry in numbers:
        linked[np.ix_(list(entry.terms), list(entry.terms))] = True
    near = np.zeros(len(groups), bool)
    near[[group for entry in numbers if entry.guarded for group in entry.terms]] = True
    while (wider := near | linked[near].any(axis=0)).sum() > near.sum():
        near = wider
    return near
