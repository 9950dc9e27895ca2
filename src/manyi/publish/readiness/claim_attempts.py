"""What a report computes for the claims its study announced, one at a time. In: a survey of one wave; out: attempts.

It leaves out the replicates, figures and sentences that make up most of a build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import get_args

from manyi.errors import InputError
from manyi.language.text import Unit
from manyi.rows.survey import Survey
from manyi.stats.compare.battery_items import low_in_every_wave
from manyi.stats.compare.highest_lowest import standing
from manyi.stats.compare.mix_and_rate import decomposition
from manyi.stats.compare.ranking import shrink
from manyi.stats.drivers.penalty_reward import asymmetry
from manyi.stats.estimate.estimates import Estimates
from manyi.stats.models.linear_model import regression
from manyi.stats.models.model_matrix import terms
from manyi.stats.planned import claims
from manyi.stats.planned.driver_models import all_scales, bounds, model_rows, one_step_up, ordinal_check, scales
from manyi.stats.planned.headline import comparable_wave, headline_wave, other_choices
from manyi.stats.sample import Sample
from manyi.study.codebook import Codebook
from manyi.study.plan import Claims, DriverModel, Kpi

MOST_ANSWERS = 40  # distinct values of a number that is the headline
FEWEST_WAVES = 3  # waves searched for an item that is low in all of them
Attempt = tuple[str, Callable[[], object]]  # the name of a claim, and what computes it


def attempts(survey: Survey, plan: Claims, drawn: bool = True) -> Iterator[Attempt]:
    """Yield each claim by id or key, with what computes it. drawn: whether each answer to the outcome is shown."""
    if why := _no_outcome(survey, plan):
        yield "outcome", partial(_refuse, why)
        return
    sample = survey.sample(survey.year)
    yield from _printed(sample, plan)
    yield "outcome", partial(sample.mean, plan.outcome)
    if drawn:
        yield "outcome", partial(_distributed, sample, survey.codebook, survey.codebook.rated(plan.outcome))
    yield from (("segments", partial(_ranked, sample, plan.outcome, name)) for name in plan.segments)
    yield from _batteries(sample, plan)
    for statement in plan.statements:
        yield statement.id, partial(claims.stated, sample, statement)
    for comparison in plan.comparisons:
        yield comparison.id, partial(claims.compared, sample, comparison)
    for model in plan.models:
        yield model.id, partial(_modelled, sample, model, survey.codebook)
    yield from _grouped(sample, plan)
    if plan.headline and survey.study.basis != "census":
        choices = partial(other_choices, survey, survey, headline_wave(survey), plan.delta)
        yield ("held" if plan.held else "outcome"), choices
    if (before := comparable_wave(survey)) is not None:
        yield from _moved(survey, plan, before)
    yield from _lasting(survey, plan)


def _no_outcome(survey: Survey, plan: Claims) -> str:
    """Return why the outcome cannot be computed, "" if it can."""
    if not survey.codebook.asked(plan.outcome, survey.year):
        why = f"{plan.outcome} has no column in {survey.year}: write its column in codebook.yml, or name an outcome "
        return f"{why}that was asked in every wave"
    if plan.outcome in {name for _, name in claims.unanswered(survey)}:
        return f"nobody answered {plan.outcome}: name an outcome that was asked in every wave"
    return ""


def _distributed(sample: Sample, book: Codebook, item: str) -> None:
    """Compute the answers of the headline. Raises InputError if there are too many to draw."""
    rows = len(sample.distribution(item).table)
    if book.items[item].number and rows > MOST_ANSWERS:
        _refuse(
            f"{item} is a number of {rows} different answers, too many to be drawn: name a scale or a closed question"
        )


def _batteries(sample: Sample, plan: Claims) -> Iterator[Attempt]:
    batteries = {battery.id: battery.items for battery in plan.batteries}
    yield from ((name, partial(sample.mean, items)) for name, items in batteries.items())
    for by, what in plan.crossed:
        items, groups = (batteries[what], [by]) if what in batteries else ([plan.outcome], [by, what])
        yield "crossed", partial(sample.mean, items, groups)


def _printed(sample: Sample, plan: Claims) -> Iterator[Attempt]:
    """Yield a refusal of each mean in a unit that no page prints, for claims that name no unit themselves."""
    means = [("outcome", plan.outcome)] if plan.headline else []
    means += [("family", name) for name in plan.family]
    means += [(battery.id, name) for battery in plan.batteries for name in battery.items]
    for claim, name in means:
        if not sample.unit_of(name):
            why = f"the unit of {name} is not one a mean can be printed in: {', '.join(get_args(Unit))}"
            yield claim, partial(_refuse, why)


def _grouped(sample: Sample, plan: Claims) -> Iterator[Attempt]:
    for priority in plan.priorities:
        yield priority.id, partial(sample.mean, priority.item, priority.by)
    for rate in plan.rates:
        yield rate.id, partial(sample.where(rate.where).share, rate.item, rate.by, rate.answers)
    for timed in plan.durations:
        yield timed.id, partial(sample.where(timed.where).quantile, timed.item, 0.5, timed.by)


def _moved(survey: Survey, plan: Claims, before: int) -> Iterator[Attempt]:
    book, both = survey.codebook, survey.sample(before, survey.year)
    family = [name for name in plan.family if not book.broken(name, before, survey.year)]
    if family:
        yield "family", partial(both.change, family, before)
    for segment in plan.segments if plan.outcome in family else []:
        if not book.broken(segment, before, survey.year):
            yield "segments", partial(both.change, plan.outcome, before, by=segment, adjust="bh")
            yield "segments", partial(decomposition, both, plan.outcome, segment, survey.year, before)
    for item in plan.incidences:
        if not book.broken(item, before, survey.year):
            options = [f"{item}__{option}" for option in book.items[item].options or {}]
            yield "incidences", partial(both.change, options, before)


def _lasting(survey: Survey, plan: Claims) -> Iterator[Attempt]:
    """Yield what is searched for over all waves up to this one."""
    book, waves = survey.codebook, sorted(wave for wave in survey.frame["wave"].unique() if wave <= survey.year)
    for battery in plan.persistent if len(waves) >= FEWEST_WAVES else []:
        items = [item for item in battery.items if not any(book.broken(item, waves[0], wave) for wave in waves)]
        if len(items) > 1:
            yield battery.id, partial(low_in_every_wave, survey.sample(*waves), items, waves, battery.of)


def _ranked(sample: Sample, outcome: str, segment: str) -> Estimates:
    """Return the groups of a segment, compared, and shrunk if there are many."""
    groups = sample.mean(outcome, segment)
    if standing(groups).ranked and groups.shown.sum() > claims.MANY:
        shrink(groups)
    return groups


def judge(sample: Sample, kpi: Kpi) -> None:
    """Compute a key figure without the cases still open."""
    inside = sample.where(kpi.where).where(kpi.ended)
    if kpi.of == "share":
        inside.share(kpi.item, answers=kpi.answers)
    elif kpi.of == "within":
        inside.share(kpi.item, over=kpi.limit)
    else:
        inside.mean(kpi.item)


def _modelled(sample: Sample, model: DriverModel, book: Codebook) -> None:
    """Fit a driver model in every form a report prints. Raises InputError if one cannot be fitted."""
    inside = model_rows(sample, model)
    columns = terms(inside, model.outcome, [*model.controls, *model.drivers])
    if not len(columns.columns_of(model.drivers)):
        _refuse(f"none of the drivers varies: {', '.join(model.drivers)}")
    regression(inside, model.outcome, [*model.controls, *model.drivers])
    ordinal_check(inside, book.rated(model.outcome), model.drivers, model.controls)
    if all_scales(book, model.drivers):
        asymmetry(inside, model.outcome, bounds(book, model.drivers), model.controls)
        one_step_up(inside, model, scales(book, model.drivers))


def _refuse(message: str) -> None:
    raise InputError(message)
