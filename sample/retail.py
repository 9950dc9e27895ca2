"""The tables of a year of a marketplace, as the codebooks keep them: daily counts, reviews, refunds, complaints.

Volumes follow growth and promotions; rates do not grow within a year. One row of orders is a day of a category.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from sample import retail_plan as plan
from sample import retail_texts as texts
from sample.solve import apportion

RATINGS = ("positive", "neutral", "negative")


def tables(wave: int) -> dict[str, pd.DataFrame]:
    """Return the four tables of a wave, before anything is spoilt."""
    place = plan.WAVES.index(wave)
    rng = [np.random.default_rng([plan.SEED, wave, number]) for number in range(4)]
    orders = _orders(wave, place, rng[0])
    return {
        "orders": orders,
        "reviews": _reviews(wave, place, orders, rng[1]),
        "refunds": _refunds(wave, place, rng[2]),
        "complaints": _complaints(wave, place, rng[3]),
    }


def _days(wave: int) -> pd.DataFrame:
    """Return the days of a year: number, month, week, whether promoted."""
    count = (date(wave + 1, 1, 1) - date(wave, 1, 1)).days
    at = [date(wave, 1, 1) + timedelta(days=k) for k in range(count)]
    day = np.arange(1, count + 1)
    promoted = np.any([(day >= first) & (day <= last) for first, last in plan.PROMOTIONS], axis=0)
    return pd.DataFrame({
        "day": day,
        "month": [f"m{when.month:02d}" for when in at],
        "week": [f"{wave}-{(k - 1) // 7 + 1:02d}" for k in day],
        "promotion": np.where(promoted, "yes", "no"),
    })  # fmt: skip


def _orders(wave: int, place: int, rng: np.random.Generator) -> pd.DataFrame:
    days = _days(wave)
    promoted = (days["promotion"] == "yes").to_numpy()
    level = np.exp(plan.GROWTH * (days["day"].to_numpy() - 183) / 365) * np.where(promoted, plan.PROMOTION_ORDERS, 1)
    weeks, code = np.unique(days["week"], return_inverse=True)
    pull = np.exp(plan.WEEK * rng.standard_normal(len(weeks)) - plan.WEEK**2 / 2)[code]
    parts = []
    for category, (share, _, rate) in plan.CATEGORIES.items():
        n = rng.poisson(plan.ORDERS[place] * share * level * np.exp(rng.normal(0, 0.08, len(days))))
        reviews = rng.binomial(n, plan.REVIEWED)
        chance = rate / 1000 * plan.NEGATIVE[place] * pull * np.where(promoted, plan.PROMOTION_RATE, 1)
        negative = rng.binomial(reviews, chance / plan.REVIEWED)
        parts.append(days.assign(goods=category, orders=n, reviews=reviews, negative=negative))
    wanted = {part["goods"].iloc[0]: _positive(part, place) for part in parts}
    if wave == plan.PUBLISHED_WAVE:
        first, second = plan.APPLIANCES
        both = sum(int(part["reviews"].sum()) for part in parts if part["goods"].iloc[0] in plan.APPLIANCES)
        wanted[second] = round(plan.APPLIANCES_POSITIVE * both) - wanted[first]
    return pd.concat([_with_positive(part, wanted[part["goods"].iloc[0]], rng) for part in parts], ignore_index=True)


def _positive(part: pd.DataFrame, place: int) -> int:
    """Return how many of a category's reviews are positive: what is not, scales with the rate of negative ones."""
    _, share, _ = plan.CATEGORIES[part["goods"].iloc[0]]
    return round((1 - (1 - share) * plan.NEGATIVE[place]) * int(part["reviews"].sum()))


def _with_positive(part: pd.DataFrame, wanted: int, rng: np.random.Generator) -> pd.DataFrame:
    """Add the positive reviews of each day: those not negative, less neutral ones spread so that the total is right."""
    rest = (part["reviews"] - part["negative"]).to_numpy()
    neutral = rng.multivariate_hypergeometric(rest, int(rest.sum()) - wanted, method="marginals")
    return part.assign(positive=rest - neutral)


