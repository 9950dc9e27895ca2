"""Weights: base weights raked to the population margins, wave by wave. In: clean rows; out: the same with `weight`.

Everyone in the population of the margins is raked, in scope or not; respondents outside it, or without a weight, keep
their base weight and are never in scope. Those who left a margin item empty form a category of that margin, held at its
base-weighted share, so that nobody is dropped and nothing is imputed. Both weights have mean 1 over the
raked respondents of a wave.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from manyi.errors import InputError, together
from manyi.language.periods import Period
from manyi.rows.clean.rake import Raked, kish, rake_groups
from manyi.study.definitions import Definition
from manyi.study.reading import REPLICATE

if TYPE_CHECKING:
    import ibis

    from manyi.rows.clean.backend import Engine


UNKNOWN = "(unknown)"  # no answer


@dataclass
class Weights:
    """Weights by group of identical respondents, margins before and after, and diagnostics."""

    groups: list[pd.DataFrame] = field(default_factory=list)  # wave, margins, base_weight, in_population, weights
    margins: list[dict[str, Any]] = field(default_factory=list)
    diagnostics: list[dict[str, Any]] = field(default_factory=list)


def weighted(
    table: ibis.Table, definition: Definition, engine: Engine
) -> tuple[ibis.Table, pd.DataFrame, pd.DataFrame]:
    """Return the rows with `weight` (and `base_weight` at mean 1), the margins table and the diagnostics.

    Raises InputError: an answer without a target, a target nobody answered, no convergence; for all waves at once.
    """
    margins = definition.study.weighting.margins
    answers = {f"margin__{name}": table[name].fill_null(UNKNOWN) for name in margins}
    keyed = table.mutate(**answers, delivered_weight=table.base_weight).drop("base_weight")
    if "weight" in keyed.columns:  # an item of this name is the delivered weight
        keyed = keyed.drop("weight")
    keys = ["wave", *answers, "delivered_weight", "in_population"]
    counts = engine.pandas(keyed.group_by(*keys).agg(count=keyed.count())).sort_values(keys, ignore_index=True)
    results = _of_waves(counts, definition)
    weights = pd.concat(results.groups, ignore_index=True)[[*keys, "base_weight", "weight"]]
    joined = keyed.left_join(engine.small(weights), keys)
    joined = joined.drop(*[column for column in joined.columns if column.endswith("_right")])
    if definition.study.design.replicates:
        joined = _with_replicates(joined)
    shares = pd.DataFrame(results.margins, columns=["wave", "margin", "category", "target", "before", "after"])
    return joined, shares, pd.DataFrame(results.diagnostics)


def _of_waves(counts: pd.DataFrame, definition: Definition) -> Weights:
    """Return the weights of each wave's groups. Raises InputError, with everything that is wrong in any of them."""
    results, errors = Weights(), []
    for wave, groups in counts.groupby("wave"):
        try:
            _wave(groups.reset_index(drop=True), Period(str(wave)), definition, results)
        except InputError as error:
            errors.append(error)
    if errors:
        raise together(errors)
    return results


def _with_replicates(table: ibis.Table) -> ibis.Table:
    """Return the rows with their replicate weights on the scale of the weight they vary."""
    scale = table.base_weight / table.delivered_weight.nullif(0)
    return table.mutate(**{name: table[name] * scale for name in table.columns if name.startswith(REPLICATE)})


