"""Text in both languages, and the strict model all YAML records share."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from manyi import containers
from manyi.display import Displayed

Unit = Literal["index", "score", "nps", "percent", "minutes", "hours", "days", "times", "yuan"]


NUMBERS = (int, float, int | None, float | None)


class Strict(Displayed, BaseModel):
    """Base of all YAML records: an unknown key is an error, not silently ignored, and records are immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="after")
    def _contents_show_themselves(self) -> Self:
        """Let the lists of a record show themselves in a notebook: `codebook.items` is a table, not a wall of text."""
        for name, value in self.__dict__.items():
            self.__dict__[name] = containers.shown(value)
        return self

    @model_validator(mode="before")
    @classmethod
    def _true_is_no_number(cls, given: Any) -> Any:
        """Refuse true and false where a number is expected; they would be read as 1 and 0."""
        flags = [name for name, value in given.items() if isinstance(value, bool)] if isinstance(given, dict) else []
        for name, field in cls.model_fields.items() if flags else ():
            if field.annotation in NUMBERS and {name, field.alias} & set(flags):
                raise ValueError(f"{field.alias or name}: {str(given[field.alias or name]).lower()} is no number")
        return given


class Text(Strict):
    """The same words in both languages, both required.

    In the files of a study that names its only `language`, the words alone are enough: they stand for both.
    """

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _in_one_language(cls, words: Any, info: ValidationInfo) -> Any:
        language = (info.context or {}).get("language")
        if language is None:
            return words
        if isinstance(words, dict):
            return dict.fromkeys(("en", "zh"), words[language]) if words.keys() == {language} else words
        return {"en": str(words), "zh": str(words)} if isinstance(words, str | int | float) else words

    @field_validator("en", "zh")
    @classmethod
    def _visible(cls, words: str, info: ValidationInfo) -> str:
        """Refuse invisible characters in words read from a file; those of a chapter are checked against the font."""
        if info.context and words != (seen := legible(words)):
            hidden = next(character for character in words if character not in seen)
            raise ValueError(f"an invisible character, U+{ord(hidden):04X}: take it out")
        return words

    @classmethod
    def joined(cls, parts: Iterable[Text], mark: Text | None = None) -> Text:
        """Return texts joined by a mark; without one as sentences, which English separates by a space."""
        between = {"en": " ", "zh": ""} if mark is None else {"en": mark.en, "zh": mark.zh}
        every = list(parts)
        return cls(**{language: sign.join(part[language] for part in every) for language, sign in between.items()})

    def __getitem__(self, language: str) -> str:
        return {"en": self.en, "zh": self.zh}[language]

    @cached_property
    def slots(self) -> frozenset[str]:
        """Return the slots to fill, as `name` or `name:format`. Raises ValueError when the two languages differ."""
        english, chinese = (slots(text) for text in (self.en, self.zh))
        if english != chinese:
            raise ValueError(f"{{{min(english ^ chinese)}}} is in one language only")
        return english

    def fill(self, **values: Text | str | int) -> Text:
        """Return the text with its slots filled; a Text fills each language with its own words.

        Raises ValueError when a slot has no value or a value no slot.
        """
        names = {slot.partition(":")[0] for slot in self.slots}
        if names != values.keys():
            raise ValueError(f"{self.en!r}: values given for {sorted(values)}, but the slots are {sorted(names)}")
        spelt = {
            language: {name: value[language] if isinstance(value, Text) else value for name, value in values.items()}
            for language in ("en", "zh")
        }
        return Text(en=self.en.format(**spelt["en"]), zh=self.zh.format(**spelt["zh"]))


def message_of(problem: Mapping[str, Any]) -> str:
    """Return the message of one of pydantic's errors; for one of ours, without the prefix that pydantic adds."""
    return str(problem["ctx"]["error"] if problem["type"] == "value_error" else problem["msg"])


def slots(template: str) -> frozenset[str]:
    """Return the slots of a template, `name` or `name:format`. Raises ValueError when it is malformed."""
    parts = [(name, how) for _, name, how, _ in string.Formatter().parse(template) if name is not None]
    if unnamed := [name for name, _ in parts if not name.isidentifier()]:
        raise ValueError(f"braces must hold a name, not {unnamed[0]!r}; double a literal brace")
    return frozenset(f"{name}:{how}" if how else name for name, how in parts)


def legible(text: str) -> str:
    """Return the text without invisible characters: control characters and marks that change text direction."""
    if text.isprintable():
        return text
    return "".join(
        character
        for character in text
        if character in "\n\t\xad" or unicodedata.category(character) not in ("Cc", "Cf")
    )
