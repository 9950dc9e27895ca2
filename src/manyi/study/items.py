"""The items of a questionnaire: what each asks, and the column and codes under which each wave delivered it.

An item has exactly one kind, given by the key it carries:

    scale       whole numbers from..to                      -> float column, missing as NaN
    categories  one answer of a closed list                 -> pandas category of the keys, in the order written
    options     any answers of a closed list                -> one 0/1/NaN float column `item__option` each
    number      a measured number with limits and a unit    -> float column
    words       free text (redacted before it is kept)      -> string column
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, PrivateAttr, model_validator

from manyi.language import words
from manyi.language.periods import Period
from manyi.language.text import Strict, Text

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
HUNDRED = words.beside(__file__).section("codebook")["hundred"]
UNLIMITED = 1e300  # where a number has no upper limit


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
    """A measured number; values outside low..high are problems and become missing. Without `max` there is no limit."""

    low: float = Field(alias="min")
    high: float = Field(alias="max", default=UNLIMITED)
    unit: Text
    whole: bool = False

    @property
    def of_hundred(self) -> bool:
        """Return whether it is a percentage or a rating out of a hundred, whose mean is printed as an index."""
        return (self.low, self.high) == (0, 100) and self.unit.en in ("%", "percent", HUNDRED.en, HUNDRED.zh)


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
    columns: dict[Period, str | dict[str, str] | list[str] | None]
    # Wave -> {delivered code or label: key (categories, options), number (scale, number) or missing code}.
    # Valid from that wave on. Keys and their zh and en labels need no entry. {as: 2013, 10: other, 5: null}: as in 2013
    # except that 10 is another answer and 5 is not a code.
    codes: dict[Period, dict[Code, Any]] = {}
    missing: dict[Period, dict[Code, Missing]] | dict[Code, Missing] = {}  # of every wave, or by wave from that wave on
    separator: str = Field(default="┋", min_length=1)  # between several answers in one cell (options)
    written_in: str = ""  # the answer under which respondents write their own words: texts not listed are this answer
    written_under: str = ""  # of an item of words: the item under whose "other" they were written, in the same column
    # Asked only of those whose other items have one of these answers, e.g. {channel: [bot]}.
    asked_if: dict[str, list[Code]] = {}
    comparable: dict[Period, Text] = {}  # wave -> why the series breaks there

    _carried: dict[int, frozenset[Code]] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _codes_as_before(self) -> Item:
        """Write out codes given as those of an earlier wave with exceptions."""
        for wave in sorted(self.codes):
            codes = dict(self.codes[wave])
            if (like := codes.pop("as", None)) is not None:
                since = Period.of(like)
                if since >= wave or since not in self.codes:
                    raise ValueError(f"codes of {wave} are those of {since}, which is not an earlier wave with codes")
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
        by_wave = {Period(since): codes for since, codes in self.missing.items() if isinstance(codes, dict)}
        if by_wave:
            return in_force(by_wave, wave) or {}
        return {code: kind for code, kind in self.missing.items() if not isinstance(kind, dict)}

    @property
    def missing_codes(self) -> list[Code]:
        """Return the codes of missing answers in any wave."""
        waves = [since for since, codes in self.missing.items() if isinstance(codes, dict)] or [0]
        return list(dict.fromkeys(code for wave in waves for code in self.missing_at(Period(wave))))

    def carried(self, wave: int) -> frozenset[Code]:
        """Return the codes a wave has from an earlier one (`as`), which it need not deliver."""
        return self._carried.get(wave, frozenset())

    def code(self, wave: int) -> dict[Code, Any]:
        """Return the recoding in force in this wave (empty if answers need none)."""
        return in_force(self.codes, wave) or {}


def in_force(by_wave: Mapping[Period, Any], wave: int) -> Any:
    """Return the entry of the latest wave not after this one; None when there is none."""
    started = [since for since in by_wave if since <= wave]
    return by_wave[max(started)] if started else None


def columns_of(item: Item, name: str) -> list[str]:
    """Return the names of an item's typed columns."""
    return [f"{name}__{option}" for option in item.options] if item.options else [name]
