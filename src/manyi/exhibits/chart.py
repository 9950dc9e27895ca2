"""A figure before it is drawn: its data, how to draw them, and what to say about them.

The functions of `figures` return a Chart; `Chapter.show` gives it words and draws it once per language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup
from matplotlib.figure import Figure

from manyi.exhibits import words
from manyi.exhibits.data import Data, Row
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import Number
from manyi.exhibits.words import Language
from manyi.rows.codebook import Text


@dataclass(frozen=True)
class Scene:
    """What drawing needs beside the data: a language and the words of the study."""

    data: Data
    names: Names
    language: Language

    def name(self, row: Row) -> str:
        """Return what a row is called."""
        return self.data.name(row, self.names, self.language)

    def label(self, row: Row, column: str) -> str:
        """Return what a row is called in one key column."""
        return self.data.label(row, column, self.names, self.language)

    def number(self, number: Number) -> str:
        """Return a number as printed."""
        return words.number(number.value, number.unit, self.language)

    def say(self, text: Text) -> str:
        """Return words in this language."""
        return text[self.language]


Beside = Callable[[str, Names, Language], Markup]  # exhibit id, names, language


@dataclass(frozen=True)
class Chart:
    """A figure or a table, and the words that come from its data."""

    kind: Text  # 'Dot plot'
    data: Data
    note: Text  # how to read it
    draw: Callable[[Scene], Figure] | None = None  # none: a table
    topic: Text | None = None  # the title when none is given; else item and groups
    measure: Text | None = None  # what is measured, for the subtitle; else item and unit
    base: Text | None = None  # who is counted; else the bases of the data
    labels: Mapping[str, Text] = field(default_factory=dict)  # words for keys no codebook knows
    beside: Beside | None = None  # what a script may make of the same numbers: inert without one
