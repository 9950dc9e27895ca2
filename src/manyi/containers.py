"""Dictionaries, lists and tuples that show themselves: in full if short, else by their first entries.

In every other way they are ordinary: compared, copied, written and read like dictionaries, lists and tuples.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from manyi import display


class _Shown:
    """A line in a terminal, and a table in a notebook: one row per entry, its facts as columns."""

    def __repr__(self) -> str:
        whole = super().__repr__()
        if len(whole) <= display.LONGEST:
            return whole
        kind = next(base.__name__ for base in KINDS if isinstance(self, base))
        return display.brief(f"{kind} of {len(self._pairs())}:", {"first": display.listed(self._names(), 3)})

    def _repr_html_(self) -> str:
        import pandas as pd  # only a notebook needs it here

        head = "key" if isinstance(self, Mapping) else "place"
        rows = [{head: str(key)} | {name: display.fact(part) for name, part in _facts(value).items()}
                for key, value in self._pairs()]  # fmt: skip
        return str(display.small(pd.DataFrame(rows).fillna("")))

    def _pairs(self) -> list[tuple[Any, Any]]:
        contents: Any = self
        return list(contents.items() if isinstance(self, Mapping) else enumerate(contents))

    def _names(self) -> list[str]:
        """Return the keys, or the ids of the entries, or their values in a few words."""
        if isinstance(self, Mapping):
            return [str(key) for key in self]
        return [str(getattr(value, "id", "")) or display.fact(value) for _, value in self._pairs()]


class ShownDict(_Shown, dict[Any, Any]):
    """A dictionary that shows itself."""


class ShownList(_Shown, list[Any]):
    """A list that shows itself."""


class ShownTuple(_Shown, tuple[Any, ...]):
    """A tuple that shows itself."""


KINDS: dict[type, type] = {dict: ShownDict, list: ShownList, tuple: ShownTuple}


def shown(value: Any) -> Any:
    """Return a plain dictionary, list or tuple, and those inside it, as ones that show themselves; others unchanged."""
    kind = KINDS.get(type(value))
    if kind is None:
        return value
    return kind({key: shown(part) for key, part in value.items()} if kind is ShownDict else map(shown, value))


def _facts(value: object) -> Mapping[str, object]:
    """Return the facts of one entry, by column."""
    return value._facts() if isinstance(value, display.Displayed) else {"value": value}
