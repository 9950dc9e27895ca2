"""Themes of negative reviews: how frequent, as found and as corrected, and how often the list of words is right.

Input: the reviews of a study and its codebook of themes. Output: charts, Estimates and frames.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from manyi.exhibits.data import Chart
from manyi.exhibits.figures.rows import dots
from manyi.exhibits.numbers import ALPHA, Number, number
from manyi.exhibits.tables.grids import listing
from manyi.language import words
from manyi.language.formats import Unit
from manyi.language.text import Text
from manyi.language.words import Words
from manyi.rows.survey import Survey
from manyi.stats.compare.highest_lowest import Standing, standing, standing_apart
from manyi.stats.compare.reliability import accuracy, agreement, corrected_shares
from manyi.stats.design.design import Design
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.estimate.means_and_shares import shares
from manyi.studies.retail import marketplace as market
from manyi.studies.retail.themes import ThemeBook

WORDS = words.beside(__file__).section("year")


@dataclass(frozen=True)
class ReviewThemes:
    """What the negative reviews of a year complain about."""

    reviews: Survey
    book: ThemeBook
    year: int

    @property
    def names(self) -> dict[str, Text]:
        """Return the names of the themes."""
        return {name: theme.name for name, theme in self.book.themes.items()}

    @cached_property
    def bad(self) -> Design:
        """Return the negative reviews of the year with words, a 0/1 column per theme."""
        return market.complaining(self.reviews, self.book, self.year)

    @cached_property
    def shares(self) -> Estimates:
        """Return the share of negative reviews with each theme, as the list of words finds them."""
        return shares(self.bad, list(self.names))

    @cached_property
    def read(self) -> dict[str, pd.DataFrame]:
        """Return the codes of the reviews two people read (`market.read_twice`)."""
        return market.read_twice(self.bad, list(self.names))

    @property
    def were_read(self) -> int:
        """Return how many reviews two people read."""
        return len(self.read["machine"])

    @cached_property
    def errors(self) -> pd.DataFrame:
        """Return how often the list of words is right, by theme."""
        return accuracy(self.read["machine"], self.read["agreed"], list(self.read["machine"].columns))

    @cached_property
    def fixed(self) -> pd.DataFrame:
        """Return the shares of themes corrected for the errors of the list."""
        return corrected_shares(self.shares.table, self.errors)

    def charted(self) -> Chart:
        """Return the shares of themes as found and, if reviews were read, as corrected."""
        if not self.were_read:
            return dots(market.by_theme(self.shares.table))
        corrected = self.fixed.drop(columns="observed").assign(shown_as="as_corrected")
        both = pd.concat([self.shares.table.assign(shown_as="as_found"), corrected])
        return dots(market.by_theme(both), series="shown_as", order="given", labels=WORDS.section("shown_as"))

    def order(self) -> Standing:
        """Return which themes are most and least frequent: as corrected if reviews were read, else as found."""
        if not self.were_read:
            return standing(self.shares).under(item="theme")
        together = corrected_shares(self.shares.table, self.errors, 1 - ALPHA / len(self.names))
        return standing_apart(market.by_theme(self.fixed).assign(unit="percent"), "theme", together)

    def as_found(self) -> dict[str, Number]:
        """Return the least and the most frequent share as the list of words finds them."""
        shares = self.shares.table.sort_values("estimate")
        return {name: number(market.by_theme(shares).iloc[at]) for name, at in (("high", -1), ("low", 0))}

    def listed(self) -> Chart:
        """Return the themes with their definition and the number of words that find each."""
        rows = [
            {
                "theme": name,
                "words": len({*theme.about, *theme.bad, *theme.good, *theme.alone}),
                "what": theme.definition,
            }
            for name, theme in self.book.themes.items()
        ]
        head, note = WORDS.section("book"), WORDS["version"].fill(version=self.book.version)
        return worded(pd.DataFrame(rows), "theme", {"words": "count"}, head, {"what": head["what"]}, note=note)

    def readers(self) -> Chart:
        """Return the agreement of the two readers, by theme."""
        rows = market.by_theme(agreement(self.read["coder_a"], self.read["coder_b"]))
        ends = {"kappa": "kappa", "alpha": "alpha"}
        return worded(rows, "theme", {"kappa": "score", "alpha": "score"}, WORDS.section("agreement"), low=ends)

    def accuracy(self) -> Chart:
        """Return how often the list of words is right, by theme."""
        heads = WORDS.section("errors")
        units: dict[str, Unit] = dict.fromkeys(heads, "percent")
        rows, note = market.by_theme(self.errors), WORDS["against_readers"]
        return worded(rows, "theme", units, heads, low={name: name for name in heads}, note=note)


def worded(
    rows: pd.DataFrame, key: str, units: Mapping[str, Unit], heads: Words, texts: Mapping[str, Text] | None = None, *,
    low: Mapping[str, str] | None = None, labels: Mapping[str, Text] | None = None, note: Text | None = None,
) -> Chart:  # fmt: skip
    """Return a small frame as a table, with heads from a section of words."""
    columns = {name: (heads[name], unit) for name, unit in units.items()}
    return listing(rows, key, columns, texts=texts, low=low, labels=labels, note=note)
