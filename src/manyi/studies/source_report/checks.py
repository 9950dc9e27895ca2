"""Published figures checked against each other, without their data. Input: figures as printed; output: plain numbers.

Percentages are texts: their digits show how they were rounded. Arithmetic uses whole numbers, so that a figure is
never lost to binary fractions.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import count
from math import ceil, floor
from typing import Literal, NamedTuple

import numpy as np

from manyi.errors import InputError
from manyi.stats.compare.target import share_verdict
from manyi.stats.estimate.interval import critical, share_interval

Rounding = Literal["half_up", "cut"]
LARGEST = 1_000_000  # bases tried


class OneBase(NamedTuple):
    """The smallest base that can give all percentages, and the number of cases behind each."""

    base: int
    cases: tuple[int, ...]


def grim(percent: str, base: int, rounding: Rounding = "half_up") -> int | None:
    """Return how many of `base` cases print as this percentage; None if no number does (Brown and Heathers 2017).

    If several do, the one nearest to the percentage; rounding "cut" drops digits instead of rounding half up.
    """
    if base < 1:
        raise InputError("a percentage of no cases", where=percent)
    units = 10 ** _decimals(percent)
    shown = int(Decimal(percent) * units)
    exact = Fraction(shown * base, 100 * units)
    shift = Fraction(0) if rounding == "cut" else Fraction(1, 2)
    near = sorted({floor(exact), ceil(exact)}, key=lambda cases: abs(cases - exact))
    fits = [cases for cases in near if cases <= base and floor(Fraction(100 * units * cases, base) + shift) == shown]
    return fits[0] if fits else None


def one_base(percents: Sequence[str], rounding: Rounding = "half_up") -> OneBase:
    """Return the smallest base that can give all percentages. Raises InputError if there is none."""
    for base in count(1):
        cases = [grim(percent, base, rounding) for percent in percents]
        if None not in cases:
            return OneBase(base, tuple(case for case in cases if case is not None))
        if base >= LARGEST:
            raise InputError(f"no base up to {LARGEST:,} gives all of {', '.join(percents)}")
    raise AssertionError  # count() does not end


def adds_up(parts: Sequence[str], total: str) -> bool:
    """Return whether parts can add up to the total, each being rounded to its own last digit."""
    slack = sum((Decimal(1).scaleb(-_decimals(figure)) / 2 for figure in (*parts, total)), Decimal(0))
    return abs(sum(map(Decimal, parts), Decimal(0)) - Decimal(total)) <= slack


def share_of_first(whole: str, first: str, second: str) -> float:
    """Return the share w of the first group with w first + (1 - w) second = whole; beyond 0 to 1, they contradict."""
    if Decimal(first) == Decimal(second):
        raise InputError("two groups with the same mean say nothing about their size", where=first)
    return float((Decimal(whole) - Decimal(second)) / (Decimal(first) - Decimal(second)))


def mean_of_rest(whole: str, parts: Sequence[str], groups: int) -> float:
    """Return the mean of the groups that were not printed, all `groups` being equally large."""
    if len(parts) >= groups:
        raise InputError(f"{len(parts)} of {groups} groups leave no remainder")
    return float((Decimal(whole) * groups - sum(map(Decimal, parts), Decimal(0))) / (groups - len(parts)))


def smallest_change(people: int, sd: float, deff: float) -> float:
    """Return the smallest difference of the means of two waves of `people` that a test at 5 % shows."""
    return float(critical(np.inf)) * float(np.sqrt(2 * sd**2 * deff / people))


def two_readings(whole: str, share: str, fall: str) -> dict[str, tuple[float, float]]:
    """Return the levels (of `share`, of the others) with the given mean if the others are lower by `fall`.

    relative: by that fraction of the first level; points: by a hundred times as many points.
    """
    mean, w, part = (float(Decimal(text)) for text in (whole, share, fall))
    first = mean / (w + (1 - w) * (1 - part))
    high = mean + (1 - w) * 100 * part
    return {"relative": (first, first * (1 - part)), "points": (high, high - 100 * part)}


def cases_for_last_digit(percent: str) -> float:
    """Return the number of cases at which the standard error of a percentage is half its last digit."""
    p, half = float(Decimal(percent)) / 100, 0.5 * 10.0 ** -_decimals(percent) / 100
    return p * (1 - p) / half**2


def fewest_met(percent: str, cases: int) -> int | None:
    """Return the fewest of `cases` that show a target share to be met; None if no number does."""
    target = float(Decimal(percent)) / 100
    return next((k for k in range(cases + 1) if share_verdict(k / cases, cases, target) == "met"), None)


def wilson(cases: int, base: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a share of few cases."""
    p = cases / base
    low, high = share_interval(p, np.sqrt(p * (1 - p) / base), np.inf, base, "wilson")
    return float(low), float(high)


def _decimals(printed: str) -> int:
    return -int(Decimal(printed).as_tuple().exponent)
