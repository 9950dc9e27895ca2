"""The logs of a year: tickets, staff, complaints, invitations, as the codebooks keep them. One row is one of them.

Every share is planted in the process: a common shift is solved so that its mean chance over the year's cases, weeks
and chance taken out, is the planted one. What then happens is drawn, and cut off where the log closes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
from scipy.special import expit, ndtr

from sample import appliance_plan as plan
from sample.solve import apportion, within

LIMIT = 48.05  # hours are written with one decimal: up to here they read 48.0
Tables = dict[str, pd.DataFrame]


def tables(wave: int) -> Tables:
    """Return the four tables of a wave, before anything is spoilt."""
    makers = {"tickets": _tickets, "staff": _staff, "complaints": _complaints, "invitations": _invitations}
    place = plan.WAVES.index(wave)
    return {
        name: make(wave, place, np.random.default_rng([plan.SEED, wave, number]))
        for number, (name, make) in enumerate(makers.items())
    }


def _tickets(wave: int, place: int, rng: np.random.Generator) -> pd.DataFrame:
    n = plan.TICKETS[place]
    frame = _opened(wave, n, rng)
    frame = frame.assign(city=_drawn(plan.CITIES, n, rng), product=_drawn(plan.PRODUCTS, n, rng))
    frame["channel"] = _drawn(plan.CHANNELS, n, rng)
    frame["major"] = _yes(rng.random(n) < plan.MAJOR)
    slower = _effect(frame, ["channel", "city"], plan.SLOWER)
    slower += plan.SUMMER * ((frame["product"] == "ac") & frame["month"].isin(["m06", "m07", "m08"])).to_numpy()
    slower += (
        plan.SLOW_MONTH.get(wave, ("", 0.0))[1] * (frame["month"] == plan.SLOW_MONTH.get(wave, [""])[0]).to_numpy()
    )
    response = _hours(slower, frame["week"], plan.SPREAD, plan.RESPONSE[place] / (1 - plan.NEVER), rng)
    response[rng.random(n) < plan.NEVER] = np.inf
    remote = rng.random(n) < frame["channel"].map(plan.REMOTE).to_numpy()
    chance = _effect(frame, ["product", "city"], plan.FIX)
    chance = expit(chance + _solved(lambda shift: expit(chance + shift)[~remote].mean(), plan.FIRST_FIX[place]))
    fixed = rng.random(n) < chance
    visit = response + np.where(remote, np.exp(rng.normal(np.log(2), 0.8, n)), _wait(plan.VISIT, n, rng))
    close = visit + np.where(fixed | remote, np.exp(rng.normal(1, 0.6, n)), _wait(plan.AGAIN, n, rng))
    first = np.where(remote, "remote", np.where(fixed, "fixed", "not_fixed"))
    frame["first_visit"] = np.where(visit > frame["left"], "pending", first)
    frame = _cut(_cut(frame, "responded", "response_hours", response), "closed", "close_hours", close)
    return frame.drop(columns="left").assign(ticket=_numbers("T", wave, n))


def _complaints(wave: int, place: int, rng: np.random.Generator) -> pd.DataFrame:
    n = plan.COMPLAINTS[place]
    frame = _opened(wave, n, rng)
    frame = frame.assign(city=_drawn(plan.CITIES, n, rng), reason=_drawn(plan.REASONS, n, rng))
    major = rng.random(n) < plan.COMPLAINT_MAJOR
    frame["major"] = _yes(major)
    hours = np.empty(n)
    for chosen, key, early in ((major, "yes", plan.MAJOR_SOLVED[place]), (~major, "no", plan.SOLVED_WITHIN)):
        few = np.zeros(int(chosen.sum()))
        hours[chosen] = _hours(few, frame.loc[chosen, "week"], plan.SOLVING[key], early, rng, weeks=False)
    frame = _cut(frame, "solved", "solve_hours", hours)
    solved = (frame["solved"] == "yes").to_numpy()
    drawn, reached = solved & (rng.random(n) < plan.DRAWN), rng.random(n) < plan.REACHED
    frame["call"] = np.where(drawn, np.where(reached, "reached", "not_reached"), "not_drawn")
    # What every complainant would say is fixed before the calls: exactly the planted share of the solved is satisfied.
    mood = plan.LATE * (hours > 72) + rng.logistic(size=n)
    frame["handling"] = np.where(drawn & reached, _rating(within(solved, mood, plan.HANDLING[place]), rng), np.nan)
    return frame.drop(columns="left").assign(complaint=_numbers("C", wave, n))


def _staff(wave: int, place: int, rng: np.random.Generator) -> pd.DataFrame:
    n = plan.STAFF[place]
    frame = pd.DataFrame({"staff": _numbers("S", wave, n), "city": _drawn(plan.CITIES | {"sanya": 0.012}, n, rng)})
    frame["role"] = _drawn({"technician": 0.72, "hotline": 0.21, "dispatcher": 0.07}, n, rng)
    certified = np.full(n, "yes", dtype=object)
    odd = rng.permutation(n)[: plan.NOT_CERTIFIED[place] + plan.CERTIFICATE_UNKNOWN[place]]
    certified[odd[: plan.NOT_CERTIFIED[place]]] = "no"
    certified[odd[plan.NOT_CERTIFIED[place] :]] = None
    hours = rng.gamma(6.0, plan.TRAINING[place] / 6.0, n)
    return frame.assign(certified=certified, training_hours=hours.round(1), assessed=_yes(rng.random(n) < 0.96))


def _invitations(wave: int, place: int, rng: np.random.Generator) -> pd.DataFrame:
    n = plan.INVITATIONS[place]
    frame = pd.DataFrame({"invitation": _numbers("Q", wave, n), "city": _drawn(plan.CITIES, n, rng)})
    frame["quarter"] = np.repeat(["q1", "q2", "q3", "q4"], apportion(np.ones(4), n))
    frame["mode"] = _drawn({"sms": 0.5, "app": 0.35, "call": 0.15}, n, rng)
    answered = rng.random(n) < plan.SURVEY[place]
    rating = _rating(rng.random(n) < plan.SATISFIED_ANSWERS[place], rng)
    return frame.assign(answered=_yes(answered), satisfaction=np.where(answered, rating, np.nan))


def _opened(wave: int, n: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return when n cases were opened, in order: time, month, quarter, week, hours left until the log closes."""
    start, end = datetime(wave, 1, 1), datetime(wave + 1, 1, 1)
    month = _drawn(dict(enumerate(plan.SEASON, 1)), n, rng).astype(int)
    first = np.array([(date(wave, m, 1) - start.date()).days for m in range(1, 13)] + [(end - start).days])
    day = first[month - 1] + rng.random(n) * (first[month] - first[month - 1])
    minutes = np.sort((np.floor(day) * 1440 + rng.beta(2.2, 2.0, n) * 1439).astype(int))
    at = [start + timedelta(minutes=int(m)) for m in minutes]
    return pd.DataFrame({
        "opened": [f"{t.year}/{t.month}/{t.day} {t:%H:%M}" for t in at],
        "month": [f"m{t.month:02d}" for t in at],
        "quarter": [f"q{(t.month + 2) // 3}" for t in at],
        "week": [f"{wave}-{int(m) // 10080 + 1:02d}" for m in minutes],
        "left": (end - start).total_seconds() / 3600 - minutes / 60,
    })  # fmt: skip


