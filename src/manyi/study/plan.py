"""What a study's report will claim, written down before the data: `claims:` in study.yml.

The chapters are the same for every survey; here a survey says which of its items they cover, and adds sentences that
only make sense for it. Nothing here is a result.
"""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field, model_validator

from manyi.language.text import Strict, Text, Unit
from manyi.study.items import Code

Where = dict[str, list[Code] | dict[Literal["min", "max"], float]]  # item -> answers, or limits of a number
Place = Literal["summary", "body", "appendix"]  # of a chapter in a report, in reading order
PLACES: tuple[Place, ...] = get_args(Place)
PART = r"^[a-z][a-z0-9-]*$"  # what a chapter is called in a plan


class Statement(Strict):
    """A sentence around one number; `{value}` in both languages stands for the estimate."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    chapter: str = Field(pattern=PART)  # a notebook declares which of them it prints
    of: Literal["mean", "share", "median", "p90"]
    item: str  # an item, a derived column, or `item__option`
    answers: list[Code] = []  # share of those who gave one of these (categories and scales)
    where: Where = {}
    weight: str | None = None  # one of design.weights, instead of the study's own
    unit: Unit
    text: Text
    analysis: str = ""


class Comparison(Strict):
    """Group a against group b on one item; the test decides the words."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    chapter: str = Field(pattern=PART)  # a notebook declares which of them it prints
    of: Literal["mean", "share"] = "mean"
    item: str
    answers: list[Code] = []
    a: Where
    b: Where
    a_name: Text  # as the subject of a sentence, lower case: "those who had to ask again"
    b_name: Text
    unit: Unit
    controls: list[str] = []  # held constant in a second, adjusted comparison
    relative: bool = False  # also print a as a share of b
    weight: str | None = None  # one of design.weights, instead of the study's own
    analysis: str = ""


class Battery(Strict):
    """Items asked in the same way, compared within respondents: highest, lowest, above and below their mean."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: Text
    items: list[str]
    of: Literal["mean", "share"] = "mean"
    analysis: str = ""


class DriverModel(Strict):
    """What is associated with `outcome`; one model per part of the questionnaire answered by the same people."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: Text
    outcome: str
    drivers: list[str]
    among: Text | None = None  # the drivers as a set, inside a sentence, where another model has the same outcome
    controls: list[str] = []
    where: Where = {}
    analysis: str = "AN31"


class Duration(Strict):
    """A waiting or resolution time, with the limit people expect."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: Text
    item: str
    limit: float = Field(gt=0)
    unit: Literal["minutes", "hours", "days"]
    by: str | None = None
    where: Where = {}
    ended: Where = {}  # which cases have ended; the others are censored at the time elapsed so far


class Priority(Strict):
    """Groups by size and satisfaction: where low satisfaction affects the most people."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: Text
    item: str
    by: str


class Rate(Strict):
    """How often something happened, by group, and why."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: Text
    item: str  # categories item or 0/1 column
    answers: list[Code] = []
    by: str
    where: Where = {}
    reasons: str | None = None  # an options item


class Kpi(Strict):
    """A key figure and its target, fixed before the data.

    share: of those who gave one of `answers`. mean: of a number. within: the share that ended no later than `limit`,
    where `item` is the time taken, or elapsed so far, and `ended` says which cases have ended.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Text
    table: str = ""  # a table of the study (a subfolder); empty: the study's main rows
    of: Literal["share", "mean", "within"]
    item: str
    answers: list[Code] = []
    ended: Where = {}
    limit: float | None = None
    where: Where = {}
    target: float
    unit: Unit
    # A complete count is judged on its value; a sample (design, model) only on its confidence bounds.
    basis: Literal["census", "design", "model"]
    called: Text | None = None  # the name used by the target's source, where that is not what it measures
    analysis: str = "AN24"

    @model_validator(mode="after")
    def _whole(self) -> Kpi:
        needs = {"share": bool(self.answers), "mean": True, "within": bool(self.ended) and self.limit is not None}
        if not needs[self.of]:
            raise ValueError("a share needs answers; within needs ended and limit")
        return self


class Advice(Strict):
    """What to do about a finding, and who should do it: printed only if its test gave one of the verdicts in `when`."""

    claim: str = Field(pattern=r"^[a-z0-9_-]+$")  # id of the claim, without the study
    when: list[str]  # verdicts: lower, higher, fell, not_met ...
    do: Text
    whom: Text


class Claims(Strict):
    """The plan of one study's report. `outcome` is the headline; `delta` the smallest difference of interest."""

    outcome: str
    delta: float = Field(default=2.0, gt=0)
    unit: Unit = "index"
    family: list[str] = []  # items whose change from the previous wave is claimed (Holm)
    segments: list[str] = []  # tested on the outcome: omnibus first, then pairs (Holm)
    held: list[
        str
    ] = []  # items whose distribution "other choices" holds at the last wave's: how people were asked, who they are
    crossed: list[tuple[str, str]] = []  # segment x module items or segment x segment tables (BH)
    batteries: list[Battery] = []
    statements: list[Statement] = []
    comparisons: list[Comparison] = []
    incidences: list[str] = []  # options items whose shares are tracked over the waves
    persistent: list[Battery] = []  # batteries searched for items below the mean in every wave
    models: list[DriverModel] = []
    durations: list[Duration] = []
    priorities: list[Priority] = []
    rates: list[Rate] = []
    kpis: list[Kpi] = []
    headline: bool = True  # whether `outcome` may be the big number of a report
    audience: Text | None = None  # who the priorities of the models are for
    advice: list[Advice] = []
    not_measurable: list[Text] = []  # what the sources report but this survey cannot measure, and why

    @model_validator(mode="after")
    def _each_once(self) -> Claims:
        """Refuse a column named twice where each is printed under an id of its own."""
        lists = {name: getattr(self, name) for name in ("family", "segments", "held", "incidences", "crossed")}
        lists |= {f"battery {battery.id}": battery.items for battery in (*self.batteries, *self.persistent)}
        lists |= {f"crossed {' and '.join(pair)}": pair for pair in self.crossed}
        for name, entries in lists.items():
            if twice := [str(entry) for entry in dict.fromkeys(entries) if list(entries).count(entry) > 1]:
                raise ValueError(f"{name}: {twice[0]} is named twice: name it once")
        return self
