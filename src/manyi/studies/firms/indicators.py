"""The indicator system of an assessment standard, as data: what is checked, for how many points, and the limits.

One indicators.yml in the folder of a study of firms. Every number in it says whether it was confirmed in a public
source or assumed here, and a researcher may replace it by her own table.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from manyi import places
from manyi.errors import InputError
from manyi.language.text import Strict, Text
from manyi.study.safe_yaml import label
from manyi.study.yaml_file import read_yaml


class Sourced(Strict):
    """A number of the standard: taken from the named source, or assumed if there is none."""

    status: Literal["confirmed", "assumed"]
    source: str


class Standard(Strict):
    """The document that is applied, and what is known about its status."""

    code: str
    title: Text
    issued: date
    in_force: date
    standing: Text


class Check(Sourced):
    """The smallest unit of assessment. `met`: yes or no. `sampled`: several similar samples, some of which conform."""

    name: Text
    how: Literal["met", "sampled"]
    points: float = Field(gt=0)


class Dimension(Sourced):
    """First level of the system; the points of all dimensions make 100."""

    name: Text
    clause: str
    points: float = Field(gt=0)


class Indicator(Sourced):
    """Second level: its checks add up to its points."""

    dimension: str
    name: Text
    clause: str
    points: float = Field(gt=0)
    checks: dict[str, Check]


class Points(Sourced):
    """The worth of one special deduction or bonus; `most`: how many count (None: all)."""

    points: float
    most: int | None = None


class FailAt(Sourced):
    """The number of special deductions at which a firm fails whatever its score."""

    deductions: int


class Special(Strict):
    """Breaches and merits outside the indicators."""

    deduction: Points
    bonus: Points
    fail_at: FailAt
    before_levels: Sourced
    reasons: dict[str, Text]


class Level(Sourced):
    """A level of the standard, reached from a score of `low` (included)."""

    low: float = Field(alias="from")
    stars: int
    name: Text


class Tier(Strict):
    """A tier of the vendor's, from a score of `low` (included), with advice."""

    low: float = Field(alias="from")
    name: Text
    advice: list[Text]


class IndicatorSystem(Strict):
    """indicators.yml: dimensions, indicators and checks in order; levels and tiers from low to high."""

    standard: Standard
    sources: dict[str, Text]
    dimensions: dict[str, Dimension]
    indicators: dict[str, Indicator]
    special: Special
    levels: dict[str, Level]
    below: Text
    results: dict[str, Text]
    tiers: dict[str, Tier]
    tier_source: str

    @property
    def checks(self) -> dict[str, Check]:
        """Return every check by name, in order."""
        return {name: check for entry in self.indicators.values() for name, check in entry.checks.items()}

    def of_dimension(self, dimension: str) -> list[str]:
        """Return the indicators of a dimension, in order."""
        return [name for name, entry in self.indicators.items() if entry.dimension == dimension]

    @property
    def words(self) -> dict[str, Text]:
        """Return the names of results, dimensions (score, standard reached), levels and tiers."""
        dimensions = {
            f"{name}{end}": dimension.name
            for name, dimension in self.dimensions.items()
            for end in ("_score", "_reached")
        }
        levels = {"below": self.below, **{name: level.name for name, level in self.levels.items()}}
        tiers = {name: tier.name for name, tier in self.tiers.items()}
        return {**self.results, **dimensions, **levels, **tiers}

    def numbers(self) -> dict[str, Sourced]:
        """Return every confirmed or assumed number, by its path in the file."""
        parts: dict[str, dict[str, Sourced]] = {
            "dimensions": {**self.dimensions},
            "indicators": {**self.indicators},
            "checks": {**self.checks},
            "levels": {**self.levels},
            "special": {name: entry for name, entry in self.special if isinstance(entry, Sourced)},
        }
        return {f"{part}.{name}": entry for part, entries in parts.items() for name, entry in entries.items()}

    @model_validator(mode="after")
    def _adds_up(self) -> IndicatorSystem:
        if sum(dimension.points for dimension in self.dimensions.values()) != 100:
            raise ValueError("the points of the dimensions must add up to 100")
        for name, entry in self.indicators.items():
            if entry.dimension not in self.dimensions:
                raise ValueError(f"{name}: dimension {entry.dimension!r} is not one of {list(self.dimensions)}")
            _must_equal(name, entry.points, [check.points for check in entry.checks.values()])
        for name, dimension in self.dimensions.items():
            _must_equal(
                name, dimension.points, [self.indicators[indicator].points for indicator in self.of_dimension(name)]
            )
        if {*self.levels, "below"} & {*self.tiers}:
            raise ValueError("a level and a tier have the same name")
        if len(self.checks) != sum(len(entry.checks) for entry in self.indicators.values()):
            raise ValueError("two checks have the same name")
        return self

    @model_validator(mode="after")
    def _in_order(self) -> IndicatorSystem:
        for what, entries in (("levels", self.levels), ("tiers", self.tiers)):
            lows = [entry.low for entry in entries.values()]
            if lows != sorted(set(lows)):
                raise ValueError(f"{what} must rise from low to high")
        if next(iter(self.tiers.values())).low != 0:
            raise ValueError("the first tier must start at 0")
        unknown = {entry.source for entry in self.numbers().values()} | {self.tier_source}
        if unknown - set(self.sources):
            raise ValueError(f"sources not described: {sorted(unknown - set(self.sources))}")
        return self


def _must_equal(name: str, points: float, parts: list[float]) -> None:
    """Raise unless the parts add up, to a thousandth of a point for decimals such as 5.714."""
    if abs(sum(parts) - points) > 0.001:
        raise ValueError(f"{name}: the parts add up to {sum(parts):g}, not {points:g}")


def load(study: str) -> IndicatorSystem:
    """Read data/<study>/indicators.yml; an unusable file gives one line that names file and key."""
    path = places.data() / study / "indicators.yml"
    if not path.is_file():
        raise InputError("no indicator system: a study scored by a standard needs this file", where=label(path))
    system: IndicatorSystem = read_yaml(path, IndicatorSystem)
    return system
