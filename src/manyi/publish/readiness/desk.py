"""The check for a researcher at work in a notebook: mistakes and guesses, with the answers beside them.

In: a report and a wave. Out: tables and a block of HTML, for `make lab` (notebooks/check/check.ipynb). Identifiers and
what people wrote are not shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from markupsafe import Markup, escape

from manyi import places
from manyi.display import Displayed
from manyi.language.formats import Language
from manyi.language.periods import Period
from manyi.publish.readiness.checking import check_report
from manyi.publish.report import described, read
from manyi.rows.loading import load
from manyi.rows.missing import ANSWERED, missing_counts
from manyi.rows.survey import Survey
from manyi.study.items import Item
from manyi.study.marks import MARK, OpenPoint, open_points
from manyi.study.reading import studies
from manyi.study.safe_yaml import label
from manyi.study.yaml_file import line_of

BAR = "display:inline-block;height:.7em;background:#4a7fb5;margin-right:.4em;width:{share:.0f}px"
BLOCK = '<section style="display:flex;gap:2em;border-top:1px solid #bbb;padding:.6em 0">{left}{right}</section>'
HALF = '<div style="flex:1;min-width:0">{inside}</div>'
WIDEST = 160.0  # pixels of the longest bar


@dataclass(frozen=True, repr=False)
class Check(Displayed):
    """The check of a report: mistakes (where, what to write), open marks, notes; items with their answers."""

    mistakes: pd.DataFrame
    open: pd.DataFrame
    notes: list[str]
    surveys: dict[str, Survey] = field(default_factory=dict)

    def items(self, study: str = "", language: Language = "en") -> Markup:
        """Return every item of a study: its lines of codebook.yml, marks in bold, beside the answers of the wave.

        Without a study, those of the first whose rows can be built; nothing if there is none.
        """
        chosen = study or next(iter(self.surveys), "")
        if chosen not in self.surveys:
            return Markup("")
        return Markup("").join(_blocks(self.surveys[chosen], language))


def checked(report: str, year: int | str) -> Check:
    """Return the check of a report, as `make check` does it."""
    wave = Period.of(year) if isinstance(year, str) else Period(year)
    outcome = check_report(report, wave, lambda line: None)
    names = [study for study in read(report).studies if study in studies()]
    surveys = {} if outcome.mistakes else {study: load(study, wave) for study in names}
    return Check(
        pd.DataFrame([(mistake.where, mistake.what) for mistake in outcome.mistakes], columns=["where", "what"]),
        pd.DataFrame(map(_point, open_points(described(report))), columns=["mark", "where", "line", "about"]),
        [f"note: {note}" for note in outcome.notes],
        surveys,
    )


def _point(point: OpenPoint) -> tuple[str, str, int, str]:
    return point.kind, label(point.file), point.line, point.about


def _blocks(survey: Survey, language: Language) -> Iterator[Markup]:
    """Yield one block per item: its YAML at the left, the answers of this wave at the right."""
    file = places.data() / survey.study.study / "codebook.yml"
    lines = file.read_text("utf-8-sig").splitlines()
    starts = {name: at for name in survey.codebook.items if (at := line_of(file, ["items", name]))}
    missing = missing_counts(survey)
    frame = survey.frame[(survey.frame["wave"] == survey.year) & survey.frame["eligible"]]
    for name, start in starts.items():
        item = survey.codebook.items[name]
        left = Markup("<pre>{}</pre>").format(Markup("\n").join(map(_line, _item_lines(lines, start))))
        right = Markup("<b>{}</b>{}{}").format(
            item.short[language], Markup("").join(_bars(frame, name, item, language)), _left_out(missing, name)
        )
        halves = {side: Markup(HALF).format(inside=inside) for side, inside in (("left", left), ("right", right))}
        yield Markup(BLOCK).format(**halves)


def _item_lines(lines: list[str], start: int) -> list[str]:
    """Return the lines of an item: from its name to the next line that is not indented further."""
    depth = len(lines[start - 1]) - len(lines[start - 1].lstrip())
    rest = lines[start:]
    after = (at for at, line in enumerate(rest) if line.strip() and len(line) - len(line.lstrip()) <= depth)
    return [lines[start - 1], *rest[: next(after, len(rest))]]


def _line(text: str) -> Markup:
    """Return a line with its mark in bold."""
    mark = MARK.search(text)
    return Markup("{}<b>{}</b>").format(text[: mark.start()], text[mark.start() :]) if mark else escape(text)


def _bars(frame: pd.DataFrame, name: str, item: Item, language: Language) -> Iterator[Markup]:
    """Yield the answers with their counts; for a number its quarters; nothing for words and identifiers."""
    if item.words or "identifier" in item.roles:
        return
    if item.options:
        counts = {text[language]: int(frame[f"{name}__{key}"].sum()) for key, text in item.options.items()}
    elif name not in frame:
        return
    elif item.number:
        values = frame[name].dropna()
        quarters = np.quantile(values, [0, 0.25, 0.5, 0.75, 1]) if len(values) else []
        yield Markup("<div>{}</div>").format(" · ".join(f"{value:g}" for value in quarters))
        return
    else:
        given = frame[name].value_counts()
        keys = item.scale.points if item.scale else list(item.categories or {})
        counts = {_called(item, key, language): int(given.get(key, 0)) for key in keys}
    longest = max(counts.values(), default=0) or 1
    for text, count in counts.items():
        bar = Markup('<span style="{}"></span>').format(BAR.format(share=WIDEST * count / longest))
        yield Markup("<div>{}{} {}</div>").format(bar, text, count)


def _called(item: Item, key: object, language: Language) -> str:
    labels = item.scale.labels if item.scale else item.categories or {}
    text = labels.get(key)  # type: ignore[call-overload]
    return f"{key:g} {text[language] if text else ''}".strip() if isinstance(key, int | float) else str(text[language])


def _left_out(missing: pd.DataFrame, name: str) -> Markup:
    """Return how many gave no valid answer, and why."""
    if name not in missing.index:
        return Markup("")
    reasons = [f"{why} {n}" for why, n in missing.loc[name].items() if n and why != ANSWERED]
    return Markup("<div><i>{}</i></div>").format(", ".join(reasons)) if reasons else Markup("")
