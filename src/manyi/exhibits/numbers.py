"""A printed number: its value, its uncertainty, and what it describes.

Input: one row of an Estimates table, a changes or an importance frame. Output: one `Number`, the content of one row
of the ledger; the chapter adds id, place and definition when the number is printed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

import pandas as pd

from manyi.display import Displayed
from manyi.errors import InputError
from manyi.language.formats import Unit, difference_of
from manyi.language.periods import Period
from manyi.language.text import Text
from manyi.stats.schema import declared_unit, groups_in, remembered_units, require_status

Record = Mapping[Any, Any] | pd.Series  # one row of a frame of results
NAN = float("nan")
ALPHA = 0.05  # level of a test
STATUSES = ("shown", "flagged", "suppressed")
BASES = ("design", "model", "census")
MEASURES = ("se", "df", "base", "n_eff", "deff")
TESTS = ("p", "p_adjusted")  # only together with t: in a table of quantiles, p says which quantile


@dataclass(frozen=True, repr=False)
class Number(Displayed):
    """One estimate on its way to the page. Shares are 0-1.

    group: 'channel=phone', '' for everyone; 'answer=no' for a share, 'against:channel=shop' for a difference from it.
    """

    value: float
    unit: Unit
    low: float = NAN
    high: float = NAN
    level: float = 0.95
    adjusted: bool = False  # the interval is widened for the number of comparisons
    se: float = NAN
    df: float = NAN
    base: float = NAN
    n_eff: float = NAN
    deff: float = NAN
    p: float = NAN
    p_adjusted: float = NAN
    status: str = "shown"
    statistic: str = "mean"
    item: str = ""
    group: str = ""
    wave: str = ""
    basis: str = ""  # empty: the study's
    method: str = ""
    reason: str = ""  # why a suppressed number is not printed
    called: Text | None = None  # words of the group if no codebook has them; the ledger only keeps keys

    @property
    def hidden(self) -> bool:
        """Return whether the number may not be printed."""
        return self.status == "suppressed" or math.isnan(self.value)

    @property
    def tested(self) -> bool | None:
        """Return whether its adjusted test (or, without adjustment, its test) passes; None if there is none."""
        p = self.p if math.isnan(self.p_adjusted) else self.p_adjusted
        return None if math.isnan(p) else p <= ALPHA

    @property
    def certain(self) -> bool:
        """Return whether there is no interval to print."""
        return math.isnan(self.low) and math.isnan(self.high)


def number(
    row: Record, unit: Unit | None = None, column: str = "estimate", *, low: str = "low", high: str = "high",
    **fields: Any,
) -> Number:  # fmt: skip
    """Return the Number of one row; `fields` override what the row says (statistic=, wave=, item= ...).

    unit: only if the row has none of its own, which it keeps even when its column `unit` is left out.
    Raises InputError: no unit, or another than the row's; a whole result instead of a row.
    """
    if isinstance(row, Displayed):
        raise InputError("a number is made of one row: take it with .row(...)")
    require_status(row)
    values = dict(row)
    unit = agreed(unit, declared_unit(row), str(values.get("item", "")))
    measures = (*MEASURES, *TESTS) if "t" in values or "p_adjusted" in values else MEASURES
    about: dict[str, Any] = {name: float(values[name]) for name in measures if _filled(values.get(name))}
    if _filled(values.get(low)) and _filled(values.get(high)):
        about |= {"low": float(values[low]), "high": float(values[high])}
    about |= _about(row) | {"statistic": {"percent": "share", "nps": "nps"}.get(unit, "mean")}
    return Number(**{"value": float(values[column]), "unit": unit, **about, **fields})


def _about(values: Record) -> dict[str, Any]:
    """Return what the number of a row describes, its basis, and whether and why it is not printed."""
    about: dict[str, Any] = {"group": group_of(values)}
    about |= {"item": str(values["item"])} if _filled(values.get("item")) else {}
    about |= {"wave": str(Period(float(values["wave"])))} if _filled(values.get("wave")) else {}
    about |= {"basis": str(values["basis"])} if values.get("basis") in BASES else {}
    about |= {"status": str(values["status"])} if values.get("status") in STATUSES else {}
    if not values.get("shown", True) or values.get("verdict") == "suppressed":
        about["status"] = "suppressed"
    if about.get("status") == "suppressed":
        about["reason"] = str(values.get("reason") or "")
    return about


def difference(row: Record, unit: Unit | None = None, **fields: Any) -> Number:
    """Return the difference in a row of changes, of `pairwise`, `versus_rest`, `contrast` or `one_sample`.

    unit: that of the level, only if the row does not give its own. Raises InputError as `number` does.
    """
    level = agreed(unit, declared_unit(row), str(row.get("item", "")))
    apart = {**dict(row), "unit": difference_of(level)}
    alone = (row["low95"], row["high95"]) if _filled(row.get("low95")) and "low" not in fields else None
    widened = alone is not None and alone != (row.get("low"), row.get("high"))
    about = {"group": group_of(row), "statistic": "difference", "adjusted": bool(widened)}
    return number(apart, None, "difference", **{**about, **fields})


def counts(values: Mapping[str, int], **items: str) -> dict[str, Number]:
    """Return counts as Numbers; `items` gives those whose name in the ledger is not that in the sentence."""
    return {name: Number(value, "count", item=items.get(name, name)) for name, value in values.items()}


def agreed(given: str | None, unit: object, item: str = "") -> Unit:
    """Return the unit of a row: its own, or the given one if it has none. Raises InputError if they differ."""
    declared = str(unit) if _filled(unit) else ""
    if not given and not declared:
        unknown = "the unit is not known: declare the item in codebook.yml, or say it with .of_unit(...)"
        raise InputError(unknown, where=item, allowed=get_args(Unit))
    if given and declared and given != declared:
        raise InputError(f"estimates in the unit {declared!r} cannot be printed as {given!r}", where=item)
    return cast("Unit", declared or given)


def unit_of(results: Any) -> Unit:
    """Return the one unit of Estimates, Changes or a frame of results.

    Raises InputError: no unit, or several.
    """
    frame = results if isinstance(results, pd.DataFrame) else results.table
    column = frame["unit"] if "unit" in frame.columns else remembered_units(frame)
    units = [unit for unit in dict.fromkeys(column) if _filled(unit)]
    if len(units) > 1:
        raise InputError("results of several units in one exhibit: keep those of one", allowed=units)
    return agreed(None, units[0] if units else None, ", ".join(map(str, frame.get("item", pd.Series()).unique()[:3])))


def group_of(values: Record) -> str:
    """Return 'answer=no; channel=phone' from the columns of a row that name its answers and its group."""
    answers = {"answer": values["answers"]} if _filled(values.get("answers")) else {}
    return "; ".join(f"{name}={value}" for name, value in {**answers, **groups_in(values)}.items())


def keys_in(group: str) -> dict[str, str]:
    """Return {'answer': 'no', 'channel': 'phone'} from 'answer=no; channel=phone'; '' for a whole column."""
    pairs = (pair.partition("=") for pair in group.split("; ")) if group else ()
    return {column: key for column, _, key in pairs}


def slug(text: str) -> str:
    """Return lower-case ASCII words joined by hyphens; other characters become code points, so nothing collides."""
    spelled = "".join(letter if letter.isascii() else f"-u{ord(letter):x}-" for letter in text)
    return re.sub(r"[^a-z0-9]+", "-", spelled.lower()).strip("-")


def _filled(value: Any) -> bool:
    return value is not None and value == value and value != ""
