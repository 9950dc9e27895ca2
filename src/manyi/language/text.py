"""Text in both languages, and the strict model all YAML records share."""

from __future__ import annotations

import string
import unicodedata
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

Unit = Literal["index", "score", "nps", "percent", "minutes", "hours", "days", "times", "yuan"]


class Strict(BaseModel):
    """An unknown key is an error, not a silent no-op; a record does not change after it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """The same words in both languages; both are needed."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)

    @field_validator("en", "zh")
    @classmethod
    def _visible(cls, words: str, info: ValidationInfo) -> str:
        """Refuse characters nobody sees in words of a file (`read_yaml`); those of a chapter are held to the font."""
        if info.context and words != (seen := legible(words)):
            hidden = next(one for one in words if one not in seen)
            raise ValueError(f"an invisible character, U+{ord(hidden):04X}: take it out")
        return words

    def __getitem__(self, language: str) -> str:
        return {"en": self.en, "zh": self.zh}[language]

    @cached_property
    def slots(self) -> frozenset[str]:
        """What is to be filled in, `name` or `name:format`. Raises ValueError when the languages differ in it."""
        english, chinese = (slots(text) for text in (self.en, self.zh))
        if english != chinese:
            raise ValueError(f"{{{min(english ^ chinese)}}} is in one language only")
        return english

    def fill(self, **values: Text | str | int) -> Text:
        """Return the text with its slots filled, by a text in its own language or by the same word in both.

        Raises ValueError when a value is missing or has no slot.
        """
        names = {slot.partition(":")[0] for slot in self.slots}
        if names != values.keys():
            raise ValueError(f"{self.en!r} is filled with {sorted(values)}, its slots are {sorted(names)}")
        spelt = {
            language: {name: value[language] if isinstance(value, Text) else value for name, value in values.items()}
            for language in ("en", "zh")
        }
        return Text(en=self.en.format(**spelt["en"]), zh=self.zh.format(**spelt["zh"]))


def slots(template: str) -> frozenset[str]:
    """Return the slots of a template, `name` or `name:format`. Raises ValueError when it cannot be read."""
    parts = [(name, how) for _, name, how, _ in string.Formatter().parse(template) if name is not None]
    if unnamed := [name for name, _ in parts if not name.isidentifier()]:
        raise ValueError(f"braces hold a name, not {unnamed[0]!r}; a brace that is meant is written twice")
    return frozenset(f"{name}:{how}" if how else name for name, how in parts)


def legible(text: str) -> str:
    """Return the text without characters nobody sees: control characters, marks that turn the direction of writing."""
    if text.isprintable():
        return text
    return "".join(one for one in text if one in "\n\t\xad" or unicodedata.category(one) not in ("Cc", "Cf"))
