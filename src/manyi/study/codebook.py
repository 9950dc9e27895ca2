"""The codebook: what every item of a study is, and the column and codes under which each wave delivered it.

One codebook.yml per study. An item has exactly one kind, given by the key it carries:

    scale       whole numbers from..to                      -> float column, missing as NaN
    categories  one answer of a closed list                 -> pandas category of the keys, in the order written
    options     any answers of a closed list                -> one 0/1/NaN float column `item__option` each
    number      a measured number with limits and a unit    -> float column
    words       free text (redacted before it is kept)      -> string column
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, PrivateAttr, model_validator

from manyi.language import words
from manyi.language.text import Strict, Text, Unit

if TYPE_CHECKING:
    import pandas as pd

WORDS = words.beside(__file__).section("codebook")

Role = Literal[
    "outcome",  # what the report is about; the first one is the headline
    "driver",  # may explain the outcome
    "segment",  # splits tables
    "margin",  # a raking margin, with targets in margins.yml
    "weight", "stratum", "psu",  # the sample design
    "identifier",  # never leaves rows
    "duration", "grid", "attention",  # used by the carelessness rules
    "verbatim",  # free text
]  # fmt: skip
Missing = Literal["not_applicable", "dont_know", "refused", "blank", "missing"]
Kind = Literal["scale", "categories", "options", "number", "words"]
Code = str | int | float


class Scale(Strict):
    """Numbers `from`..`to` in steps of 1 or 0.5; `labels` names some of them; `reverse` means that high is bad."""

    low: int = Field(alias="from")
    high: int = Field(alias="to")
    step: Literal[1, 0.5] = 1  # type: ignore[valid-type]
    labels: dict[int, Text] = {}
    reverse: bool = False

    @property
    def points(self) -> list[int | float]:
        """Return every answer of the scale, in order."""
        count = round((self.high - self.low) / self.step)
        values = [self.low + index * self.step for index in range(count + 1)]
        return [int(value) if float(value).is_integer() else value for value in values]


class Number(Strict):
    """A measured number; values outside low..high are problems and become missing."""

    low: float = Field(alias="min")
    high: float = Field(alias="max")
    unit: Text
    whole: bool = False


class Item(Strict):
    """One question (or one column of paradata)."""

    text: Text
    short: Text
    scale: Scale | None = None
    categories: dict[str, Text] | None = None
    options: dict[str, Text] | None = None
    number: Number | None = None
    words: bool = False
    ordered: bool = False
    roles: list[Role] = []
    module: str = ""
    # Wave -> column header as delivered, valid from that wave on; null: no longer asked.
    # Options in one 0/1 column each: wave -> {option: header}; as first, second, ... mention: wave -> [header, ...].
    columns: dict[int, str | dict[str, str] | list[str] | None]
    # Wave -> {delivered code or label: key (categories, options), number (scale, number) or missing code}.
    # Valid from that wave on. Keys and their zh and en labels need no entry. {as: 2013, 10: other, 5: null}: as in 2013
    # except that 10 is another answer and 5 is no code.
    codes: dict[int, dict[Code, Any]] = {}
    missing: dict[int, dict[Code, Missing]] | dict[Code, Missing] = {}  # of every wave, or by wave from that wave on
    separator: str = Field(default="┋", min_length=1)  # between several answers in one cell (options)
    written_in: str = ""  # the answer under which respondents write their own words: texts not listed are this answer
    written_under: str = ""  # of an item of words: the item under whose "other" they were written, in the same column
    # Asked only of those whose other items have one of these answers, e.g. {channel: [bot]}.
    asked_if: dict[str, list[Code]] = {}
    comparable: dict[int, Text] = {}  # wave -> why the series breaks there

    _carried: dict[int, frozenset[Code]] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _codes_as_before(self) -> Item:
        """Write out codes given as those of an earlier wave with exceptions."""
        for wave in sorted(self.codes):
            codes = dict(self.codes[wave])
            if isinstance(since := codes.pop("as", None), int):
                if since >= wave or since not in self.codes:
                    raise ValueError(f"codes of {wave} are as those of {since}, which is no earlier wave with codes")
                carried = {code: answer for code, answer in self.codes[since].items() if code not in codes}
                self._carried[wave] = frozenset(carried)
                self.codes[wave] = carried | {code: answer for code, answer in codes.items() if answer is not None}
        return self

    @model_validator(mode="after")
    def _one_kind(self) -> Item:
        kinds = [k for k in ("scale", "categories", "options", "number") if getattr(self, k) is not None]
        if len(kinds) + self.words != 1:
            raise ValueError("an item has exactly one of scale, categories, options, number, words")
        return self

    @property
    def kind(self) -> Kind:
        """Return which of the five kinds this item is."""
        if self.words:
            return "words"
        return next(k for k in ("scale", "categories", "options", "number") if getattr(self, k) is not None)

    @property
    def possible(self) -> list[Code] | None:
        """Return the possible answers; None when any number or text is allowed."""
        if self.scale:
            return list(self.scale.points)
        closed = self.categories or self.options
        return list(closed) if closed else None

    def column(self, wave: int) -> str | dict[str, str] | list[str] | None:
        """Return the delivered header(s) in this wave; None when the item was not asked."""
        return in_force(self.columns, wave)

    def headers(self, wave: int) -> dict[str, list[str]]:
        """Return {option, or "" for the whole item: headers}; empty when the item was not asked in this wave."""
        column = self.column(wave)
        if isinstance(column, dict):
            return {option: [header] for option, header in column.items()}
        return {} if column is None else {"": [column] if isinstance(column, str) else column}

    def missing_at(self, wave: int) -> dict[Code, Missing]:
        """Return the codes of missing answers in force in this wave."""
        by_wave = {int(since): codes for since, codes in self.missing.items() if isinstance(codes, dict)}
        if by_wave:
            return in_force(by_wave, wave) or {}
        return {code: kind for code, kind in self.missing.items() if not isinstance(kind, dict)}

    @property
    def missing_codes(self) -> list[Code]:
        """Return the codes of missing answers in any wave."""
        waves = [since for since, codes in self.missing.items() if isinstance(codes, dict)] or [0]
        return list(dict.fromkeys(code for wave in waves for code in self.missing_at(int(wave))))

    def carried(self, wave: int) -> frozenset[Code]:
        """Return the codes a wave has from an earlier one (`as`), which it need not deliver."""
        return self._carried.get(wave, frozenset())

    def code(self, wave: int) -> dict[Code, Any]:
        """Return the recoding in force in this wave (empty when answers stand for themselves)."""
        return in_force(self.codes, wave) or {}


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
    unused: dict[int, dict[str, str]] = {}

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

    def short(self, name: str, language: str) -> str:
        """Return the label of an item, derived column or `item__option` column."""
        if name in self.derived:
            return self.derived[name].short[language]
        item, _, option = name.partition("__")
        entry = self.items[item]
        return entry.options[option][language] if option and entry.options else entry.short[language]

    def unit(self, name: str) -> Unit:
        """Return the unit in which the mean of an item, derived column or `item__option` column is printed."""
        if name in self.derived:
            rule = self.derived[name]
            return "index" if rule.index else "nps" if rule.nps else "percent"
        return "score" if self.items[name.partition("__")[0]].scale else "percent"

    def span(self, name: str) -> float:
        """Return the distance between the worst and the best answer in that unit, the yardstick for differences."""
        scale = None if name in self.derived else self.items[name.partition("__")[0]].scale
        return scale.high - scale.low if scale else 1.0 if self.unit(name) == "percent" else 100.0

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
        return (float(limits.low), float(limits.high)) if limits else None

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

    def breaks(self, name: str) -> dict[int, Text]:
        """Return the waves at which the series of a column breaks, and why."""
        return {wave: why for item in self.behind(name) for wave, why in item.comparable.items()}

    def answer(self, name: str, key: str, language: str) -> str:
        """Return the label of one answer of a categories item."""
        return (self.items[name].categories or {})[key][language]


def in_force(by_wave: dict[int, Any], wave: int) -> Any:
    """Return the entry of the latest wave not after this one; None when there is none."""
    started = [since for since in by_wave if since <= wave]
    return by_wave[max(started)] if started else None


def columns_of(item: Item, name: str) -> list[str]:
    """Return the names of an item's typed columns."""
    return [f"{name}__{option}" for option in item.options] if item.options else [name]
