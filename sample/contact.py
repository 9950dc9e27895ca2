"""The population of `contact`: one row is an adult; those without a service contact in the year have no answers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample import contact_plan as plan
from sample.contact_plan import cell_means, served_at_once
from sample.people import Margins, People, adults, district_effects
from sample.solve import (
    YESNO,
    Columns,
    answers,
    apportion,
    by_rank,
    category,
    mentions,
    share,
    spread,
    top,
    within,
    yes,
)


def population(wave: int, margins: Margins, ages: list[str]) -> tuple[People, pd.DataFrame]:
    """Return the adults and their clean answers (NaN or no category where a question was not asked)."""
    rng = np.random.default_rng([plan.SEED, wave])
    people = adults(margins, ages, rng)
    chance = np.array(list(plan.INCIDENCE.values()))[people.age]
    asked = np.flatnonzero(rng.random(len(chance)) < chance)
    effect = district_effects(plan.SEED, plan.WAVES)[wave][people.district[asked]]
    female = np.asarray(people.frame["sex"].cat.codes)[asked]
    columns = _contacts(wave, people.age[asked], female, effect, rng)
    frame = people.frame.copy(deep=False)
    everyone = np.ones(len(frame), dtype=np.int8)
    everyone[asked] = 0
    frame["contacted"] = category(everyone, YESNO)
    return people, pd.concat([frame, spread(columns, asked, len(frame))], axis=1)


def _contacts(wave: int, age: np.ndarray, female: np.ndarray, effect: np.ndarray, rng: np.random.Generator) -> Columns:
    """Return the answers of those who contacted customer service."""
    n = len(age)
    shares, _ = cell_means(wave)
    rate, means = served_at_once(wave)
    of_channel = apportion(np.array(plan.CHANNEL_SHARE[wave]), n)
    channel = by_rank(rng.standard_normal(n) - 0.5 * age, [2, 1, 3, 0], of_channel)
    industry = np.empty(n, dtype=np.int64)
    for c in range(4):
        mine = np.flatnonzero(channel == c)
        industry[mine] = rng.permutation(np.repeat(np.arange(12), apportion(shares[:, c], len(mine))))
    cell = industry * 4 + channel
    general = rng.standard_normal(n) + plan.DISTRICT_PULL * effect
    wait = np.exp(0.9 * rng.standard_normal(n) - 0.15 * general) * np.array(plan.WAIT_MEDIAN[wave])[channel]
    wait = np.minimum(np.rint(wait), 180)
    counts = np.rint(rate.ravel() * np.bincount(cell, minlength=48)).astype(np.int64)
    fcr = top(0.25 * general - 0.1 * np.log1p(wait) + rng.standard_normal(n), cell, counts)
    columns: Columns = {
        "industry": category(industry, plan.INDUSTRIES),
        "channel": category(channel, plan.CHANNELS),
    }
    columns |= _facts(wave, industry, channel, wait, fcr, rng)
    ratings, judged = _ratings(wave, industry, channel, wait, fcr, general, rng)
    pull = judged - 0.25 * np.log1p(wait) + plan.AGE_PULL * age + plan.SEX_PULL * female + 0.08 * effect
    latent = pull + 0.95 * rng.standard_normal(n)
    overall = answers(latent, cell * 2 + fcr, 1 + 9 * means.ravel() / 100, 1, 10)
    columns |= ratings | {"overall": overall} | _judgements(wave, overall, fcr, rng)
    return columns | _opinions(wave, channel, wait, fcr, ratings, overall, rng)


def _facts(
    wave: int, industry: np.ndarray, channel: np.ndarray, wait: np.ndarray, fcr: np.ndarray, rng: np.random.Generator
) -> Columns:
    """Return what happened in the contact: topic, contacts, transfers, solution, hours, the chatbot."""
    n = len(fcr)
    order = np.array([plan.ORDER_TOPIC.get(name, 0.10) for name in plan.INDUSTRIES])
    topic = rng.choice([1, 2, 3, 4, 5], n, p=[0.28, 0.24, 0.16, 0.20, 0.12])
    topic[top(rng.random(n), industry, np.rint(order * np.bincount(industry)).astype(int))] = 0
    draw = rng.random(n)
    solved = np.where(fcr | (draw < 0.66), 0, np.where(draw < 0.80, 1, 2))
    more = 1 + rng.geometric(0.6, n)
    contacts = np.where(fcr | ((solved > 0) & (rng.random(n) < 0.4)), 1, np.minimum(more, 12))
    transfers = np.minimum(rng.poisson(np.where(fcr, 0.15, 0.9)), 6)
    hours = np.exp(0.9 * rng.standard_normal(n)) * plan.HOURS_MEDIAN[industry] * np.where(fcr, 0.7, 1.6)
    catering = (industry == plan.INDUSTRIES.index("catering")) & (solved == 0)
    hours[catering] *= plan.CATERING_HOURS / hours[catering].mean()
    hours = np.clip(np.rint(hours * 10) / 10, 0.1, 480)
    expected = np.maximum(np.rint(plan.HOURS_MEDIAN[industry] * np.exp(0.6 * rng.standard_normal(n))), 1)
    bot = channel == plan.CHANNELS.index("bot")
    wrong = within(bot, rng.standard_normal(n) - 0.8 * fcr, plan.BOT_ERROR[wave])
    passed = within(bot, rng.standard_normal(n) - 1.0 * fcr, plan.ESCALATED)
    bot_wait = np.exp(0.8 * rng.standard_normal(n))
    bot_wait *= plan.BOT_WAIT[wave] / bot_wait[bot & passed].mean()
    return {
        "topic": category(topic, ["order", "product", "account", "change", "fault", "complaint"]),
        "wait": wait,
        "contacts": contacts,
        "transfers": transfers,
        "solved": category(solved, ["yes", "ongoing", "no"]),
        "hours": np.where(solved == 0, hours, np.nan),
        "expected_hours": np.where(solved == 0, expected, np.nan),
        "bot_error": yes(wrong, bot),
        "escalated": yes(passed, bot),
        "bot_wait": np.where(bot & passed, np.rint(bot_wait * 10) / 10, np.nan),
    }


def _ratings(
    wave: int, industry: np.ndarray, channel: np.ndarray, wait: np.ndarray, fcr: np.ndarray, general: np.ndarray,
    rng: np.random.Generator,
) -> tuple[dict[str, np.ndarray], np.ndarray]:  # fmt: skip
    """Return the ratings 1-5, and what they add up to in the overall judgement."""
    n, at = len(fcr), plan.WAVES.index(wave)
    _, level = cell_means(wave)
    cell_pull = 0.02 * (level[industry, channel] - plan.INDEX[wave])
    columns: dict[str, np.ndarray] = {}
    judged = np.zeros(n)
    for name, (pull, once, weight, means) in plan.RATINGS.items():
        channels = np.array(plan.CHANNEL_RATING.get(name, [0.0] * 4))[channel]
        latent = pull * general + once * fcr + channels + 0.8 * rng.standard_normal(n)
        latent += cell_pull if pull > 0.2 else 0.0
        if name == "speed":
            latent -= 0.30 * np.log1p(wait)
        finance = industry == 0
        group = (finance & (name == "clarity")).astype(np.int64)
        columns[name] = answers(latent, group, _clarity_means(latent, group, means[at], plan.FINANCE_CLEAR[wave]), 1, 5)
        judged += weight * columns[name]
    return columns, judged


def _clarity_means(latent: np.ndarray, group: np.ndarray, mean: float, clear: float) -> np.ndarray:
    """Return the mean of the others (0) and of finance (1): there, so that the published share is satisfied."""
    size = group.mean()
    if size == 0:
        return np.array([mean])
    inside = latent[group == 1]
    inside = inside - np.quantile(inside, 1 - clear) + 3.5
    of_finance = float(np.clip(np.floor(inside + 0.5), 1, 5).mean())
    return np.array([(mean - size * of_finance) / (1 - size), of_finance])


def _judgements(wave: int, overall: np.ndarray, fcr: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Return what was rated after the overall judgement."""
    at, everyone = plan.WAVES.index(wave), np.zeros(len(overall), dtype=np.int64)
    columns = {}
    for name, (low, high, means) in plan.JUDGEMENTS.items():
        width = (high - low) / 9
        latent = width * (0.8 * overall + 0.4 * fcr + 1.2 * rng.standard_normal(len(overall)))
        columns[name] = answers(latent, everyone, np.array([means[at]]), low, high)
    return columns


