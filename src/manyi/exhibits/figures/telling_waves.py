"""What a chart of waves says about its series: whether the last wave is above or below the first.

In: the rows of one series or of several. Out: Text. Two waves differ only if their intervals do not overlap.
"""

from __future__ import annotations

from collections.abc import Sequence

from manyi.exhibits.data import Row
from manyi.exhibits.figures.telling import WORDS, above
from manyi.exhibits.names import Names
from manyi.language.periods import Period
from manyi.language.text import Text


def since(rows: Sequence[Row], names: Names) -> Text | None:
    """Return whether the last of the waves of one series is above or below the first."""
    if (ends := _ends_of(rows)) is None:
        return WORDS["new_series"].fill(last=Period.of(rows[-1].keys["wave"]).words) if rows else None
    way = _way(*ends) or "level"
    item = rows[0].keys.get("item", "")
    what = {"what": names.text("item", item)} if item else {}
    return WORDS[f"{way}_of" if item else way].fill(**_years(*ends), **what)


def all_since(series: Sequence[Sequence[Row]]) -> Text | None:
    """Return in how many series, of those with the latest wave, the last wave is above or below the first."""
    ends = [pair for pair in _compared(series) if pair]
    years = [_years(*pair) for pair in ends]
    if len(ends) < 2:
        return WORDS["none_compared"]
    ways = [_way(*pair) for pair in ends]
    counts: dict[str, str | Text] = {way: str(ways.count(way)) for way in ("higher", "lower") if way in ways}
    key = f"{'both' if len(ways) == 2 else 'all'}_{ways[0]}" if len(set(ways)) == 1 else f"count_{'_'.join(counts)}"
    key = key if counts else "none_apart"
    first = years[0]["first"] if all(year == years[0] for year in years) else WORDS["first_asked"]
    slots = {**counts, "all": str(len(ends)), **years[0], "first": first}
    return WORDS[key].fill(**{name: slots[name] for name in WORDS[key].slots})


def moved_since(series: Sequence[Sequence[Row]]) -> list[bool]:
    """Return which series `all_since` counts as higher or lower."""
    ends = _compared(series)
    several = sum(pair is not None for pair in ends) > 1
    return [several and pair is not None and _way(*pair) != "" for pair in ends]


def _compared(series: Sequence[Sequence[Row]]) -> list[tuple[Row, Row] | None]:
    """Return the first and the last row of each series that has the latest wave, None for the others."""
    every = [_ends_of(rows) for rows in series]
    latest = max((Period.of(pair[1].keys["wave"]) for pair in every if pair), default=None)
    return [pair if pair and Period.of(pair[1].keys["wave"]) == latest else None for pair in every]


def _ends_of(rows: Sequence[Row]) -> tuple[Row, Row] | None:
    shown = sorted(
        (row for row in rows if not row.numbers["estimate"].hidden), key=lambda row: Period.of(row.keys["wave"])
    )
    return (shown[0], shown[-1]) if len(shown) > 1 else None


def _years(first: Row, last: Row) -> dict[str, Text]:
    return {"first": Period.of(first.keys["wave"]).words, "last": Period.of(last.keys["wave"]).words}


def _way(first: Row, last: Row) -> str:
    before, now = first.numbers["estimate"], last.numbers["estimate"]
    return "higher" if above(now, before) else "lower" if above(before, now) else ""