def _hours(
    slower: np.ndarray, week: pd.Series, spread: float, within: float, rng: np.random.Generator, weeks: bool = True
) -> np.ndarray:
    """Return log-normal hours of which a share `within` is expected to end in 48, weeks having effects of their own."""
    pull = plan.WEEK if weeks else 0.0
    sd = np.hypot(spread, pull)
    level = np.log(LIMIT) - _solved(lambda shift: ndtr((shift - slower) / sd).mean(), within)
    names, code = np.unique(week.to_numpy(dtype=str), return_inverse=True)
    bad = pull * rng.standard_normal(len(names))[code]
    return np.exp(level + slower + bad + spread * rng.standard_normal(len(slower)))


def _cut(frame: pd.DataFrame, ended: str, name: str, hours: np.ndarray) -> pd.DataFrame:
    """Add whether something ended before the log closed, and its hours, or those it had taken by then."""
    left = frame["left"].to_numpy()
    return frame.assign(**{ended: _yes(hours <= left), name: np.minimum(hours, left).round(1)})


def _solved(mean: Callable[[float], float], wanted: float) -> float:
    """Return the shift at which an increasing mean is the one wanted, by bisection."""
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if mean(middle) >= wanted else (middle, high)
    return high


def _drawn(shares: Mapping[str, float] | Mapping[int, float], n: int, rng: np.random.Generator) -> np.ndarray:
    chances = np.array(list(shares.values()))
    return rng.choice(np.array(list(shares)), n, p=chances / chances.sum())


def _effect(frame: pd.DataFrame, columns: list[str], effects: Mapping[str, float]) -> np.ndarray:
    return np.sum([frame[name].map(effects).fillna(0.0).to_numpy() for name in columns], axis=0)


def _wait(median_spread: tuple[float, float], n: int, rng: np.random.Generator) -> np.ndarray:
    return median_spread[0] * np.exp(median_spread[1] * rng.standard_normal(n))


def _rating(satisfied: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return answers 1-5: 4 or 5 for the satisfied."""
    high = rng.choice([4.0, 5.0], len(satisfied), p=[0.6, 0.4])
    low = rng.choice([1.0, 2.0, 3.0], len(satisfied), p=[0.15, 0.25, 0.6])
    return np.where(satisfied, high, low)


def _yes(is_yes: np.ndarray) -> np.ndarray:
    return np.where(is_yes, "yes", "no")


def _numbers(letter: str, wave: int, n: int) -> list[str]:
    return [f"{letter}{wave % 100:02d}{k:06d}" for k in range(1, n + 1)]
