"""Text in both languages, and the strict model all YAML records share."""

from __future__ import annotations

import unicodedata
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


def legible(text: str) -> str:
    """Return the text without characters nobody sees: control characters, marks that turn the direction of writing."""
    if text.isprintable():
        return text
    return "".join(one for one in text if one in "\n\t\xad" or unicodedata.category(one) not in ("Cc", "Cf"))