def _reviews(wave: int, place: int, orders: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    rows = []
    for category, days in orders.groupby("goods", sort=False):
        counts = {"positive": days["positive"], "negative": days["negative"]}
        counts["neutral"] = days["reviews"] - days["positive"] - days["negative"]
        for rating, n in plan.DRAWN.items():
            at = rng.multivariate_hypergeometric(counts[rating].to_numpy(), n, method="marginals")
            months = np.repeat(days["month"].to_numpy(), at)
            weight = round(float(counts[rating].sum()) / n, 4)
            rows += [_review(str(category), rating, str(month), weight, place, rng) for month in months]
    frame = pd.DataFrame(rows)
    frame["review"] = [f"R{wave % 100:02d}{k:06d}" for k in rng.permutation(len(frame))]
    return _read_twice(frame.sort_values("review", ignore_index=True), rng)


def _review(
    category: str, rating: str, month: str, weight: float, place: int, rng: np.random.Generator
) -> dict[str, object]:
    """Return one review; `themes` is what it really complains of."""
    themes: set[str] = set()
    if rating == "negative":
        chances = theme_chances(category, place)
        themes = {theme for theme, chance in chances.items() if rng.random() < chance}
        praised = {theme for theme in chances if theme not in themes and rng.random() < plan.PRAISED / 3}
        text = texts.negative(category, themes, praised, plan.HIDDEN, rng)
    else:
        text = texts.other(rating, category, rng)
    stars = service_stars(category, rating)
    return {
        "goods": category, "month": month, "rating": rating, "text": text, "themes": themes,
        "service": float(rng.choice(list(stars), p=list(stars.values()))),
        "stratum": f"{category}-{rating}", "draw_weight": weight,
    }  # fmt: skip


def theme_chances(category: str, place: int) -> dict[str, float]:
    """Return the chance that a negative review of a category complains of each theme."""
    lean = plan.LEAN.get(category, {})
    odds = {theme: np.log(p[place] / (1 - p[place])) + lean.get(theme, 0.0) for theme, p in plan.THEMES.items()}
    return {theme: float(1 / (1 + np.exp(-value))) for theme, value in odds.items()}


def service_stars(category: str, rating: str) -> dict[int, float]:
    """Return the chance of each number of stars for service."""
    if rating == "positive":
        return {5: plan.FIVE_STARS[category], 4: 1 - plan.FIVE_STARS[category]}
    return plan.LOW_STARS[rating]


def _read_twice(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Add what two readers coded in some negative reviews, and the decision where they differ: the truth."""
    from sample import codebook

    options = list(codebook("retail").items["agreed"].options or {})
    chosen: list[int] = []
    for category in plan.CATEGORIES:
        those = np.flatnonzero((frame["goods"] == category) & (frame["rating"] == "negative"))
        chosen += list(rng.choice(those, plan.READ_TWICE, replace=False))
    chosen.sort()
    marks = {
        f"{coder}__{option}": np.full(len(frame), np.nan) for coder in (*plan.READERS, "agreed") for option in options
    }
    for row in chosen:
        true = frame["themes"].iloc[row]
        for coder, (sees, invents) in {**plan.READERS, "agreed": (1.0, 0.0)}.items():
            seen = {theme for theme in plan.THEMES if rng.random() < (sees if theme in true else invents)}
            for option in options:
                marks[f"{coder}__{option}"][row] = float(option in seen or option == "other" and not seen)
    return frame.assign(**marks)


def _refunds(wave: int, place: int, rng: np.random.Generator) -> pd.DataFrame:
    start, parts = date(wave, 1, 1), []
    length = (date(wave + 1, 1, 1) - start).days
    for category, medians in plan.MEDIANS.items():
        for flow, median in zip(("refund_only", "return_refund"), medians, strict=True):
            if median is None:
                continue
            at = np.sort(rng.random(plan.REFUNDS) * length)
            platform = rng.random(plan.REFUNDS) < plan.PLATFORM
            slower = np.where(platform, plan.PLATFORM_SLOWER, 1.0)
            days = median * plan.FASTER[place] * slower * np.exp(plan.SPREAD * rng.standard_normal(plan.REFUNDS))
            parts.append(pd.DataFrame({
                "goods": category, "flow": flow, "stratum": f"{category}-{flow}",
                "month": [f"m{(start + timedelta(days=int(k))).month:02d}" for k in at],
                "handled": np.where(platform, "platform", "self"),
                "done": np.where(days <= length - at, "yes", "no"),
                "days": np.minimum(days, length - at).round(2),
            }))  # fmt: skip
    frame = pd.concat(parts, ignore_index=True)
    return frame.assign(refund=[f"F{wave % 100:02d}{k:06d}" for k in range(1, len(frame) + 1)])


def _complaints(wave: int, place: int, rng: np.random.Generator) -> pd.DataFrame:
    topic = np.repeat(list(plan.COMPLAINTS), [counts[place] for counts in plan.COMPLAINTS.values()])
    days = _days(wave).iloc[np.sort(rng.integers(0, 365, len(topic)))].reset_index(drop=True)
    channels = np.repeat(["phone", "web", "visit"], apportion(np.array([0.45, 0.45, 0.10]), len(topic)))
    frame = days[["month", "week"]].assign(topic=rng.permutation(topic), channel=rng.permutation(channels))
    return frame.assign(complaint=[f"K{wave % 100:02d}{k:06d}" for k in range(1, len(frame) + 1)])
