"""The pages of a report, their names, and which chapters are on each.

`index` is complete by itself: the first screen and the findings with their figures. A report on several studies has a
page for each and one for its methods; a report on one has its chapters on `index`, and `methods`. `report` holds all in
one file, for archives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from manyi.errors import InputError
from manyi.publish.report import Run

Kind = Literal["index", "study", "methods", "report"]
RESERVED = frozenset({"index", "methods", "report", "results", "notebooks", "run"})  # names of files beside the pages


@dataclass(frozen=True)
class Sheet:
    """A page of a report. `study`: the study it is about; '' for all."""

    name: str
    kind: Kind
    study: str = ""

    @property
    def about_all(self) -> bool:
        """Return whether it is about the whole report."""
        return self.kind in ("index", "report")

    def file(self, language: str) -> str:
        """Return the name of its file in a language."""
        return f"{self.name}.html" if language == "en" else f"{self.name}.{language}.html"


WHOLE = Sheet("report", "report")


def plan_sheets(runs: list[Run], *, whole: bool = False) -> list[Sheet]:
    """Return the pages of a report with these chapters, `index` first; `whole`: including the one with everything."""
    present = [run for run in runs if run.wave]
    studies = list(dict.fromkeys(run.study for run in present))
    if clash := RESERVED & set(studies):
        raise InputError(
            f"a study cannot be called {min(clash)!r}: its page would take the place of another", "studies"
        )
    explained = [study for study in studies if any(run.study == study and run.place == "appendix" for run in present)]
    if len(studies) == 1:
        beside = [Sheet("methods", "methods", study) for study in explained]
    else:
        written = [study for study in studies if any(run.study == study and run.place == "body" for run in present)]
        beside = [Sheet(study, "study", study) for study in written]
        beside += [Sheet(f"methods-{study}", "methods", study) for study in explained]
    return [Sheet("index", "index"), *beside, *([WHOLE] if whole else [])]


def studies_of(pages: Sequence[Sheet]) -> list[str]:
    """Return the studies that have a page."""
    return list(dict.fromkeys(sheet.study for sheet in pages if sheet.study))


def runs_on(sheet: Sheet, sheets: Sequence[Sheet], runs: Sequence[Run]) -> list[Run]:
    """Return the chapters that are on a page, in full or in part, in reading order."""
    alone = not any(other.kind == "study" for other in sheets)
    order = ("appendix", "body", "summary") if sheet.kind == "methods" else ("summary", "body", "appendix")
    shown = {
        "report": lambda run: run.wave or run.place == "body",
        "methods": lambda run: run.wave and run.study == sheet.study,
        "study": lambda run: run.wave and run.place == "body" and run.study == sheet.study,
        "index": lambda run: (run.wave and run.place == "summary")
        or (run.place == "body" and (alone or not run.wave)),
    }[sheet.kind]  # fmt: skip
    return sorted(filter(shown, runs), key=lambda run: order.index(run.place))
