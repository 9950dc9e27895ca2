"""A sample as sums: from one row per respondent to one row per PSU x margin cell x group, at any sample size.

Input: a pandas frame, several in succession, or an Ibis table, which stays in its engine; only this module
knows the difference. Output: a `Design` with as many rows as there are combinations, for everything that follows from
totals. An item can be kept in two ways: as `items`, its sums over each combination (the scores: means, shares, totals,
changes); or by value, in `by`, which makes the histogram, PSU x group x value (quantiles, rank tests, the distribution
of the answers). An item may be a mark, 1 for those who gave an answer (`column_values.marks`): all marks of a column
are counted at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
import pandas as pd

from manyi.errors import InputError, place
from manyi.stats.design.column_values import Mark, answer_codes, no_column
from manyi.stats.design.design import Design
from manyi.stats.design.integer_codes import Combinations
from manyi.stats.design.sums import ItemSums, Sums
from manyi.study.items import Code

if TYPE_CHECKING:
    import ibis

EXACT = "decimal(38, 18)"  # an engine with several threads adds doubles in any order; these always give the same digits
INSIDE = "(inside)"


@runtime_checkable
class Parts(Protocol):
    """Rows that arrive as a succession of frames with the columns asked for (`rows.row_parts.Picked`)."""

    columns: Any

    def parts(self, columns: Sequence[str]) -> Iterable[pd.DataFrame]:
        """Yield the frames."""


def condensed(
    rows: pd.DataFrame | ibis.Table | Parts, items: Sequence[str] = (), by: Sequence[str] = (),
    domain: str | None = None, marks: Mapping[str, Mark] | None = None, **design: Any,
) -> Design:  # fmt: skip
    """Return the rows added up by wave, stratum, PSU, margins and the columns of `by`.

    items: numbers kept as sums. by: the columns that define groups, and items kept by value. domain: a column that is
    true for the rows of interest. marks: {item: column and answer} for items that are not columns (`Design.marked`).
    The other arguments are those of `Design`; `psu` is needed.
    From a table the sums are exact (decimals of 18 places), so they do not depend on threads. Raises InputError for
    an unknown column, an item that is not a number, a bad weight, or a design that needs every row.
    """
    if not design.get("psu") or design.get("fpc") or design.get("stages"):
        raise InputError("rows can only be added up for a design with PSUs, without stages or finite populations")
    weight, margins = design.get("weight", "weight"), tuple(design.get("margins", ()))
    named = [design.get(name) for name in ("wave", "stratum", "psu", "raked_within", "raked")]
    keys = list(dict.fromkeys([*filter(None, named), *margins, *by]))
    base = design.get("base_weight") or weight if margins else None
    kept_as = [(marks or {}).get(item, (item, None)) for item in items]
    sources = [column for column, _ in kept_as]
    columns = list(dict.fromkeys([*keys, *sources, *filter(None, [weight, base, domain])]))
    for column in columns:
        if column not in rows.columns:
            raise no_column(column, rows.columns)
    if base and design.get("residual", "base") == "unweighted":
        base = ""
    table = _added_up(rows, columns, (keys, kept_as, weight, base, domain))
    parts = ItemSums.__dataclass_fields__
    kept = {item: ItemSums(*(table[f"{part} {j}"].to_numpy(float) for part in parts)) for j, item in enumerate(items)}
    sums = Sums(table["count"].to_numpy(float), table["ww"].to_numpy(float), kept)
    frame = table[keys].assign(**{design.get("base_weight") or weight: table["d"]} | {weight: table["w"]})
    return Design(frame, domain=table[INSIDE].to_numpy(bool), sums=sums, **design)


Over = tuple[list[str], list[Mark], str, str | None, str | None]  # keys, items, weight, base weight, domain


def _added_up(rows: pd.DataFrame | ibis.Table | Parts, columns: list[str], over: Over) -> pd.DataFrame:
    """Return the sums of `_of_table` in the order of their keys."""
    keys, weight = over[0], over[2]
    if isinstance(rows, Parts):
        table = _of_parts(rows.parts(columns), *over)
        table = table.astype({key: "str" for key in keys if table[key].dtype in (object, "category")})
    else:
        table = _of_parts([rows], *over) if isinstance(rows, pd.DataFrame) else _of_table(rows, *over)
    if table["bad"].any():
        raise InputError("a weight is missing, infinite or negative", place(column=weight))
    return table.sort_values([*keys, INSIDE], ignore_index=True)


def _of_parts(
    parts: Iterable[pd.DataFrame], keys: list[str], items: list[Mark], weight: str, base: str | None, domain: str | None
) -> pd.DataFrame:
    """Add up frames one after the other, in their order, so that the sums are the same each time; as `_of_table`."""
    groups = Combinations([*keys, INSIDE])
    sums: dict[str, np.ndarray] = {}
    lists: dict[str, dict[int, Code]] = {}
    for j, (column, answer) in enumerate(items):
        if answer is not None:
            lists.setdefault(column, {})[j] = answer
    for rows in parts:
        values = _values(rows, items, weight, base)
        inside = (values["w"] > 0) & (rows[domain].to_numpy(bool) if domain else True)
        code = groups.of(rows[keys].assign(**{INSIDE: inside}))
        added = {name: np.bincount(code, value, groups.count) for name, value in values.items()}
        for column, answers in lists.items():
            added |= _of_answers(rows[column], answers, code, groups.count, (values["w"], values["d"]))
        for name, value in added.items():
            before = sums.get(name, value[:0])
            value[: len(before)] += before
            sums[name] = value
    return pd.concat([groups.table(), pd.DataFrame(sums)], axis=1)


def _of_answers(
    column: pd.Series, answers: dict[int, Code], code: np.ndarray, size: int, weights: tuple[np.ndarray, np.ndarray]
) -> dict[str, np.ndarray]:
    """Return what `ItemSums` sums for the marks {j: answer} of one column, from one count of its answers."""
    given, width = answer_codes(column, list(answers.values())), len(answers) + 2
    place = code * width + given  # the last two: another answer, and none
    w, d = weights
    counts = (np.bincount(place, value, size * width).reshape(size, width) for value in (None, w, w * w, d))
    by_answer = dict(zip(("n", "w", "ww", "d"), counts, strict=True))
    everyone = {part: by_answer[part][:, :-1].sum(axis=1).astype(float) for part in by_answer}
    sums: dict[str, np.ndarray] = {}
    for at, j in enumerate(answers):
        gave = {part: by_answer[part][:, at].astype(float) for part in ("n", "w", "d")}
        of_ones = {"x": gave["n"], "wx": gave["w"], "wxx": gave["w"], "dx": gave["d"], "other": np.zeros(size)}
        sums |= {f"{part} {j}": value.copy() for part, value in (everyone | of_ones).items()}
    return sums


def _values(rows: pd.DataFrame, items: list[Mark], weight: str, base: str | None) -> dict[str, np.ndarray]:
    """Return the values to be summed, row by row, under the names of `_of_table`."""
    given, ones = rows[weight].to_numpy(float), np.ones(len(rows))
    bad = ~np.isfinite(given) | (given < 0)
    w = np.where(bad, 0.0, given)
    d = np.zeros(len(rows)) if base is None else rows[base].to_numpy(float) if base else ones
    values = {"count": ones, "bad": bad, "w": w, "ww": w * w, "d": d}
    for j, (column, answer) in enumerate(items):
        if answer is None:
            values |= {f"{part} {j}": value for part, value in _item_values(rows[column], w, d).items()}
    return values


def _item_values(column: pd.Series, w: np.ndarray, d: np.ndarray) -> dict[str, np.ndarray]:
    """Return what `ItemSums` sums for an item, row by row."""
    if not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column)):
        raise InputError("not a number: keep it by value", place(column=str(column.name)))
    x = column.to_numpy(float, na_value=np.nan)
    answered = ~np.isnan(x)
    if not answered.all():
        x, w, d = np.where(answered, x, 0.0), w * answered, d * answered
    wx = w * x
    other = answered & (x != 0) & (x != 1)
    return {"n": answered, "x": x, "w": w, "wx": wx, "wxx": wx * x, "ww": w * w, "d": d, "dx": d * x, "other": other}


def _of_table(
    rows: ibis.Table, keys: list[str], items: list[Mark], weight: str, base: str | None, domain: str | None
) -> pd.DataFrame:
    """Add up a table with one group-by: keys, (inside), count, bad (weights), w, ww, d, and "<part> <j>" of item j."""
    import ibis

    given, zero = rows[weight].cast("float64").fill_null(-1.0), ibis.literal(0.0)
    bad = given.isnan() | given.isinf() | (given < 0)
    w = ibis.ifelse(bad, zero, given)
    d = rows[base].cast("float64") if base else w * 0.0 + 1.0
    inside = (w > 0) & (rows[domain].cast("boolean").fill_null(False) if domain else ibis.literal(True))

    def exact(value: ibis.expr.types.NumericValue) -> ibis.expr.types.NumericValue:
        return value.cast(EXACT).sum().cast("float64")

    sums = {"count": rows.count(), "bad": bad.sum(), "w": exact(w), "ww": exact(w * w)}
    if base is not None:
        sums["d"] = exact(d)
    for j, (item, answer) in enumerate(items):
        parts = _item_parts(rows[item] if answer is None else (rows[item] == answer), item, w, d)
        sums[f"n {j}"], sums[f"other {j}"] = parts.pop("n").sum(), parts.pop("other").sum()
        sums |= {f"{part} {j}": exact(value) for part, value in parts.items() if base is not None or part[0] != "d"}
    table = rows.group_by([*(rows[key] for key in keys), inside.name(INSIDE)]).agg(**sums).to_pyarrow().to_pandas()
    if base is None:
        table = table.assign(
            **dict.fromkeys(["d", *(f"{part} {j}" for j in range(len(items)) for part in ("d", "dx"))], 0.0)
        )
    return table


def _item_parts(column: ibis.Column, item: str, w: ibis.Value, d: ibis.Value) -> dict[str, Any]:
    """Return what `ItemSums` sums for an item, row by row: n and other as booleans, the rest as numbers."""
    import ibis

    if not (column.type().is_numeric() or column.type().is_boolean()):
        raise InputError("not a number: keep it by value", place(column=item))
    answer, zero = column.cast("float64").fill_null(float("nan")), ibis.literal(0.0)
    answered = ~answer.isnan()
    x, w, d = (ibis.ifelse(answered, value, zero) for value in (answer, w, d))
    sums = {"x": x, "w": w, "wx": w * x, "wxx": w * x * x, "ww": w * w, "d": d, "dx": d * x}
    return {"n": answered, "other": answered & (x != 0) & (x != 1), **sums}
