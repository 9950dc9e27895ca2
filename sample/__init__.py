"""The sample studies: populations with known truth, samples drawn from them, exports as messy as real ones.

population(study, wave) enumerates; draw(population, rng) samples clean answers; deliver.deliver turns a sample into
rows as delivered; `python -m sample` writes data/. What is planted is written to truth.yml.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml

from manyi import places
from manyi.study.codebook import Codebook
from sample import contact, contact_plan, electronics, electronics_plan
from sample.draw import SELECTED, Population, draw, rotation
from sample.people import Margins

__all__ = ["SELECTED", "STUDIES", "Population", "codebook", "definition", "draw", "margins", "population", "rotation"]

STUDIES = {"contact": (contact, contact_plan), "electronics": (electronics, electronics_plan)}


@lru_cache(maxsize=2)
def codebook(study: str) -> Codebook:
    """Return the study's codebook: the populations answer it, the exports are written from it."""
    return Codebook(**yaml.safe_load((places.data() / study / "codebook.yml").read_text(encoding="utf-8")))


@lru_cache(maxsize=2)
def definition(study: str) -> dict[str, Any]:
    """Return study.yml as read: dates of fieldwork, what is claimed."""
    return dict(yaml.safe_load((places.data() / study / "study.yml").read_text(encoding="utf-8")))


def margins(study: str) -> Margins:
    """Return the population share of each category of each raking margin."""
    read = yaml.safe_load((places.data() / study / "margins.yml").read_text(encoding="utf-8"))
    return {item: margin["targets"] for item, margin in read.items()}


@lru_cache(maxsize=2)
def population(study: str, wave: int) -> Population:
    """Return one wave of a study's population (kept in memory: the last two)."""
    builder, plan = STUDIES[study]
    people, frame = builder.population(wave, margins(study), list(codebook(study).items["age_group"].categories or {}))
    eligible = frame["overall"].notna().to_numpy()
    planned = plan.COMPLETES / float(eligible.mean())
    return Population(study, wave, frame, people.district, people.response, eligible, plan.PSUS, planned)
