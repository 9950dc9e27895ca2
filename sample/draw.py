"""Draw a sample from a population: one row is a screened adult who answered, with base weight, stratum and PSU.

Two stages: districts within each city with equal chance (half of them kept in the next wave), then people within
a district, each on their own with a chance proportional to their inclination to answer. The base weight knows the
plan only (adults of the city per planned respondent), as a panel supplier's does; raking has to undo the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sample.people import CITIES, DISTRICTS

# The second scenario, for showing what opt-in costs: per standard deviation of satisfaction, exp(0.25) = 1.28 times
# as likely to answer. Raking to sex, age and region cannot undo it.
SELECTED = 0.25


@dataclass(frozen=True)
class Population:
    """One wave of a study, enumerated: `frame` has one row per adult, sorted by district, clean answers."""

    study: str
    wave: int
    frame: pd.DataFrame
    district: np.ndarray  # number of the district, 0..cities x DISTRICTS - 1
    response: np.ndarray  # inclination to answer, mean 1
    eligible: np.ndarray
    psus: int  # districts sampled per city
    planned: float  # screened respondents planned per district

    @cached_property
    def starts(self) -> np.ndarray:
        """Return the first row of each district, and the number of rows as the last entry."""
        return np.searchsorted(self.district, np.arange(len(CITIES) * DISTRICTS + 1))

    @cached_property
    def sizes(self) -> np.ndarray:
        """Return the adults of each city."""
        return np.diff(self.starts[::DISTRICTS])


def rotation(waves: list[int], psus: int, rng: np.random.Generator) -> dict[int, np.ndarray]:
    """Return the districts of each wave, city by city: a simple random sample in each, half kept from the last."""
    step = psus // 2
    if psus + step * (len(waves) - 1) > DISTRICTS:
        raise ValueError(f"{len(waves)} waves of {psus} districts need more than {DISTRICTS} districts a city")
    order = np.stack([rng.permutation(DISTRICTS) for _ in CITIES])
    first = np.arange(len(CITIES))[:, None] * DISTRICTS
    return {wave: np.sort((first + order[:, k * step : k * step + psus]).ravel()) for k, wave in enumerate(waves)}


def draw(
    population: Population, rng: np.random.Generator, districts: np.ndarray | None = None, selected: float = 0.0
) -> pd.DataFrame:
    """Return one sample: the population's columns, and wave, base_weight, stratum, psu, eligible.

    districts: those of `rotation`, for waves that share them; drawn afresh when None. selected: how strongly
    answering depends on satisfaction (0, or SELECTED in the second scenario).
    """
    if districts is None:
        districts = rotation([population.wave], population.psus, rng)[population.wave]
    starts = population.starts
    inside = np.concatenate([np.arange(starts[d], starts[d + 1]) for d in districts])
    sizes = population.sizes
    per_person = population.planned * DISTRICTS / sizes[population.district[inside] // DISTRICTS]
    chance = per_person * population.response[inside]
    if selected:
        chance = chance * _inclination(population, inside, selected)
    rows = inside[rng.random(len(inside)) < chance]
    sample = population.frame.take(rows)
    city = population.district[rows] // DISTRICTS
    return sample.assign(
        wave=population.wave,
        base_weight=np.round(sizes[city] / (population.psus * population.planned), 4),
        stratum=sample["city"].astype(str),
        psu=sample["district"].astype(str),
        eligible=population.eligible[rows],
    ).reset_index(drop=True)


def _inclination(population: Population, rows: np.ndarray, selected: float) -> np.ndarray:
    """Return exp(selected x standardised satisfaction) of the eligible, mean 1; 1 for those out of scope."""
    overall = population.frame["overall"].to_numpy()[rows].astype(float)
    factor = np.exp(selected * (overall - np.nanmean(overall)) / np.nanstd(overall))
    return np.where(np.isnan(factor), 1.0, factor / np.nanmean(factor))
