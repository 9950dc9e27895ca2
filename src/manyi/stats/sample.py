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
        "residual", "replicates", "stages", "fpc", "lonely", "ends", "sums", "domain", "inside", "each_row", "between",
        "from_rows", "marked", "of_waves", "only", "weighed",
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
        if book is None or not book.has(item):
            return ""
        number = book.items[item].number if item in book.items else None
        if number is not None and not number.of_hundred:
            return number.unit.en if number.unit.en in get_args(Unit) else ""
        return book.unit(item)

    weighted = Upstairs("manyi.stats")  # weighted(name) -> Sample, with another weight of its study

    def mean(self, items: Items, by: By = None, level: float = 0.95, widest: float | None = 5.0) -> Estimates:
        """Return means in the unit of each item (`unit_of`), each over its own answers: a row per group x item.

        widest: half-width in that unit beyond which a mean is flagged; None: never. The error is linearised over PSUs,
        less what raking fixes (Lumley 2010, section 2.2; Deville and Saerndal 1992); intervals are Student's t, cut off
        at the ends of the scale. Raises InputError: an unknown column, or one that is not a number.
        """
        return means(self, items, by, level, widest)

    def share(
        self, items: Items, by: By = None, answers: Sequence[Code] = (), over: float | None = None,
        level: float = 0.95, method: ShareMethod = "logit",
    ) -> Estimates:  # fmt: skip
        """Return shares, 0-1, of 0/1 items; or of those who gave one of `answers`, or a number above `over`.

        One row per group x item, unit percent. Intervals stay between 0 and 1: "logit", "beta" (Korn and Graubard 1998)
        or "wilson" (Wilson 1927), see stats.estimate.interval. Raises InputError: an unknown column, an item that is
        not 0/1, answers the codebook does not have, or `answers` or `over` with several items.
        """
        if not answers and over is None:
            return shares(self, items, by, level, method)
        if not isinstance(items, str):
            raise InputError("answers and over go with one item", place(column=", ".join(items)))
        if over is not None:
            marked, column = with_limit(self, items, over)
        else:
            self._refuse_unknown(items, answers)
            marked, column = with_share(self, items, answers)
        return renamed(shares(marked, column, by, level, method), items, answers_key(answers, over))

    def _refuse_unknown(self, item: str, answers: Sequence[Code]) -> None:
        """Raise InputError for an answer nobody could give: its share would be 0, and look like a result."""
        asked = self.codebook.items.get(item) if self.codebook else None
        possible = (asked.scale.points if asked.scale else list(asked.categories or ())) if asked else []
        if possible and (unknown := [answer for answer in answers if answer not in possible]):
            raise InputError(f"no such answer: {', '.join(map(str, unknown))}", place(column=item), possible)

    def nps(self, item: str, by: By = None, level: float = 0.95) -> Estimates:
        """Return the net promoter score of a 0-10 item, -100 to 100, unit nps: a row per group.

        100 times the share of 9 and 10 minus that of 0 to 6 (Reichheld 2003), with the error of a mean of 100, 0 and
        -100. Raises InputError: an unknown column, or answers outside 0 to 10.
        """
        return nps(self, item, by, level)

    def distribution(self, item: str, by: By = None, level: float = 0.95, method: ShareMethod = "logit") -> Estimates:
        """Return the share, 0-1, of each answer of one item among those who answered it: a row per group x answer.

        Every point of a scale has a row, even if nobody chose it; so has each option of several answers. Intervals are
        those of `share`. Raises InputError: an unknown column.
        """
        asked = self.codebook.items.get(item) if self.codebook else None
        if asked and asked.options:
            return self.share([f"{item}__{option}" for option in asked.options], by=by, level=level, method=method)
        points = [float(point) for point in asked.scale.points] if asked and asked.scale else None
        return distribution(self, item, by, level, method, points)

    def quantile(
        self, items: Items, p: float | Sequence[float] = 0.5, by: By = None, level: float = 0.95, rule: Rule = "math"
    ) -> Estimates:
        """Return weighted quantiles in the unit of each item: a row per group x item x p, `p` as a column.

        p: between 0 and 1, 0.5 the median. Intervals are of the distribution function, turned into answers (Woodruff
        1952); rules and intervals are those of `stats.quantiles`. Raises InputError: an unknown column, one that is no
        number, or a p outside 0 to 1.
        """
        return quantiles(self, items, p, by, level, rule)

    def ratio(
        self, numerator: str, denominator: str, by: By = None, level: float = 0.95, unit: str = "ratio"
    ) -> Estimates:
        """Return the ratio of two weighted totals over those who answered both: a row per group, in `unit`.

        Linearised (Lumley 2010, section 2.2). Raises InputError: an unknown column, or one that is not a number.
        """
        return ratios(self, numerator, denominator, by, level, unit)

    def total(self, items: Items, by: By = None, level: float = 0.95, unit: str = "count") -> Estimates:
        """Return weighted totals in `unit`: a row per group x item.

        Weights average one in a wave, so these describe the sample, not the population. Linearised over PSUs (Lumley
        2010, section 2.2). Raises InputError: an unknown column, or one that is not a number.
        """
        return totals_of(self, items, by, level, unit)

    def change(
        self, items: Items, before: int | None = None, now: int | None = None, by: By = None,
        adjust: Adjustment = "holm", delta: float | Mapping[str, float] | None = None, level: float = 0.95,
    ) -> Changes:  # fmt: skip
        """Return the tested change of each item between two waves, a row per group x item, adjusted over all rows.

        now, before: the latest wave of the sample, and the one before it. delta: the smallest difference of interest in
        the unit of the item; None: that of study.yml, on the scale of each item. t tests of domains of one design, p
        adjusted by Holm (1979) unless told otherwise: `stats.changes`, which lists the columns. Levels and differences
        are in the unit of the item. Raises InputError: a sample with a single wave, an unknown column or wave.
        """
        later = now if now is not None else self.waves[-1]
        earlier = before if before is not None else max((wave for wave in self.waves if wave < later), default=None)
        if earlier is None:
            raise InputError("a change needs two waves: survey.sample() holds all of them", allowed=self.waves)
        names = [items] if isinstance(items, str) else list(items)
        matters = delta if delta is not None else self.smallest_of_interest(names)
        return Changes(changes(self, names, later, earlier, by, adjust, matters, level), later, earlier, level)

    def smallest_of_interest(self, items: Iterable[str]) -> dict[str, float]:
        """Return {item: the smallest difference of interest, in its unit}: delta of study.yml, scaled to the item.

        For a sample without a study it is 2, as on a scale of 100. Raises InputError: a column not in the codebook.
        """
        if self.study is None or self.codebook is None:
            return dict.fromkeys(items, 2.0)
        plan, book = self.study.claims, self.codebook
        items = list(items)
        if unknown := [item for item in items if not book.has(item)]:
            what = "an unknown column: name one of the codebook, or give delta=, the smallest difference of interest"
            raise InputError(what, place(self.study.study, column=unknown[0]))
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