def _opinions(
    wave: int, channel: np.ndarray, wait: np.ndarray, fcr: np.ndarray, ratings: dict[str, np.ndarray],
    overall: np.ndarray, rng: np.random.Generator,
) -> Columns:  # fmt: skip
    """Return opinions and multiple answers."""
    n = len(fcr)
    met = share(rng.standard_normal(n) - 0.5 * ratings["attitude"], plan.IMPATIENCE[wave])
    columns: Columns = {"impatience": yes(met)}
    pain = np.full(n, -1)
    waited = share(0.5 * np.log1p(wait) + rng.standard_normal(n), plan.PAIN["wait"])
    pain[waited] = 0
    others = apportion(np.array(list(plan.PAIN.values())[1:]), int((~waited).sum()))
    pain[~waited] = by_rank(rng.standard_normal(int((~waited).sum())) - fcr[~waited], list(range(6)), others) + 1
    columns["pain"] = category(pain, list(plan.PAIN))
    if wave in plan.LIFT:
        columns["lift"] = yes(share(rng.standard_normal(n) + 0.15 * overall, plan.LIFT[wave]))
        columns["friendly"] = yes(share(rng.standard_normal(n), plan.FRIENDLY[wave]))
    for key, of in plan.USED.items():
        mine = channel == plan.CHANNELS.index(key) if key in plan.CHANNELS else np.zeros(n, dtype=bool)
        columns |= mentions("used", {key: mine | (rng.random(n) < of)})
    chosen = {key: rng.random(n) < of for key, of in plan.IMPROVE.items()}
    chosen["wait"] |= ~np.any(list(chosen.values()), axis=0)
    return columns | mentions("improve", chosen)


def themes(sample: pd.DataFrame, rng: np.random.Generator) -> list[str | None]:
    """Return the theme of each respondent's open answer: mostly the first pain point; None without an answer."""
    answered = sample["eligible"].to_numpy() & (rng.random(len(sample)) < 0.5)
    content = rng.random(len(sample)) < 0.04 * sample["overall"].fillna(0).to_numpy()
    pains = sample["pain"].astype(object)
    return [("none" if fine else pain) if on else None for on, fine, pain in zip(answered, content, pains, strict=True)]
