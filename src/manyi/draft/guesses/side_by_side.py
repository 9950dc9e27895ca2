"""Whole numbers asked side by side. In: profiles of single columns; out: each column's group, with all its values.

A group (`Company`) has a common stem of its headers (`Q7ART`, `Q7FOOD`), or is made of neighbours with the same narrow
range, whatever their names: Cleanliness, Comfort, Staff from 1 to 5.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from manyi.draft.guesses.amounts import special_values
from manyi.draft.guesses.several import stem_of
from manyi.draft.lexicon import resembles
from manyi.draft.shape.profile import Profile

FEWEST = 3  # columns
USED = 0.6  # share of the points of a scale that each of its columns must use
RANGES = range(3, 12)  # the highest point
BEYOND = {6, 8, 11}  # one above a usual scale
ENOUGH, OFTEN = 50, 0.05  # answers of a column, and the share at its end, that show it ends there


@dataclass(frozen=True)
class Company:
    """What the columns asked together share: a key, and {value: count} over all of them.

    A value one above the scale of some of them is not a point, and not among the values.
    """

    key: str
    values: dict[int, int]


def companies(profiles: list[Profile], places: Mapping[str, int]) -> dict[str, Company]:
    """Return {header: its group}; places: the position of each header in the file."""
    together = _by_stem(profiles)
    for run in _runs([profile for profile in profiles if profile.header not in together], places):
        beyond = _beyond(run)
        company = Company(run[0].header, {value: n for value, n in _counted(run).items() if value != beyond})
        together |= dict.fromkeys((profile.header for profile in run), company)
    return together


def _by_stem(profiles: list[Profile]) -> dict[str, Company]:
    stems: dict[str, list[Profile]] = {}
    for profile in profiles:
        whole = profile.integers
        if whole and not profile.column.labels and (max(whole) <= 11 or len(whole) <= 13):
            stems.setdefault(stem_of(profile.header), []).append(profile)
    together: dict[str, Company] = {}
    for stem, some in stems.items():
        counts = _counted(some)
        wide = [profile for profile in some if len(profile.integers or ()) >= USED * len(counts)]
        if stem and len(wide) >= FEWEST:
            together |= dict.fromkeys((profile.header for profile in wide), Company(stem, counts))
    return together


def _runs(profiles: list[Profile], places: Mapping[str, int]) -> Iterator[list[Profile]]:
    """Yield neighbours with one range; if nobody gave the highest of five or more points, it may end one below."""
    run: list[Profile] = []
    highest: list[int] = []
    for profile in profiles:
        high = _highest(profile)
        ends = [*highest, high]
        beside = bool(run) and places[profile.header] == places[run[-1].header] + 1
        if not (beside and high and max(ends) - min(ends) <= (max(ends) >= 5)):
            yield from [run] if len(run) >= FEWEST else []
            run, highest = [], []
        if high:
            run, highest = [*run, profile], [*highest, high]
    yield from [run] if len(run) >= FEWEST else []


def _highest(profile: Profile) -> int:
    """Return the highest point of a column that may be a scale from 1 to 3 ... 11, or 0 to 10; 0 for others."""
    values = profile.integers or {}
    points = values.keys() - special_values(values).keys()
    lists = any(resembles(profile.header, kind) for kind in ("demographic", "list"))
    lists = lists or resembles(profile.header, "way") and not resembles(profile.header, "rating")
    if not points or profile.column.labels or lists:
        return 0
    low, high = min(points), max(points)
    narrow = high in RANGES and (0 < low <= max(2, high // 3) or (low, high) == (0, 10))
    return high if narrow and len(points) >= USED * high else 0


def _beyond(run: list[Profile]) -> int | None:
    """Return the code one above a usual scale, if columns that use the scale to its end never have it."""
    highest = max(map(_highest, run))
    shorter = [profile.integers or {} for profile in run if _highest(profile) == highest - 1]
    ended = any(sum(part.values()) >= ENOUGH and part[highest - 1] >= OFTEN * sum(part.values()) for part in shorter)
    return highest if highest in BEYOND and ended else None


def _counted(profiles: list[Profile]) -> dict[int, int]:
    counts: Counter[int] = Counter()
    for profile in profiles:
        counts.update(profile.integers or {})
    return dict(sorted(counts.items()))
