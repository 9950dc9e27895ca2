"""The adults of a sample population: one row is a person of 18 or over in one of the 20 cities.

Rows are sorted by city and district, so that a district is a slice. Sex, age group and region have exactly the
shares of margins.yml; how likely a person is to answer is log-additive in those three, so raking to them undoes it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sample.solve import apportion, category

SIZE = 1_200_000  # adults in each wave
DISTRICTS = 100  # per city: many, so that sampling six without replacement is nearly with replacement
KEPT = 0.7  # correlation of a district's effect with its effect in the year before

# City -> region, short code, share of adults. Shares within a region add up to the region margin.
CITIES: dict[str, tuple[str, str, float]] = {
    "beijing": ("east", "BJ", 0.080), "shanghai": ("east", "SH", 0.090), "guangzhou": ("east", "GZ", 0.070),
    "shenzhen": ("east", "SZ", 0.065), "hangzhou": ("east", "HZ", 0.050), "nanjing": ("east", "NJ", 0.040),
    "suzhou": ("east", "SU", 0.040), "jinan": ("east", "JN", 0.035), "fuzhou": ("east", "FZ", 0.030),
    "wuhan": ("central", "WH", 0.055), "changsha": ("central", "CS", 0.040), "zhengzhou": ("central", "ZZ", 0.045),
    "hefei": ("central", "HF", 0.035), "nanchang": ("central", "NC", 0.025),
    "chengdu": ("west", "CD", 0.070), "chongqing": ("west", "CQ", 0.060), "xian": ("west", "XA", 0.055),
    "kunming": ("west", "KM", 0.035), "shenyang": ("northeast", "SY", 0.045), "harbin": ("northeast", "HB", 0.035),
}  # fmt: skip

# How much more (above 1) or less likely each group is to answer; products of the three, the mean set to 1.
RESPONSE: dict[str, dict[str, float]] = {
    "sex": {"male": 0.88, "female": 1.12},
    "age_group": {
        "age_18_24": 1.25, "age_25_34": 1.40, "age_35_44": 1.15, "age_45_54": 0.85, "age_55_plus": 0.55,
    },
    "region": {"east": 1.08, "central": 1.00, "west": 0.92, "northeast": 0.82},
}  # fmt: skip

Margins = dict[str, dict[str, float]]


@dataclass(frozen=True)
class People:
    """The adults, and for each the number of the district (0..cities x DISTRICTS - 1) and chance to answer (mean 1)."""

    frame: pd.DataFrame  # city, district, region, sex, age_group: categorical
    district: np.ndarray
    response: np.ndarray

    @property
    def age(self) -> np.ndarray:
        """Return the age group as 0 (youngest) .. 4."""
        return np.asarray(self.frame["age_group"].cat.codes, dtype=np.int64) - 1


def adults(margins: Margins, ages: list[str], rng: np.random.Generator) -> People:
    """Return SIZE adults. `ages`: the answers of the age item, the first of which is under age and stays empty."""
    sizes = apportion(np.array([share for *_, share in CITIES.values()]), SIZE)
    within = np.concatenate([np.arange(size) * DISTRICTS // size for size in sizes])
    city = np.repeat(np.arange(len(CITIES)), sizes)
    regions = list(margins["region"])
    region = np.array([regions.index(name) for name, *_ in CITIES.values()])[city]
    sex, age = (_exactly(margins[item], rng) for item in ("sex", "age_group"))
    codes = [code for _, code, _ in CITIES.values()]
    names = [f"{code}-{number + 1:03d}" for code in codes for number in range(DISTRICTS)]
    district = city * DISTRICTS + within
    frame = pd.DataFrame(
        {
            "city": category(city, list(CITIES)),
            "district": category(district, names),
            "region": category(region, regions),
            "sex": category(sex, list(margins["sex"])),
            "age_group": category(age + 1, ages, ordered=True),
        }
    )
    chance = _response(margins, sex, age, region)
    return People(frame, district, chance)


def district_effects(seed: int, waves: list[int]) -> dict[int, np.ndarray]:
    """Return each district's effect in each year, variance 1, correlated KEPT from one year to the next."""
    rng = np.random.default_rng([seed, 0])
    effect, effects = rng.standard_normal(len(CITIES) * DISTRICTS), {}
    for year in range(min(waves), max(waves) + 1):
        effects[year] = effect
        effect = KEPT * effect + np.sqrt(1 - KEPT**2) * rng.standard_normal(len(effect))
    return {wave: effects[wave] for wave in waves}


def _exactly(shares: dict[str, float], rng: np.random.Generator) -> np.ndarray:
    """Return one category number per adult, in exactly the given shares, in random order."""
    counts = apportion(np.array(list(shares.values())), SIZE)
    return rng.permutation(np.repeat(np.arange(len(counts), dtype=np.int8), counts)).astype(np.int64)


def _response(margins: Margins, sex: np.ndarray, age: np.ndarray, region: np.ndarray) -> np.ndarray:
    """Return each adult's chance to answer, relative to the mean."""
    factors = {item: np.array([RESPONSE[item][key] for key in margins[item]]) for item in RESPONSE}
    chance = factors["sex"][sex] * factors["age_group"][age] * factors["region"][region]
    return np.asarray(chance / chance.mean(), dtype=np.float32)
