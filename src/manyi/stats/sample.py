"""A sample that knows its study: `survey.sample(2024).mean("index", by="channel")`.

Every method calls a function below (`stats.means` ...) that takes any `Design`; a `Sample` adds the
units of its codebook, the basis of its study, and the waves it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import pandas as pd

from manyi import display
from manyi.errors import InputError, place
from manyi.floors import Upstairs
from manyi.language.periods import Period
from manyi.language.text import Unit
from manyi.stats.compare.change import Changes, changes
from manyi.stats.compare.contrasts import Adjustment
from manyi.stats.design.design import Design
from manyi.stats.design.groups import answers_key, with_limit, with_share
from manyi.stats.estimate.estimates import Estimates, renamed
from manyi.stats.estimate.interval import ShareMethod
from manyi.stats.estimate.means_and_shares import distribution, means, nps, ratios, shares, totals_of
from manyi.stats.estimate.woodruff import Rule, quantiles
from manyi.study.codebook import Codebook
from manyi.study.items import Code
from manyi.study.study import Study

By = str | Sequence[str] | None
Items = str | Sequence[str]


@dataclass(frozen=True, repr=False)
class Sample(Design):
    """The respondents of some waves as a sample: rows, weights, strata, PSUs and margins, with study and codebook.

    Estimates are for the domain (`where` narrows it); the error is that of the whole sample. Every method returns
    `Estimates`: one row per group x item, unit and basis with each.
    """

    _plumbing = (
        "weight", "base_weight", "weights", "stratum", "psu", "wave", "units", "calibration", "raked_within", "raked",
        "residual", "replicates", "stages", "fpc", "lonely", "ends", "sums", "domain", "inside", "each_row",
    )  # fmt: skip

    study: Study | None = None
    codebook: Codebook | None = None

    @property
    def waves(self) -> tuple[int, ...]:
        """Return the waves, in order."""
        return tuple(sorted(Period(wave) for wave in self.frame["wave"].unique()))

    def unit_of(self, item: str) -> str:
        """Return the unit in which the mean of an item is printed; '' for a column the codebook does not have."""
        book = self.codebook
        if book is None or (item not in book.derived and item.partition("__")[0] not in book.items):
            return ""
        number = book.items[item].number if item in book.items else None
        if number is not None and not number.of_hundred:
            return number.unit.en if number.unit.en in get_args(Unit) else ""
        return book.unit(item)

    weighted = Upstairs("manyi.stats")  # weighted(name) -> Sample, with another weight of its study

    def mean(self, items: Items, by: By = None, level: float = 0.95, widest: float | None = 5.0) -> Estimates:
        """Return means, each over its own answers; `widest`: half-width in points beyond which a mean is flagged.

        The error is linearised over PSUs, less what raking fixes (Lumley 2010, section 2.2; Deville and Saerndal 1992).
        Raises InputError: an unknown column, or one that is not a number.
        """
        return means(self, items, by, level, widest)

    def share(
        self, items: Items, by: By = None, answers: Sequence[Code] = (), over: float | None = None,
        level: float = 0.95, method: ShareMethod = "logit",
    ) -> Estimates:  # fmt: skip
        """Return shares, 0-1, of 0/1 items; or of those who gave one of `answers`, or a number above `over`.

        Intervals stay between 0 and 1 (stats.estimate.interval). Raises InputError: an item that is not 0/1, or
        `answers` or `over` with several items.
        """
        if not answers and over is None:
            return shares(self, items, by, level, method)
        if not isinstance(items, str):
            raise InputError("answers and over go with one item", place(column=", ".join(items)))
        if over is not None:
            marked, column = with_limit(self, items, over)
        else:
            marked, column = with_share(self, items, answers)
        return renamed(shares(marked, column, by, level, method), items, answers_key(answers, over))

    def nps(self, item: str, by: By = None, level: float = 0.95) -> Estimates:
        """Return the net promoter score of a 0-10 item, -100 to 100: the share of 9 and 10 minus that of 0 to 6."""
        return nps(self, item, by, level)

    def distribution(self, item: str, by: By = None, level: float = 0.95, method: ShareMethod = "logit") -> Estimates:
        """Return the share of each answer of one item, a row per answer, among those who answered it.

        Every point of a scale has a row, even if nobody chose it; so has each option of several answers, as in `share`.
        """
        asked = self.codebook.items.get(item) if self.codebook else None
        if asked and asked.options:
            return self.share([f"{item}__{option}" for option in asked.options], by=by, level=level, method=method)
        points = [float(point) for point in asked.scale.points] if asked and asked.scale else None
        return distribution(self, item, by, level, method, points)

    def quantile(
        self, items: Items, p: float | Sequence[float] = 0.5, by: By = None, level: float = 0.95, rule: Rule = "math"
    ) -> Estimates:
        """Return weighted quantiles with Woodruff's interval (1952); the rules are those of `stats.quantiles`."""
        return quantiles(self, items, p, by, level, rule)

    def ratio(
        self, numerator: str, denominator: str, by: By = None, level: float = 0.95, unit: str = "ratio"
    ) -> Estimates:
        """Return the ratio of two weighted totals over those who answered both."""
        return ratios(self, numerator, denominator, by, level, unit)

    def total(self, items: Items, by: By = None, level: float = 0.95, unit: str = "count") -> Estimates:
        """Return weighted totals; weights average one in a wave, so these describe the sample, not the population."""
        return totals_of(self, items, by, level, unit)

    def change(
        self, items: Items, before: int | None = None, now: int | None = None, by: By = None,
        adjust: Adjustment = "holm", delta: float | Mapping[str, float] | None = None, level: float = 0.95,
    ) -> Changes:  # fmt: skip
        """Return the tested change of each item (of each group) between two waves, adjusted over all rows.

        now, before: the latest wave of the sample, and the one before it. delta: the smallest difference of interest;
        None: that of study.yml, on the scale of each item. Raises InputError: a sample with a single wave.
        """
        later = now if now is not None else self.waves[-1]
        earlier = before if before is not None else max((wave for wave in self.waves if wave < later), default=None)
        if earlier is None:
            raise InputError("a change needs two waves: survey.sample() holds all of them", allowed=self.waves)
        names = [items] if isinstance(items, str) else list(items)
        matters = delta if delta is not None else self.smallest_of_interest(names)
        return Changes(changes(self, names, later, earlier, by, adjust, matters, level), later, earlier, level)

    def smallest_of_interest(self, items: Iterable[str]) -> dict[str, float]:
        """Return {item: the smallest difference of interest}: delta of study.yml, in proportion to the item's range."""
        if self.study is None or self.codebook is None:
            return dict.fromkeys(items, 2.0)
        plan, book = self.study.claims, self.codebook
        return {item: plan.delta * book.span(item) / book.span(plan.outcome) for item in items}

    def _facts(self) -> dict[str, object]:
        inside = int(self.inside.sum())
        return {
            "study": self.study.study if self.study else "", "waves": display.listed(self.waves),
            "n": f"{inside:,}" + (f" of {len(self.frame):,}" if inside < len(self.frame) else ""),
            "strata": self.frame[self.stratum].nunique() if self.stratum else "",
            "psus": self.frame[self.psu].nunique() if self.psu else "each row",
            "raked": display.listed(self.margins), "basis": self.basis,
        }  # fmt: skip

    def _frame(self) -> pd.DataFrame:
        rows = self.frame[["wave"]].assign(inside=self.inside, psu=self.units.psu[self.units.row])
        of_wave = rows.groupby("wave").agg(rows=("inside", "size"), inside=("inside", "sum"), psus=("psu", "nunique"))
        return of_wave.reset_index()
