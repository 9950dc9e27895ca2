"""The codebook: every item of a study, and the columns derived from them. One codebook.yml per study."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from pydantic import model_validator

from manyi.language import words
from manyi.language.periods import Period
from manyi.language.text import Strict, Text, Unit
from manyi.study.items import UNLIMITED, Code, Item, Role

if TYPE_CHECKING:
    import pandas as pd


WORDS = words.beside(__file__).section("codebook")


class Derived(Strict):
    """A column computed from items, row by row; exactly one rule. Missing when any part is missing.

    index: mean of the scale items rescaled to 0-100, (x - from) / (to - from) * 100
    top: 1 if the item is at least `at_least`, else 0
    nps: +100 (9-10), 0 (7-8), -100 (0-6)
    all: 1 if every named item has one of its listed answers, else 0
    """

    short: Text
    definition: Text
    index: list[str] | None = None
    top: str | None = None
    at_least: int | float | None = None
    nps: str | None = None
    all: dict[str, list[Code]] | None = None
    roles: list[Role] = []
    module: str = ""

    @model_validator(mode="after")
    def _one_rule(self) -> Derived:
        if sum(rule is not None for rule in (self.index, self.top, self.nps, self.all)) != 1:
            raise ValueError("a derived column has exactly one of index, top, nps, all")
        if (self.top is None) != (self.at_least is None):
            raise ValueError("top and at_least go together")
        return self


class Codebook(Strict):
    """Every item and derived column of a study, in the order of the questionnaire."""

    items: dict[str, Item]
    derived: dict[str, Derived] = {}
    modules: dict[str, Text] = {}
    # Wave -> {delivered header or shell pattern: reason it is not used}; valid from that wave on.
    unused: dict[Period, dict[str, str]] = {}

    def _facts(self) -> dict[str, object]:
        return {name: len(getattr(self, name)) for name in ("items", "derived", "modules")}

    def _frame(self) -> pd.DataFrame:
        import pandas as pd  # only a notebook needs it here

        every: dict[str, Item | Derived] = {**self.items, **self.derived}
        return pd.DataFrame([
            {"item": name, "label": entry.short.en, "kind": getattr(entry, "kind", "derived"),
             "roles": ", ".join(entry.roles), "module": entry.module}
            for name, entry in every.items()
        ])  # fmt: skip

    def with_role(self, role: Role) -> list[str]:
        """Return the names of items and derived columns with this role, in order."""
        every: dict[str, Item | Derived] = {**self.items, **self.derived}
        return [name for name, entry in every.items() if role in entry.roles]

    def has(self, name: str) -> bool:
        """Return whether this is an item, a derived column or an `item__option` column."""
        return name in self.derived or name.partition("__")[0] in self.items

    def short(self, name: str, language: str) -> str:
        """Return the label of an item, derived column or `item__option` column."""
        if name in self.derived:
            return self.derived[name].short[language]
        item, _, option = name.partition("__")
        entry = self.items[item]
        return entry.options[option][language] if option and entry.options else entry.short[language]

    def order(self, name: str) -> Literal["given", "value"]:
        """Return how groups of an item are sorted: in the order of its categories if they have one, else by value."""
        return "given" if name in self.items and self.items[name].ordered else "value"

    def unit(self, name: str) -> Unit:
        """Return the unit in which the mean of an item, derived column or `item__option` column is printed."""
        if name in self.derived:
            rule = self.derived[name]
            return "index" if rule.index else "nps" if rule.nps else "percent"
        item = self.items[name.partition("__")[0]]
        return "score" if item.scale else "index" if item.number and item.number.of_hundred else "percent"

    def span(self, name: str) -> float:
        """Return the distance between the worst and the best answer in that unit, the yardstick for differences."""
        scale = None if name in self.derived else self.items[name.partition("__")[0]].scale
        return scale.high - scale.low if scale else {"percent": 1.0, "nps": 200.0}.get(self.unit(name), 100.0)

    def ends(self, names: Iterable[str]) -> dict[str, tuple[float, float]]:
        """Return the lowest and highest possible value of each of these columns, omitting unlimited ones."""
        pairs = {name: self._ends(name) for name in names}
        return {name: pair for name, pair in pairs.items() if pair is not None}

    def _ends(self, name: str) -> tuple[float, float] | None:
        if name in self.derived:
            rule = self.derived[name]
            return (-100.0, 100.0) if rule.nps else (0.0, 100.0) if rule.index else (0.0, 1.0)
        stem, _, option = name.partition("__")
        item = self.items.get(stem)
        if item is None or option:
            return None if item is None or not item.options else (0.0, 1.0)
        limits = item.scale or item.number
        return (float(limits.low), float(limits.high)) if limits and limits.high < UNLIMITED else None

    def rated(self, name: str) -> str:
        """Return the item behind a column: the column itself, or the first item of its rule."""
        if name not in self.derived:
            return name
        rule = self.derived[name]
        return next(iter(rule.index or rule.all or [rule.top or rule.nps or ""]))

    def behind(self, name: str) -> list[Item]:
        """Return the items a column is computed from."""
        if name not in self.derived:
            return [self.items[name.partition("__")[0]]]
        rule = self.derived[name]
        return [self.items[part] for part in rule.index or rule.all or [rule.top or rule.nps or ""]]

    def asked(self, name: str, wave: int) -> bool:
        """Return whether every item a column is computed from was asked in this wave."""
        return all(item.column(wave) is not None for item in self.behind(name))

    def broken(self, name: str, before: int, now: int) -> Text | None:
        """Return why two waves of a column must not be compared; None when they may."""
        if not (self.asked(name, before) and self.asked(name, now)):
            return WORDS["not_asked"]
        for item in self.behind(name):
            for wave, why in item.comparable.items():
                if before < wave <= now:
                    return why
        return None

    def breaks(self, name: str) -> dict[Period, Text]:
        """Return the waves at which the series of a column breaks, and why."""
        return {wave: why for item in self.behind(name) for wave, why in item.comparable.items()}

    def answer(self, name: str, key: str, language: str) -> str:
        """Return the label of one answer of a categories item."""
        return (self.items[name].categories or {})[key][language]
