"""A survey -> a table for others to analyse: codes with their labels, and nothing that identifies a person or a place.

Left out by rule: identifiers, open answers, the place of a row in its file. Strata and clusters stay, since intervals
need them, as numbers without names. Row in and out: a respondent.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from manyi import places
from manyi.language import words
from manyi.language.formats import LANGUAGES
from manyi.language.text import Text
from manyi.rows.survey import Survey
from manyi.study.codebook import Derived
from manyi.study.items import Item, columns_of
from manyi.study.marks import descriptions, open_points

WORDS = words.beside(__file__).section("columns")
DESIGN = ("weight", "base_weight", "eligible", "stratum", "psu")


@dataclass(frozen=True)
class Variable:
    """A column of the table: label, question, {code: label} if its codes mean answers, whether it has whole numbers."""

    name: str
    label: Text
    question: Text
    values: dict[int, Text] = field(default_factory=dict)
    whole: bool = False


@dataclass(frozen=True)
class AnalysisData:
    """The table (all columns float or whole numbers, missing as NaN), its variables in order, and what was left out."""

    frame: pd.DataFrame
    variables: list[Variable]
    left_out: dict[str, str]


Numbered = dict[str, dict[Any, int]]  # the numbers of strata and clusters; the count of cases so far


def analysis_data(survey: Survey, before: Numbered | None = None) -> AnalysisData:
    """Return the analysis data of a survey, with all its waves in one table.

    before: the numbering of the earlier parts, to be continued.
    """
    frame, numbered = survey.frame, {} if before is None else before
    cases = range(numbered.setdefault("case", {}).get("last", 0) + 1, sys.maxsize)
    columns: dict[str, pd.Series] = {"case": pd.Series(cases[: len(frame)], frame.index), "wave": frame["wave"]}
    numbered["case"]["last"] = cases[len(frame)] - 1
    variables = [_plain("case"), _plain("wave")]
    left_out = {}
    for name, item in survey.codebook.items.items():
        if reason := _why_not(item):
            left_out[name] = reason
            continue
        for variable, values in _item(frame, name, item):
            variables.append(variable)
            columns[variable.name] = values
    for variable, values in (*_computed(survey), *_of_design(frame, numbered)):
        variables.append(variable)
        columns[variable.name] = values
    if open_points(descriptions(places.data() / survey.study.study)):
        mark = "draft" if "draft" not in columns else "draft_of_manyi"
        columns[mark] = pd.Series(1.0, index=frame.index)  # in every format, and in any part somebody cuts out
        variables.append(Variable(mark, WORDS["draft"], WORDS["draft"], {1: WORDS["is_draft"]}, whole=True))
    return AnalysisData(pd.DataFrame(columns).reset_index(drop=True), variables, left_out)


def columns_needed(survey: Survey) -> list[str]:
    """Return the columns of the clean rows that analysis data use."""
    items = {column for name, item in survey.codebook.items.items() if not _why_not(item)
             for column in columns_of(item, name)}  # fmt: skip
    wanted = {"wave", *items, *survey.codebook.derived, *DESIGN}
    return [name for name in survey.frame.columns if name in wanted]


def _computed(survey: Survey) -> Iterator[tuple[Variable, pd.Series]]:
    """Yield the derived columns with their values."""
    for name, derived in survey.codebook.derived.items():
        if name in survey.frame:
            variable = Variable(name, derived.short, derived.definition, _marks(derived))
            yield variable, survey.frame[name].astype(float)


def _of_design(frame: pd.DataFrame, numbered: Numbered) -> Iterator[tuple[Variable, pd.Series]]:
    """Yield weights, scope, strata and clusters; the latter as numbers without names, in order of appearance."""
    for name in DESIGN:
        if name in ("stratum", "psu"):
            there = numbered.setdefault(name, {})
            number = {value: there.setdefault(value, len(there) + 1) for value in frame[name].unique()}
            yield _plain(name), frame[name].map(number).astype("int64")
        else:
            yield _plain(name, whole=name == "eligible"), frame[name].astype(float)


def _why_not(item: Item) -> str:
    """Return why an item may not be handed over; '' if it may."""
    if "identifier" in item.roles:
        return "identifier"
    return "open text" if item.words else ""


def _item(frame: pd.DataFrame, name: str, item: Item) -> Iterator[tuple[Variable, pd.Series]]:
    """Yield the variables of an item with their values; none if it is not a column of the clean rows."""
    if item.options:
        yes_no = {0: WORDS["no"], 1: WORDS["yes"]}
        for option, words_ in item.options.items():
            column = f"{name}__{option}"
            label = _of_option(item, words_)
            if column in frame:
                yield Variable(column, label, item.text, yes_no, whole=True), frame[column].astype(float)
    elif name not in frame:
        return
    elif item.categories:
        keys = list(item.categories)
        codes = frame[name].map({key: float(code) for code, key in enumerate(keys, start=1)}).astype(float)
        values = {code: item.categories[key] for code, key in enumerate(keys, start=1)}
        yield Variable(name, item.short, item.text, values, whole=True), codes
    else:
        labels = dict(item.scale.labels) if item.scale else {}
        whole = item.scale.step == 1 if item.scale else bool(item.number and item.number.whole)
        yield Variable(name, item.short, item.text, labels, whole=whole), frame[name].astype(float)


def _of_option(item: Item, option: Text) -> Text:
    """Return the label of one answer's column: question and answer."""
    pattern = WORDS["option"]
    return Text(**{lang: pattern[lang].format(item=item.short[lang], option=option[lang]) for lang in LANGUAGES})


def _marks(derived: Derived) -> dict[int, Text]:
    """Return the labels of a derived column that is 0 or 1."""
    return {0: WORDS["no"], 1: WORDS["yes"]} if derived.top or derived.all else {}


def _plain(name: str, whole: bool = True) -> Variable:
    return Variable(name, WORDS[name], WORDS[name], whole=whole)
