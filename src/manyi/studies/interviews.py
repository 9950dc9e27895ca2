"""Depth interviews in a chapter: how people were chosen, how many mentioned what, and a quote for each theme.

Only counts of people are given: those chosen by hand represent nobody else.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from manyi import places
from manyi.errors import InputError
from manyi.exhibits.chapter.chapter import Chapter
from manyi.exhibits.data import Chart
from manyi.exhibits.numbers import Number
from manyi.exhibits.tables.grids import listing
from manyi.language import words
from manyi.language.text import Strict, Text
from manyi.rows.loading import load
from manyi.rows.survey import Survey
from manyi.stats.compare.reliability import cohen_kappa
from manyi.study.reading import studies, waves
from manyi.study.yaml_file import read_yaml

WORDS = words.beside(__file__).section("interviews")

SPOKEN = 3  # themes in sentences; all are in the table


def show_interviews(chapter: Chapter, interviews: Survey | None) -> None:
    """Show what interviewees said; nothing if nobody was interviewed."""
    if interviews is None:
        return
    about = coding(interviews)
    themes = theme_rows(interviews, list(about.themes))
    options = interviews.codebook.items["agreed"].options or {}
    chapter.counting(WORDS.section("counted"))
    with chapter.about(interviews):
        _how(chapter, interviews)
        _most(chapter, themes, options, len(interviews.frame))
        subtitle = WORDS["subtitle"].fill(version=about.version)
        base = WORDS["base"].fill(people=len(interviews.frame))
        chart = _table(themes, about, options)
        chapter.show("interviews-table", chart, title=WORDS["title"], subtitle=subtitle, base=base)
        _readers(chapter, themes)


def _table(themes: pd.DataFrame, about: Coding, options: dict[str, Text]) -> Chart:
    """Return the themes with the number of people who mentioned them, their definitions, and a quote."""
    return listing(
        themes.assign(what=themes["theme"].map(about.themes)), "theme", {"people": (WORDS["people"], "count")},
        texts={"what": WORDS["what"], "quote": WORDS["quote"]},
        labels={**options, "theme": WORDS["theme"]}, note=WORDS["read"],
    )  # fmt: skip


def _how(chapter: Chapter, interviews: Survey) -> None:
    frame, how = interviews.frame, interviews.study.disclosure
    chapter.notice(
        "interviews-how",
        WORDS["how"],
        people=Number(len(frame), "count", item="interviewees"),
        cities=Number(frame["city"].nunique(), "count", item="cities"),
        chosen=how["a05_sample"],
    )


def _most(chapter: Chapter, themes: pd.DataFrame, names: dict[str, Text], people: int) -> None:
    """Print how many mentioned the most frequent themes, each with its quote."""
    for row in themes[themes["quote_en"] != ""].head(SPOKEN).to_dict("records"):
        theme = str(row["theme"])
        chapter.say(
            f"interviews-{theme.replace('_', '-')}",
            WORDS["told"],
            n=Number(people, "count", item="interviewees"),
            k=Number(row["people"], "count", item="interviewees", group=f"theme={theme}", called=names[theme]),
            theme=names[theme],
            quote=Text(en=row["quote_en"], zh=row["quote_zh"]),
        )


def _readers(chapter: Chapter, themes: pd.DataFrame) -> None:
    kappa = themes["kappa"].dropna()
    if len(kappa):
        chapter.say(
            "interviews-readers",
            WORDS["readers"],
            low=Number(float(kappa.min()), "score", item="kappa", statistic="lowest"),
            high=Number(float(kappa.max()), "score", item="kappa", statistic="highest"),
        )


TABLE = "interviews"


class Coding(Strict):
    """What counts as each theme, and the version of these definitions."""

    version: int
    themes: dict[str, Text]


def load_interviews(study: str, year: int) -> Survey | None:
    """Return the interviews of a year, or None if there were none. Raises InputError as `load` does."""
    name = f"{study}/{TABLE}"
    return load(name, year) if name in studies() and year in waves(name) else None


def coding(survey: Survey) -> Coding:
    """Return the definitions of themes. Raises InputError if a theme is not an answer of `agreed`, or vice versa."""
    path = places.data() / survey.study.study / "coding.yml"
    codes: Coding = read_yaml(path, Coding)
    options = list(survey.codebook.items["agreed"].options or {})
    if apart := set(options) ^ set(codes.themes):
        raise InputError(f"{min(apart)!r} is not in both", where=f"{survey.study.study}/coding.yml", allowed=options)
    return codes


READERS, TEXTS = ("coder_a", "coder_b"), ("said", "translation")
REDACTED = r"\[[a-z]+\]"


def theme_rows(survey: Survey, themes: Sequence[str]) -> pd.DataFrame:
    """Return rows theme people kappa quote_zh quote_en, the theme of most people first.

    people: those with the agreed code. kappa: that of the two readers; NaN if both used only one code. The quote is
    chosen by rule, see `quoted`.
    """
    now = survey.frame[survey.frame["wave"] == survey.year]
    people = [int((now[f"agreed__{theme}"] == 1).sum()) for theme in themes]
    kappa = [cohen_kappa(*(now[f"{reader}__{theme}"].to_numpy(float) for reader in READERS)) for theme in themes]
    rows = {"theme": list(themes), "people": people, "kappa": kappa}
    table = pd.DataFrame(rows).sort_values("people", ascending=False, kind="stable", ignore_index=True)
    return table.join(quoted(now, themes), on="theme")


def quoted(now: pd.DataFrame, themes: Sequence[str]) -> pd.DataFrame:
    """Return quote_zh and quote_en by theme: of interviews with the theme by both readers and the decision, the first
    with the fewest other themes that no earlier theme has used and from which nothing was redacted; else empty.
    """
    others = now[[f"agreed__{theme}" for theme in themes]].sum(axis=1)
    whole = now[[*TEXTS]].notna().all(axis=1) & ~now["said"].str.contains(REDACTED, na=False)
    in_order = now[whole].assign(others=others).sort_values("others", kind="stable")
    used: set[str] = set()
    rows: dict[str, dict[str, str]] = {}
    for theme in themes:
        sure = in_order[[f"{code}__{theme}" for code in (*READERS, "agreed")]].eq(1).all(axis=1)
        left = in_order[sure & ~in_order["row"].isin(used)]
        rows[theme] = {"quote_zh": "", "quote_en": ""}
        if len(left):
            first = left.iloc[0]
            used.add(first["row"])
            rows[theme] = {"quote_zh": str(first["said"]), "quote_en": str(first["translation"])}
    return pd.DataFrame.from_dict(rows, orient="index")
