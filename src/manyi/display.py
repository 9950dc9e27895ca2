"""How objects show themselves in a notebook and a terminal: a short line, a small table in HTML, and the names to type.

This is for researchers at work, in English like the code; what readers of a report see comes from `exhibits`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from numbers import Real
from typing import TYPE_CHECKING, ClassVar

from markupsafe import Markup

from manyi.table import Head, Line, Table

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 200  # characters of a repr
WIDEST = 60  # characters of one fact
ROWS = 12  # rows shown of a table: the first half from its top, the rest from its end
COLUMNS = 12  # columns of a table shown, the first ones


class Displayed:
    """An object that shows itself: a short `__repr__`, a card in a notebook, and tab completion without plumbing.

    Facts are the public fields, and the card shows the first field that is a table. A class says more with `_facts` and
    `_frame`, and names in `_plumbing` the fields that completion leaves out. A dataclass needs `repr=False`.
    """

    _plumbing: ClassVar[tuple[str, ...]] = ()

    def _facts(self) -> Mapping[str, object]:
        return {name: value for name in fields_of(self) if fact(value := getattr(self, name))}

    def _frame(self) -> pd.DataFrame | None:
        return next((value for name in fields_of(self) if _is_frame(value := getattr(self, name))), None)

    def __repr__(self) -> str:
        return brief(type(self).__name__, self._facts())

    def _repr_html_(self) -> str:
        return card(type(self).__name__, self._facts(), self._frame())

    def __dir__(self) -> list[str]:
        """Return the public names of our own classes: nothing of pydantic's, nothing private."""
        every = {name for cls in type(self).__mro__ if cls.__module__.startswith("manyi") for name in vars(cls)}
        hidden = {*self._plumbing, "model_config"}
        return sorted(name for name in every | set(fields_of(self)) if name[0] != "_" and name not in hidden)


def fields_of(thing: object) -> list[str]:
    """Return the names of the public fields of a dataclass, a pydantic record or any other object."""
    cls = type(thing)
    declared = getattr(cls, "__dataclass_fields__", None) or getattr(cls, "__pydantic_fields__", None) or vars(thing)
    return [name for name in declared if not name.startswith("_")]


def fact(value: object) -> str:
    """Return a value in a few words: numbers to four digits, tables as rows x columns, the first names of many."""
    if value is None or (isinstance(value, Real) and value != value):
        return ""
    if isinstance(value, str):
        return value if len(value) <= WIDEST else value[: WIDEST - 1].rstrip() + "…"
    if isinstance(value, Real) and not isinstance(value, int):
        return f"{value:.4g}"
    if shape := getattr(value, "shape", None):
        return " x ".join(map(str, shape))
    if isinstance(value, Mapping | Sequence | Set):
        return fact(listed(value, 3) if all(isinstance(part, str | int) for part in value) else f"{len(value)}")
    english = getattr(value, "en", None)  # a Text
    if isinstance(value, Displayed) and english is None:
        return type(value).__name__
    return fact(english) if isinstance(english, str) else str(value) if isinstance(value, int) else fact(str(value))


def brief(name: str, facts: Mapping[str, object]) -> str:
    """Return '<Name a=1 b=two>' with the facts that are not empty, as many as fit into 200 characters."""
    line, every = f"<{name}", [f" {key}={words}" for key, value in facts.items() if (words := fact(value))]
    for words in every:
        if len(line) + len(words) > LONGEST - len(" …>"):
            return f"{line} …>"
        line += words
    return f"{line}>"


def listed(names: Iterable[object], most: int = 6) -> str:
    """Return 'a, b, c and 4 more'."""
    every = [str(name) for name in names]
    return ", ".join(every[:most]) + (f" and {len(every) - most} more" if len(every) > most else "")


def card(name: str, facts: Mapping[str, object], frame: pd.DataFrame | None = None) -> str:
    """Return a heading, the facts and the first and last rows of a frame as HTML; everything is escaped."""
    rows = [Line(key, [words]) for key, value in facts.items() if (words := fact(value))]
    about = Table(Markup("<strong>{}</strong>").format(name), (), rows, kind="")
    return str(Markup("<div>{}{}</div>").format(about, Markup() if frame is None else small(frame)))


def small(frame: pd.DataFrame) -> Markup:
    """Return at most twelve rows and columns of a frame as a table, numbers to three digits after the point."""
    rows, columns = max(len(frame) - ROWS, 0), max(len(frame.columns) - COLUMNS, 0)
    shown = (frame.drop(frame.index[ROWS // 2 : -ROWS // 2]) if rows else frame).iloc[:, :COLUMNS]
    heads = [Head(str(name), number=shown[name].dtype.kind in "iuf") for name in shown]
    lines = [Line(first, cells) for first, *cells in (map(_in_a_cell, row) for row in shown.itertuples(index=False))]
    left_out = [f"{count} more {what}" for count, what in ((rows, "rows between"), (columns, "columns")) if count]
    more = Markup("<p>{}</p>").format(" and ".join(left_out)) if left_out else ""
    return Table("", heads, lines, kind="dataframe").__html__() + more


def _in_a_cell(value: object) -> str:
    if isinstance(value, Real) and not isinstance(value, int):
        return "–" if value != value else f"{value:.3f}"
    return "–" if value is None else str(value)


def _is_frame(value: object) -> bool:
    return hasattr(value, "to_html") and hasattr(value, "columns")
