"""What a reader knows after ten seconds, as one record: the answer, a row per study, what to do, the findings in order.

The summary chapter fills it from the claims of all chapters; the page lays it out. Texts are HTML by language, their
numbers marked with ledger ids (`Spoken.again`); every id is that of an element of a chapter, on whichever page it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from manyi.errors import InputError
from manyi.exhibits.html import font
from manyi.exhibits.html.markup import plain
from manyi.language.formats import LANGUAGES

Both = Mapping[str, str]  # HTML by language
Direction = Literal["up", "down", "same", ""]


@dataclass(frozen=True)
class StudyRow:
    """One study in one line: its result with the scale, its change, and how sure that is."""

    study: str
    result: Both
    change: Both
    sure: Both
    direction: Direction = ""  # direction of a shown change; same: tested, but not shown


@dataclass(frozen=True)
class Action:
    """What to do, for whom, and why; `claim` is the finding it rests on."""

    do: Both
    whom: Both
    why: Both
    claim: str


@dataclass(frozen=True)
class Finding:
    """One of the weightiest findings: its title is the finding, its text says how much and how surely."""

    claim: str
    exhibit: str  # the figure that shows it; '' if there is none
    study: str
    title: Both
    text: Both


@dataclass(frozen=True)
class Question:
    """A question the data could not answer; `claim` is the test that tried."""

    text: Both
    claim: str
    study: str


@dataclass(frozen=True)
class FirstScreen:
    """The opening of a report. Without a title the report's own is used; any list may be empty."""

    title: Both
    paragraph: Both
    rows: Sequence[StudyRow]
    actions: Sequence[Action]
    findings: Sequence[Finding]
    unknown: Sequence[Question]

    def __post_init__(self) -> None:
        """Raise InputError for a text in only one language, or one the font cannot draw."""
        for place, text in _texts(self, "first screen"):
            if len({bool(text.get(language, "").strip()) for language in LANGUAGES}) > 1:
                raise InputError("has a text in one language only", where=place)
            for language in LANGUAGES:
                font.require_glyphs(plain(text.get(language, "")), place)

    def record(self) -> dict[str, Any]:
        """Return the record as JSON can hold it."""
        return asdict(self)


def _texts(part: Any, place: str) -> list[tuple[str, Both]]:
    """Return every text of a record with the name of its field."""
    texts: list[tuple[str, Both]] = []
    for field in fields(part):
        value, name = getattr(part, field.name), f"{place}, {field.name}"
        if isinstance(value, Mapping):
            texts.append((name, value))
        elif isinstance(value, Sequence) and not isinstance(value, str):
            texts += [text for entry in value for text in _texts(entry, name)]
    return texts
