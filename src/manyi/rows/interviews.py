"""Depth interviews beside a survey: the table `<study>/interviews`, one row per person interviewed, coded by readers.

coding.yml of that table says what counts as each theme; its version is printed.
"""

from __future__ import annotations

from manyi import places
from manyi.errors import InputError
from manyi.rows.codebook import Strict, Text
from manyi.rows.definition import studies, waves
from manyi.rows.documents import read_yaml
from manyi.rows.load import load
from manyi.rows.survey import Survey

TABLE = "interviews"


class Coding(Strict):
    """What counts as each theme, and the version of these definitions."""

    version: int
    themes: dict[str, Text]


def interviews(study: str, year: int) -> Survey | None:
    """Return the interviews made in a year, or None where there were none. Raises InputError as `load` does."""
    name = f"{study}/{TABLE}"
    return load(name, year) if name in studies() and year in waves(name) else None


def coding(survey: Survey) -> Coding:
    """Return what counts as each theme. Raises InputError when a theme is no answer of `agreed`, or the other way."""
    path = places.data() / survey.study.study / "coding.yml"
    found: Coding = read_yaml(path, Coding)
    options = list(survey.codebook.items["agreed"].options or {})
    if apart := set(options) ^ set(found.themes):
        raise InputError(f"{min(apart)!r} is not in both", where=f"{survey.study.study}/coding.yml", allowed=options)
    return found
