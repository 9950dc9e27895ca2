"""A card for every group: its level, its change, where it ranks, what it rates best and worst.

In: the ledger of a study. Out: a row per group, with numbers already in the report: printed, tested, corrected for
their number and withheld where they may not be shown. Only the order of shown numbers is computed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from manyi.exhibits.chapter.findings import PAIRED
from manyi.exhibits.claims.sureness import FACTOR, matters, sure_of, word
from manyi.exhibits.names import Names
from manyi.exhibits.numbers import ALPHA, Number, keys_in
from manyi.exhibits.vocabulary import letters_of
from manyi.language import formats, periods
from manyi.language.formats import Language, difference_of
from manyi.language.periods import Period
from manyi.publish.page.frame import own_words
from manyi.stats import letter
from manyi.study.codebook import Codebook
from manyi.study.study import Study
from manyi.table import Head, Line, Table

SUPPRESSED = "suppressed"
LEVELS = ("mean", "share", "nps")  # statistics that count as a level
FEWEST = 3  # items that must be shown for best and worst to be named
TOLD = 2  # items that may be best or worst: if there are more, none is named


@dataclass(frozen=True)
class Card:
    """One group in one language. `letter` and `above` are from the table of letters: groups a test puts it above."""

    split: str
    key: str
    group: str
    level: str
    change: str
    rank: str
    best: str
    worst: str
    letter: str
    above: str
    small: str = ""  # groups it is above by less than matters
    since: str = ""  # the wave the change is counted from


def cards(
    ledger: pd.DataFrame, study: Study, book: Codebook, names: Names, year: Period, language: Language
) -> list[Card]:
    """Return the cards of all groups of a study whose level is shown, by split, in the order of the letters."""
    of_study = ledger[ledger["study"] == study.study]
    now = of_study[of_study["wave"].astype(str) == str(Period(year))]
    shown, outcome = now[now["status"] != SUPPRESSED], study.claims.outcome
    rated = shown[shown["statistic"] == "mean"]
    moved = of_study[
        of_study["statistic"].eq("change") & of_study["item"].eq(outcome) & of_study["status"].ne(SUPPRESSED)
    ].sort_values("sure", ascending=False, kind="stable")  # of several printings, the one a claim has judged
    every: list[Card] = []
    for split in study.claims.segments:
        letters = _letters(_of_split(now[now["item"].eq(outcome) & now["statistic"].eq(PAIRED)], split))
        changes = _of_split(moved, split)
        levels = _of_split(shown[shown["item"].eq(outcome) & shown["statistic"].isin(LEVELS)], split)
        natural = [group for group in letters if group in levels.index]  # as in the table of letters
        for group, row in levels.loc[[*natural, *levels.index.difference(natural, sort=False)]].iterrows():
            key = keys_in(str(group))[split]
            best, worst = _ends(rated[rated["group"] == group], study, names, language)
            letter, above = letters.get(str(group), ("", ()))
            every.append(Card(
                split, key, names.of(split, key, language), _level(row, names, language),
                _change(changes, str(group), study, book, language), _rank(str(group), letters, language), best, worst,
                letter, " ".join(above), " ".join(_small(str(group), levels, letters, study, book)),
                _since(changes, str(group), language),
            ))  # fmt: skip
    return every


def _of_split(rows: pd.DataFrame, split: str) -> pd.DataFrame:
    """Return the rows of a split's single groups, one each, by group."""
    alone = rows[rows["group"].astype(str).str.fullmatch(f"{split}=[^;]+")]
    return alone.drop_duplicates("group").set_index("group")


