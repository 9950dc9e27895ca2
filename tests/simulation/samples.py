"""Samples of `contact` with known truth: two waves drawn from the enumerated population, raked as the report rakes.

One row of a sample is a screened adult who answered. Everything is as in the report except the mess of delivery:
strata, rotating districts, chances to answer that depend on the margins, base weights that know the plan only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np
import pandas as pd

import sample
from manyi.rows.clean.rake import rake_groups
from manyi.stats import Design
from sample.contact_plan import PSUS, RATINGS
from sample.draw import Population, rotation
from sample.truth import column

NOW, BEFORE = 2024, 2023
MARGINS = ("sex", "age_group", "region")
DRIVERS = list(RATINGS)
FAMILY = ["index", "nps", "satisfied", "fcr", "speed_index", "solving_index", "attitude_index"]
GROUPS = ["city", "district", "sex", "age_group", "region", "channel", "industry"]
LARGEST = 5.0  # times the mean weight, as in study.yml


@dataclass(frozen=True)
class World:
    """Two waves of the population. `before` may be the same people under another year: then nothing has changed."""

    now: Population
    before: Population

    @cached_property
    def unchanged(self) -> Population:
        """Return this wave's people under the earlier year: any change found between the two is false."""
        return replace(self.now, wave=BEFORE)

    @cached_property
    def people(self) -> dict[int, pd.DataFrame]:
        """Return the people the report is about, by wave: the truth is theirs."""
        return {wave: part.frame[part.eligible] for wave, part in ((NOW, self.now), (BEFORE, self.before))}

    @cached_property
    def changes(self) -> np.ndarray:
        """Return the true change of each item of the claim family."""
        now, before = (self.people[wave][FAMILY].mean().to_numpy() for wave in (NOW, BEFORE))
        return now - before

    @cached_property
    def highest(self) -> str:
        """Return the industry whose index is truly highest."""
        return str(self.people[NOW].groupby("industry", observed=True)["index"].mean().idxmax())


@cache
def world(real: bool = True) -> World:
    """Return both enumerated waves; with real=False one only (half the time), in which nothing has changed."""
    now = _needed(sample.population("contact", NOW))
    return World(now, _needed(sample.population("contact", BEFORE)) if real else replace(now, wave=BEFORE))


def _needed(population: Population) -> Population:
    """Keep the columns that are asked about, derived ones included: a draw is then quick."""
    frame, book = population.frame, sample.codebook("contact")
    numbers = {name: column(frame, book, name) for name in FAMILY}
    numbers |= {name: frame[name].to_numpy(float) for name in [*DRIVERS, "overall", "wait", "hours"]}
    return replace(population, frame=pd.concat([frame[GROUPS], pd.DataFrame(numbers)], axis=1))


@cache
def targets() -> list[np.ndarray]:
    """Return the population shares of each margin."""
    return [np.array(list(sample.margins("contact")[margin].values())) for margin in MARGINS]


def raked(drawn: pd.DataFrame) -> pd.DataFrame:
    """Rake one wave to the margins of all adults, with the core the report uses; both weights have mean 1."""
    base = drawn["base_weight"].to_numpy() / drawn["base_weight"].mean()
    codes = [drawn[margin].cat.codes.to_numpy(int) for margin in MARGINS]
    codes[1] = codes[1] - 1  # the first age group is under age and empty
    found = rake_groups(base, np.ones(len(base)), codes, [t * len(base) for t in targets()], LARGEST)
    return drawn.assign(base_weight=base, weight=found.weights, stratum=drawn["city"], psu=drawn["district"])


def districts(rng: np.random.Generator) -> dict[int, np.ndarray]:
    """Draw the districts of both waves, half of them kept."""
    return rotation([BEFORE, NOW], PSUS, rng)


def taken(
    population: Population, where: dict[int, np.ndarray], rng: np.random.Generator, selected: float = 0.0
) -> pd.DataFrame:
    """Draw one wave in its districts and rake it."""
    return raked(sample.draw(population, rng, where[population.wave], selected))


def design(*waves: pd.DataFrame) -> Design:
    """Put waves into one design, as `survey_design` does: eligible rows are the domain."""
    frame = pd.concat(waves, ignore_index=True)
    made = Design(
        frame,
        stratum="stratum",
        psu="psu",
        base_weight="base_weight",
        margins=MARGINS,
        raked_within="wave",
        wave="wave",
        domain=frame["eligible"].to_numpy(bool),
    )
    made.weights, made.units, made.calibration  # noqa: B018 - worked out once here, handed on to every domain
    return made
