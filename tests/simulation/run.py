"""Many samples, one after the other. Output: per question the answers of all samples, per test its errors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sample import SELECTED
from tests.simulation.models import REPLICATES, drivers, imputed, models
from tests.simulation.questions import Answer, best, claims, false_changes, false_groups, family, levels, others
from tests.simulation.samples import World, design, districts, taken

SEED = 20240601  # fixed before any result was looked at
SELECTED_EVERY, MODELS_EVERY, IMPUTED_EVERY = 2, 4, 8  # what takes longest is asked of fewer samples


@dataclass
class Found:
    """What came out so far: answers by question, the same under selection on satisfaction, errors by test."""

    answers: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    selected: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    runs: int = 0


def one(found: Found, world: World, number: int, short: bool = False) -> None:
    """Draw sample number `number` and ask it everything; each has its own seed, so any can be drawn again.

    short: half the replicates, drivers of every fourth sample only, models of every eighth, no second scenario.
    """
    rng = np.random.default_rng([SEED, number])
    where = districts(rng)
    now, before = taken(world.now, where, rng), taken(world.before, where, rng)
    real = design(now, before)
    unchanged = design(now, taken(world.unchanged, where, rng))
    claimed = family(real)
    replicates, every = (REPLICATES // 2, 2) if short else (REPLICATES, 1)
    _add(found.answers, levels(real, claimed) | others(real, rng))
    _add(found.errors, claims(claimed, world) | false_changes(unchanged) | false_groups(real, rng))
    if number % MODELS_EVERY == 0 or not short:
        _add(found.answers, drivers(real, number, replicates))
    if number % (MODELS_EVERY * every) == 0:
        _add(found.answers, models(real, number, replicates))
        _add(found.errors, best(real, world, rng))
    if number % IMPUTED_EVERY == 0:
        _add(found.answers, imputed(real, rng, number, replicates))
    if number % SELECTED_EVERY == 0 and not short:
        opted = design(*[taken(wave, where, rng, SELECTED) for wave in (world.now, world.before)])
        _add(found.selected, levels(opted, family(opted)))
    found.runs += 1


def _add(lists: dict[str, list[Any]], values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        lists[name].append(value)
