"""What a study's source report printed: data/<study>/published.yml. In: that file; out: one record per check.

A figure keeps the digits it was printed with (text, not a number): 20 and 20.0 say different things.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from manyi import places
from manyi.language.text import Strict, Text
from manyi.study.yaml_file import read_yaml

Verdict = Literal["consistent", "inconsistent", "ambiguous", "label", "unchecked"]
Printed = Annotated[str, Field(pattern=r"^\d+(\.\d+)?$")]


class _Check(Strict):
    id: str
    figure: Text
    printed: Text | str

    @property
    def text(self) -> Text:
        """Return what was printed, which may be the same in both languages."""
        return self.printed if isinstance(self.printed, Text) else Text(en=self.printed, zh=self.printed)


class Base(_Check):
    """Percentages that should come from one base; alone: each figure of a group that may be small."""

    kind: Literal["base"]
    percents: list[Printed] = Field(min_length=1)
    alone: bool = False


class Sum(_Check):
    """Parts and the total printed for them."""

    kind: Literal["sum"]
    parts: list[Printed] = Field(min_length=2)
    total: Printed


class Between(_Check):
    """A mean of everybody, and the means of all groups: it must be between the lowest and the highest."""

    kind: Literal["between"]
    whole: Printed
    parts: list[Printed] = Field(min_length=2)


class Mixture(_Check):
    """The mean of two groups together, which determines the size of the first."""

    kind: Literal["mixture"]
    whole: Printed
    first: Printed
    second: Printed
    name: Text  # of the first group


class Rest(_Check):
    """A mean of everybody and of some of `groups`, which determine the mean of the others, all being equally large."""

    kind: Literal["rest"]
    whole: Printed
    parts: list[Printed] = Field(min_length=1)
    groups: int = Field(ge=2)


class Change(_Check):
    """A level and its change, and the smallest change two waves of this size show under an assumed sd and deff."""

    kind: Literal["change"]
    now: Printed
    change: Printed
    people: int = Field(ge=2)
    sd: float = Field(gt=0)
    deff: float = Field(gt=0)


class Fall(_Check):
    """Those outside `share` are lower by `fall`, as a fraction of the others' level or in points: two readings."""

    kind: Literal["fall"]
    whole: Printed
    share: Printed
    fall: Printed


class Precision(_Check):
    """A percentage printed so finely that only very many cases support its last digit."""

    kind: Literal["precision"]
    percent: Printed


class Target(_Check):
    """A target for a share: what a sample of this many cases must show to meet it."""

    kind: Literal["target"]
    percent: Printed
    cases: int = Field(ge=1)


class All(_Check):
    """A target of 100 %: what a sample of this many cases without an exception shows."""

    kind: Literal["all"]
    cases: int = Field(ge=1)


class Range(_Check):
    """A range of days without a word on what varies."""

    kind: Literal["range"]
    low: Printed
    high: Printed


class Words(_Check):
    """Nothing to compute: a name, a base or a claim that does not say what it seems to."""

    kind: Literal["words"]
    verdict: Verdict
    result: Text


Check = Annotated[
    Base | Sum | Between | Mixture | Rest | Change | Fall | Precision | Target | All | Range | Words,
    Field(discriminator="kind"),
]


class PublishedReport(Strict):
    """The report a study rebuilds, and what can be checked without its data."""

    source: Text
    checks: list[Check] = Field(min_length=1)


def published_report(study: str) -> PublishedReport | None:
    """Return the checks of a study's source report, None for a study without one. Raises InputError as YAML does."""
    path = places.data() / study / "published.yml"
    return read_yaml(path, PublishedReport) if path.is_file() else None
