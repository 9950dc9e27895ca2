"""A drafted codebook and its items: what it says about each question, and how much of that is a guess."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from manyi.draft.shape.replicate_weights import DraftReplicates
from manyi.language.formats import Language

GUESS, CONFIRM = "GUESS", "CONFIRM"


@dataclass(frozen=True)
class Remark:
    """The comment after a line added to a file: its mark (GUESS, CONFIRM or ''), and the evidence."""

    mark: str
    about: str = ""

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.mark, " ".join(self.about.split()))))


@dataclass
class DraftItem:
    """One item of the draft.

    answers: the keys of a codebook for the possible answers (scale, categories, options, number or words, and
    missing, separator, ordered), which items with equal ones share. mark: GUESS, CONFIRM or '' for
    what the file itself says; evidence: the counts behind it.
    """

    name: str
    text: str
    short: str
    answers: dict[str, Any]
    column: Any  # a header, {option: header} or [header, ...]
    evidence: str = ""
    mark: str = ""
    codes: dict[Any, Any] = field(default_factory=dict)
    roles: list[str] = field(default_factory=list)
    battery: str = ""  # stem of the columns asked together
    shared: str = ""  # items with the same non-empty text share one set of answers
    answered: int = 0
    headers: list[str] = field(default_factory=list)  # its columns
    written: str = ""  # the column of words that is one of its answers and also an item of words
    none: dict[str, int] = field(default_factory=dict)  # people by code for no answer
    given: dict[str, int] = field(default_factory=dict)  # people by label of their answer, if answers have labels

    @property
    def kind(self) -> str:
        """Return scale, categories, options, number or words."""
        return next(kind for kind in ("scale", "categories", "options", "number", "words") if kind in self.answers)


@dataclass
class LeftOut:
    """A column that does not become an item, and why."""

    header: str
    why: str


@dataclass
class DraftBook:
    """The items of a file in its order, the columns left out, and the days of the fieldwork, if the file has them."""

    language: Language
    items: list[DraftItem] = field(default_factory=list)
    unused: list[LeftOut] = field(default_factory=list)
    days: tuple[date, date] | None = None
    days_from: str = ""
    replicates: DraftReplicates | None = None
    repeated: str = ""  # ids that occur on several rows each, with their counts

    def with_role(self, role: str) -> list[DraftItem]:
        """Return the items with a role."""
        return [item for item in self.items if role in item.roles]