def _wave(groups: pd.DataFrame, wave: int, definition: Definition, results: Weights) -> None:
    """Rake the groups of one wave and record the diagnostics."""
    raked_rows = (groups["in_population"] & (groups["delivered_weight"] > 0)).to_numpy()
    inside = groups[raked_rows].reset_index(drop=True)
    if inside.empty:
        raise InputError(f"wave {wave}: nobody is in the population of the margins", where=definition.name)
    base, count = inside["delivered_weight"].to_numpy(float), inside["count"].to_numpy(float)
    scale = count.sum() / (base @ count)
    settings = definition.study.weighting
    coded = {name: _coded(inside, name, wave, definition, base * count) for name in settings.margins}
    codes, targets = [margin[1] for margin in coded.values()], [margin[2] * count.sum() for margin in coded.values()]
    labels = [(name, margin[0]) for name, margin in coded.items()]
    try:
        raked = rake_groups(base * scale, count, codes, targets, settings.largest, settings.tolerance, labels=labels)
    except InputError as error:
        raise InputError(f"wave {wave}: {error}", where=definition.at("study.yml weighting")) from None
    groups["base_weight"] = groups["weight"] = groups["delivered_weight"] * scale
    groups.loc[raked_rows, "weight"] = raked.weights
    results.groups.append(groups)
    for name, margin in coded.items():
        results.margins += _shares(wave, name, margin, base * count, raked.weights * count)
    line = _diagnostics(wave, raked, count, base * scale)
    if definition.study.design.weight and not definition.study.weighting.margins:
        line["trimmed"] = np.nan  # whoever made the weights may have trimmed them
    results.diagnostics.append(line)


Margin = tuple[list[str], np.ndarray, np.ndarray]  # categories; that of each group; target shares


def _shares(wave: int, name: str, margin: Margin, before: np.ndarray, after: np.ndarray) -> list[dict[str, Any]]:
    """Return the share of each category of a margin: its target, before raking, and after."""
    categories, codes, target = margin
    sums = [np.bincount(codes, mass, len(target)) for mass in (before, after)]
    shares = [of_category / of_category.sum() for of_category in sums]
    return [
        {"wave": wave, "margin": name, "category": key, "target": t, "before": b, "after": a}
        for key, t, b, a in zip(categories, target, *shares, strict=True)
    ]


def _coded(groups: pd.DataFrame, name: str, wave: int, definition: Definition, mass: np.ndarray) -> Margin:
    """Return the categories of a margin, the category of each group, and the target shares, the unknown included."""
    shares, answers = definition.margins[name].shares(wave), groups[f"margin__{name}"]
    _refuse_targets(definition, f"margins.yml {name}.targets", wave, shares, set(answers))
    unknown = float(mass[(answers == UNKNOWN).to_numpy()].sum() / mass.sum())
    categories = [*shares, *([UNKNOWN] if unknown else [])]
    total = sum(shares.values())
    target = np.array([share / total * (1 - unknown) for share in shares.values()] + ([unknown] if unknown else []))
    return categories, answers.map({key: index for index, key in enumerate(categories)}).to_numpy(int), target


def _refuse_targets(definition: Definition, where: str, wave: int, shares: dict[str, float], answers: set[str]) -> None:
    """Raise InputError for an answer without a target, or a target nobody answered."""
    if not shares:
        definition.refuse(where, f"no targets for wave {wave}")
    for answer in sorted(answers - {*shares, UNKNOWN}):
        definition.refuse(
            where,
            f"wave {wave}: the answer {answer} has no target; give it one, or state the population of the margins in "
            "study.yml, weighting.population",
        )
    for key in shares:
        if key not in answers:
            definition.refuse(
                where,
                f"wave {wave}: nobody answered {key}, which has a target of {shares[key]:.4g}: merge the category with "
                "another, here and in the codebook",
            )


def _diagnostics(wave: int, raked: Raked, count: np.ndarray, base: np.ndarray) -> dict[str, Any]:
    """Return one row of diagnostics on the weights of a wave."""
    deff, effective = kish(raked.weights, count)
    return {
        "wave": wave, "n": int(count.sum()), "iterations": raked.iterations, "largest_error": raked.error,
        "deff_kish": deff, "n_kish": effective, "deff_kish_base": kish(base, count)[0],
        "largest_weight": float(raked.weights.max()), "smallest_weight": float(raked.weights.min()),
        "trimmed": raked.trimmed, "trim_rounds": raked.rounds,
    }  # fmt: skip
