"""The ledger: every printed number of a chapter. One row is one number, under a stable id `<study>-<exhibit>-<key>`.

`make explain`, results.csv and "How sure?" get their answers from its rows.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd

from manyi.display import Displayed
from manyi.errors import InputError
from manyi.exhibits.numbers import Number, slug

COLUMNS = [
    "id", "study", "wave", "item", "group", "statistic", "value", "low", "high", "level", "adjusted", "se", "df",
    "base", "n_eff", "deff", "p", "p_adjusted", "sure", "status", "unit", "basis", "method", "definition", "chapter",
    "cell", "data_sha256",
]  # fmt: skip
NUMBER = tuple(field.name for field in fields(Number))


@dataclass(frozen=True, repr=False)
class Source(Displayed):
    """Where the numbers of one exhibit come from."""

    study: str
    chapter: str
    cell: int  # number of the code cell, as Jupyter prints it: In [7]
    data_sha256: str
    basis: str
    wave: str  # for numbers that do not give their own


class Ledger(Displayed):
    """The numbers printed so far, in the order they were printed."""

    def __init__(self) -> None:
        self._opened: dict[str, tuple[str, int]] = {}  # exhibit -> kind, cell
        self._rows: dict[str, dict[str, dict[str, object]]] = {}  # exhibit -> id -> row
        self._exhibit_of: dict[str, str] = {}  # id -> exhibit
        self._sure: dict[str, str] = {}  # id -> how sure a claim about it is

    def open(self, exhibit: str, kind: str, cell: int) -> None:
        """Begin an exhibit; running its cell again replaces its entries, but another exhibit may not."""
        before = self._opened.get(exhibit)
        if before is not None and (before[0] != kind or before[1] == cell):
            raise InputError(f"the id is already that of a {before[0]}", where=exhibit)
        self._opened[exhibit] = (kind, cell)
        for id_ in self._rows.get(exhibit, ()):
            del self._exhibit_of[id_]
        self._rows[exhibit] = {}

    def enter(self, exhibit: str, key: str, number: Number, source: Source, definition: str) -> str:
        """Enter a number and return its id; one exhibit cannot hold two different numbers under one key."""
        id_ = f"{exhibit}-{slug(key)}" if key else exhibit
        row: dict[str, object] = {name: getattr(number, name) for name in NUMBER}
        if number.hidden:  # a suppressed cell is in the ledger as a cell, without its value or anything that reveals it
            row |= dict.fromkeys(("value", "low", "high", "se", "n_eff", "deff", "p", "p_adjusted"), float("nan"))
            row["status"] = "suppressed"
        row |= {
            "id": id_, "study": source.study, "chapter": source.chapter, "cell": source.cell,
            "data_sha256": source.data_sha256, "definition": definition,
            "basis": number.basis or source.basis, "wave": number.wave or source.wave,
        }  # fmt: skip
        if self._exhibit_of.setdefault(id_, exhibit) != exhibit:
            raise InputError(f"the id {id_!r} is already that of a number in another exhibit", where=exhibit)
        rows = self._rows.setdefault(exhibit, {})
        if id_ in rows and not _alike(rows[id_], row):
            raise InputError(f"two different numbers under {key!r}", where=exhibit)
        rows[id_] = row
        return id_

    def judge(self, id_: str, sure: str) -> None:
        """Record how sure the claim about a number is, as in `claims.sureness`."""
        self._sure[id_] = sure

    def frame(self) -> pd.DataFrame:
        """Return one row per number."""
        rows = [
            row | {"sure": self._sure.get(id_, "")} for exhibit in self._rows.values() for id_, row in exhibit.items()
        ]
        return pd.DataFrame(rows, columns=COLUMNS)

    def save(self, path: Path) -> None:
        """Write the rows as parquet, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".part")
        self.frame().to_parquet(half, index=False)
        half.replace(path)


def _alike(row: dict[str, object], other: dict[str, object]) -> bool:
    """Return whether two rows are the same; two missing numbers (NaN) count as equal."""
    return all(row[name] == value or (row[name] != row[name] and value != value) for name, value in other.items())
