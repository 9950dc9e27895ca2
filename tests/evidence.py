"""docs/evidence.md: python -m tests.evidence. Tables that code makes; what stands around them is written by hand.

Scores at their limits, redaction on made texts, themes on real reviews coded by hand (needs the reference data).
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

from manyi.rows.read.decode import records_of, text_of
from manyi.rows.read.personal_data import redact
from manyi.stats.compare.reliability import accuracy
from manyi.studies.firms import indicators
from manyi.studies.firms.points import score
from manyi.studies.retail.themes import Coder, theme_book
from tests.conftest import REFERENCE, ROOT
from tests.methods import replaced
from tests.rows import planted_names
from tests.rows.personal_texts import Planted, corpus, left
from tests.rows.strangers_texts import texts

PAGE = ROOT / "docs" / "evidence.md"
CODED = ROOT / "tests" / "rows" / "coded" / "waterheater_lowscore.csv"
REVIEWS = "midea_waterheater_jd_lowscore.csv"
TEXTS, SEED = 6000, 20170919
# Points in percent of every indicator, special deductions, special bonus.
LIMITS = [
    *((percent, 0, 0) for percent in (0, 39.99, 40, 59.99, 60, 69.99, 70, 79.99, 80, 89.99, 90, 94.99, 95, 100)),
    (70, 1, 0), (97, 4, 0), (97, 5, 0), (2, 4, 0), (69, 0, 1), (69, 0, 3), (94.5, 0, 1), (99.5, 0, 1), (80.5, 1, 1),
]  # fmt: skip


def boundaries() -> str:
    """Return a firm at and beside every limit, and the special points."""
    system = indicators.load("firms")
    rows = []
    for percent, deductions, bonus in LIMITS:
        row: dict[str, float] = {"special_deductions": deductions, "special_bonus": bonus}
        for name, entry in system.indicators.items():
            row[f"{name}_obtained"], row[f"{name}_applicable"] = entry.points * percent / 100, entry.points
        rows.append(row)
    scored = score(pd.DataFrame(rows), system)
    lines = []
    for (percent, deductions, bonus), one in zip(LIMITS, scored.to_dict("records"), strict=True):
        stars = f"{one['stars']:.0f}" if one["stars"] else "none"
        level = system.levels[one["level"]].name.en if one["passed"] else "below the standard"
        cells = [
            f"{percent:g}",
            str(deductions),
            str(bonus),
            f"{one['score']:g}",
            level,
            stars,
            system.tiers[one["tier"]].name.en,
        ]
        lines.append(cells)
    return _table(["points, %", "deductions", "bonuses claimed", "score", "level", "stars", "vendor's tier"], lines)


def redaction() -> str:
    """Return recall by kind, and what was taken out of texts with nothing personal in them."""
    return _recall(corpus(TEXTS, SEED))


def strangers(part: str) -> str:
    """Return the same on texts by another hand, with sentences and ways to write that were new to the patterns."""
    return _recall(texts(part, 400, 1))


def names() -> str:
    """Return how many full names planted in open answers are found, and what else is taken for one."""
    rows = [
        [{"zh": "Chinese", "en": "English"}[language], str(of.planted), str(of.found), f"{of.recall:.3f}",
         f"{of.precision:.3f}"]
        for language, of in planted_names.measured(planted_names.corpus(400, SEED)).items()
    ]  # fmt: skip
    return _table(["language", "names", "found", "recall", "precision"], rows)


def _recall(given: list[Planted]) -> str:
    planted, gone = Counter[str](), Counter[str]()
    needless = []
    for text in given:
        kept, found = redact(text.text)
        if text.secret:
            planted[text.kind] += 1
            gone[text.kind] += not left(text.secret, text.kind, kept)
        elif found:
            needless.append(text.text)
    rows = [[kind, f"{n:,}", f"{gone[kind]:,}", f"{gone[kind] / n:.3f}"] for kind, n in planted.items()]
    of, clean = sum(gone.values()), sum(not text.secret for text in given)
    rows.append(["all", f"{planted.total():,}", f"{of:,}", f"{of / planted.total():.3f}"])
    precision = planted.total() / (planted.total() + len(needless))
    return "\n".join([
        _table(["kind", "texts", "nothing of it left", "recall"], rows), "",
        f"Of {clean:,} texts that only look alike, {len(needless)} lost something; of all texts touched, "
        f"{precision:.3f} had something personal in them (precision).",
    ])  # fmt: skip


def coded(reference: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what the list of words finds and what the reader found, 0/1 by theme, one row per review."""
    text = text_of((reference / "data" / "reviews" / REVIEWS).read_bytes(), REVIEWS)
    said = {line: cells[4] for line, cells in records_of(text, REVIEWS)}
    with CODED.open(encoding="utf-8") as file:
        codes = {int(row["line"]): set(filter(None, row["themes"].split("|"))) for row in csv.DictReader(file)}
    book = theme_book("reviews-real")
    decided = pd.DataFrame({name: [float(name in given) for given in codes.values()] for name in book.themes})
    return Coder(book).coded(said[line] for line in codes), decided


def themes(machine: pd.DataFrame, decided: pd.DataFrame) -> str:
    """Return precision and recall of the list of words on the reviews coded by hand."""
    book = theme_book("reviews-real")
    found = accuracy(machine, decided, list(book.themes)).set_index("item")
    rows = []
    for name, theme in book.themes.items():
        both = int((machine[name] * decided[name]).sum())
        cells = []
        for measure, of in (("precision", int(machine[name].sum())), ("sensitivity", int(decided[name].sum()))):
            value, low, high = (found.loc[name, column] for column in (measure, f"{measure}_low", f"{measure}_high"))
            cells.append("too few" if np.isnan(value) else f"{value:.2f} ({low:.2f} to {high:.2f})")
            cells[-1] += f", {both} of {of}"
        rows.append([theme.name.en, *cells])
    head = ["theme", "precision (95 % interval), of those found", "recall (95 % interval), of those there"]
    return f"{len(decided)} reviews; version {book.version} of the list.\n\n{_table(head, rows)}"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def main() -> None:
    """Write the tables into the page; the one of themes only where the reference data are."""
    page = PAGE.read_text(encoding="utf-8")
    page = replaced(page, "boundaries", boundaries())
    page = replaced(page, "redaction", redaction())
    page = replaced(page, "names", names())
    for part in ("second", "third"):
        page = replaced(page, part, strangers(part))
    if (REFERENCE / "data" / "reviews" / REVIEWS).is_file():
        page = replaced(page, "themes", themes(*coded(REFERENCE)))
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