def _letters(paired: pd.DataFrame) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return by group its letter and those of the groups it is above by a corrected test; withheld groups have none.

    The letters follow the columns of the table in order, including withheld groups.
    """
    letters = {}
    for place, (group, row) in enumerate(paired.iterrows()):
        if row["status"] != SUPPRESSED:
            above = tuple(name.upper() for name in letters_of(str(row["method"])))
            letters[str(group)] = (letter(place), above)
    return letters


def _small(
    group: str, levels: pd.DataFrame, letters: dict[str, tuple[str, tuple[str, ...]]], study: Study, book: Codebook
) -> Iterator[str]:
    """Yield the letters of the groups that this one is above by less than what matters to the study."""
    rows: dict[str, dict[Any, Any]] = {str(name): row.to_dict() for name, row in levels.iterrows()}
    row = rows[group]
    for other, (its, _) in letters.items():
        if other in rows and its in letters.get(group, ("", ()))[1]:
            apart = Number(row["value"] - rows[other]["value"], difference_of(row["unit"]), item=row["item"])
            if abs(apart.value) < matters(study.claims, book, apart):
                yield its


def _rank(group: str, letters: dict[str, tuple[str, tuple[str, ...]]], language: Language) -> str:
    """Return the range of ranks a group may have according to the tests; '' if there were none."""
    if group not in letters or len(letters) < FEWEST:
        return ""
    letter, below_it = letters[group]
    over_it = sum(letter in above for _, above in letters.values())
    first, last = 1 + over_it, len(letters) - len(below_it)
    word = "card_between" if first < last else "card_at"
    return own_words(language)[word].format(first=first, last=last, n=len(letters))


def _change(moved: pd.DataFrame, group: str, study: Study, book: Codebook, language: Language) -> str:
    """Return the change since the last survey and how sure it is, in the words of the report; '' for none."""
    if group not in moved.index:
        return ""
    row: pd.Series = moved.loc[group]  # type: ignore[assignment]  # groups are there once
    effect = Number(row["value"], row["unit"], low=row["low"], high=row["high"], item=str(row["item"]))
    passed = bool(row["p_adjusted"] <= ALPHA)  # never for NaN
    judged = str(row["sure"])
    sure = judged if judged in FACTOR else sure_of(effect, matters(study.claims, book, effect), passed=passed)
    return own_words(language)["card_moved"].format(change=_moved(row, language), sure=word(sure)[language])


def _moved(row: pd.Series, language: Language) -> str:
    """Return a change with its unit and interval."""
    value = formats.number(row["value"], row["unit"], language, sign=True) + formats.after(row["unit"], language)
    return _with_interval(value, row, language)


def _since(moved: pd.DataFrame, group: str, language: Language) -> str:
    """Return the wave a change is counted from; '' if none was tested."""
    waves = periods.spanned(str(moved.loc[group, "wave"])) if group in moved.index else []
    return waves[0].words[language] if waves else ""


def _ends(rated: pd.DataFrame, study: Study, names: Names, language: Language) -> tuple[str, str]:
    """Return the items a group rates highest and lowest among the shown items of one battery.

    One item is named if no other interval reaches its own, two if they only reach each other; otherwise none.
    """
    for battery in study.claims.batteries:
        items = rated[rated["item"].isin(battery.items)].drop_duplicates("item").sort_values("value")
        if len(items) >= FEWEST:
            low, high = items.iloc[0], items.iloc[-1]
            best, worst = items[items["high"] >= high["low"]][::-1], items[items["low"] <= low["high"]]
            return _named(best, names, language), _named(worst, names, language)
    return "", ""


def _named(items: pd.DataFrame, names: Names, language: Language) -> str:
    texts = [
        formats.bracketed(names.of("item", str(row["item"]), language), _out_of(row, names, language), language)
        for _, row in items.iterrows()
    ]
    return formats.listed(texts, language) if len(texts) <= TOLD else ""


def _out_of(row: pd.Series, names: Names, language: Language) -> str:
    """Return a mean with what it is out of, for use inside brackets."""
    scale = _scale(row, names, language)
    more = formats.OUT_OF_INSIDE[language].format(scale=scale) if scale else ""
    return formats.number(row["value"], row["unit"], language) + more


def _level(row: pd.Series, names: Names, language: Language) -> str:
    """Return a level with what it is out of, and its interval."""
    value, scale = formats.number(row["value"], row["unit"], language), _scale(row, names, language)
    if not scale or row["low"] != row["low"]:
        return _with_interval(value, row, language)
    between = formats.between(row["low"], row["high"], row["unit"], language)
    return value + formats.OUT_OF_WITH[language].format(scale=scale, more=between)


def _scale(row: pd.Series, names: Names, language: Language) -> str:
    """Return what a value is out of, '' if it has no scale."""
    return names.scale([Number(row["value"], row["unit"], item=str(row["item"]))], language)


def _with_interval(value: str, row: pd.Series, language: Language) -> str:
    """Return a value with its interval, if it has one."""
    if row["low"] != row["low"]:
        return value
    return formats.bracketed(value, formats.between(row["low"], row["high"], row["unit"], language), language)


def tables(every: list[Card], names: Names, study: Study, language: Language) -> Iterator[Markup]:
    """Yield a table per split: with a script the reader picks a card, without one the tables are read as they are."""
    words = own_words(language)
    fields = ("level", "change", "rank", "best", "worst")
    for split in dict.fromkeys(card.split for card in every):
        rows = [card for card in every if card.split == split]
        used = [name for name in fields if any(getattr(card, name) for card in rows)]
        by = names.of("item", split, language)
        title = formats.bracketed(by, study.title[language], language)
        heads = {name: words[f"card_{name}"] for name in used}
        since = {card.since for card in rows} - {""}
        if len(since) == 1:
            heads["change"] = formats.bracketed(heads["change"], since.pop(), language)
        lines = [
            Line(card.group, [getattr(card, name) for name in used],
                 of_row={"letter": card.letter, "above": card.above, "small": card.small})
            for card in rows
        ]  # fmt: skip
        data = {"split": split, "study": study.study}
        yield Table(title, [*map(Head, (by, *heads.values()))], lines, kind="cards", data=data).__html__()
