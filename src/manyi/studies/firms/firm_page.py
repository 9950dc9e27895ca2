"""One firm's scorecard: a page per language that needs nothing else. In: a study of firms, a firm's number, a year.

Everything on it is exact: the contents of the form, and its score under the indicator system.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from markupsafe import Markup

from manyi import places, rows
from manyi.errors import InputError
from manyi.language import formats
from manyi.language.formats import Language
from manyi.publish.page.frame import OTHER, TAG, base_style, own_words, styled, template
from manyi.studies.firms.assessed import assessed_design, stated_otherwise
from manyi.studies.firms.assumed import level_stability
from manyi.studies.firms.card import DRAWS, FOLDER, SEED, About, Card, card_words
from manyi.studies.firms.indicators import load


def scorecard(study: str, firm: str, year: int) -> list[Path]:
    """Write the scorecard of a firm in both languages; return the two files.

    Raises InputError: no such wave or firm, or a form that cannot be scored (and why).
    """
    survey, system = rows.load(study, year), load(study)
    design = assessed_design(survey, system)
    now = design.frame[design.frame["wave"] == year].reset_index(drop=True)
    of_firm = now[now["firm"] == firm]
    if of_firm.empty:
        raise InputError(f"no firm {firm!r} in {year}", "FIRM", [*now["firm"].dropna().sort_values().iloc[:3], "..."])
    if of_firm.iloc[0]["unscored"]:
        raise InputError(f"the form of {firm} in {year} cannot be scored: {of_firm.iloc[0]['unscored']}", "FIRM")
    stable = level_stability(now, system, DRAWS, SEED)
    before = _before(design.frame, survey.previous, firm)
    row, stable_at = of_firm.iloc[0], stable.loc[of_firm.index[0]]
    about = About(survey, system, now, row, stable_at, stated_otherwise(design), before)
    return _write(about, places.root() / "reports" / f"{study}-scorecards" / str(year), firm)


def _write(about: About, folder: Path, firm: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    names = {"en": f"{firm}.html", "zh": f"{firm}.zh.html"}
    for language in formats.LANGUAGES:
        places.write_whole(folder / names[language], _page(about.in_language(language), language, names).encode())
    return [folder / name for name in names.values()]


def _before(frame: pd.DataFrame, previous: int | None, firm: str) -> pd.Series | None:
    """Return the firm's row in the wave before; None if it was not in it or had no score."""
    of_firm = frame[(frame["wave"] == previous) & (frame["firm"] == firm) & (frame["unscored"] == "")]
    return of_firm.iloc[0] if len(of_firm) else None


def _page(card: Card, language: Language, files: dict[str, str]) -> str:
    other = OTHER[language]
    page = template("scorecard", folder=FOLDER).render(
        card=card, lang=TAG[language], other=files[other], other_lang=TAG[other], words=card_words(language),
        page=own_words(language), style=Markup(base_style()),
    )  # fmt: skip
    return styled(page, language)
