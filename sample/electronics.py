"""The population of `electronics`: one row is an adult; a buyer speaks of one of the categories bought.

The truth is per person: every adult counts once, with the purchase drawn for them. Per purchase is the same weighted
by `products`, the number of categories bought.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample import electronics_plan as plan
from sample.people import Margins, People, adults, district_effects
from sample.solve import YESNO, Columns, answers, apportion, category, mentions, share, spread, top, within, yes


def population(wave: int, margins: Margins, ages: list[str]) -> tuple[People, pd.DataFrame]:
    """Return the adults and their clean answers (NaN or no category where a question was not asked)."""
    rng = np.random.default_rng([plan.SEED, wave])
    people = adults(margins, ages, rng)
    chance = np.array(list(plan.INCIDENCE.values()))[people.age]
    asked = np.flatnonzero(rng.random(len(chance)) < chance)
    effect = district_effects(plan.SEED, plan.WAVES)[wave][people.district[asked]]
    female = np.asarray(people.frame["sex"].cat.codes)[asked]
    at, age = plan.WAVES.index(wave), people.age[asked]
    general = rng.standard_normal(len(asked)) + plan.DISTRICT_PULL * effect
    columns = _purchase(rng, len(asked))
    product, shop = (_codes(columns[name]) for name in ("product", "shop"))
    columns |= _presales(at, product, shop, general, rng)
    columns |= aftersales(at, product, shop, general, rng)
    pull = plan.AGE_PULL * age + plan.SEX_PULL * female + 0.06 * effect
    columns |= _judgement(at, columns, general, pull, rng)
    frame = people.frame.copy(deep=False)
    everyone = np.ones(len(frame), dtype=np.int8)
    everyone[asked] = 0
    frame["buyer"] = category(everyone, YESNO)
    return people, pd.concat([frame, spread(columns, asked, len(frame))], axis=1)


def themes(sample: pd.DataFrame, rng: np.random.Generator) -> list[str | None]:
    """Return the theme of each respondent's open answer; None without an answer."""
    answered = sample["eligible"].to_numpy() & (rng.random(len(sample)) < 0.4)
    content = rng.random(len(sample)) < 0.05 * sample["overall"].fillna(0).to_numpy()
    kinds = rng.choice(list(plan.THEMES), len(sample), p=list(plan.THEMES.values()))
    themes = np.where(content, "none", kinds)
    return [str(theme) if on else None for on, theme in zip(answered, themes, strict=True)]


def _purchase(rng: np.random.Generator, n: int) -> Columns:
    """Return what was bought, which of it was drawn, where and at what price."""
    bought = rng.random((n, len(plan.CATEGORIES))) < np.array(plan.BOUGHT)
    bought[~bought.any(axis=1), 0] = True
    drawn = np.where(bought, rng.random(bought.shape), -1.0).argmax(axis=1)
    shop = rng.permutation(np.repeat(np.arange(6), apportion(np.array(plan.SHOP_SHARE), n)))
    price = rng.permutation(np.repeat(np.arange(3), apportion(np.ones(3), n)))
    columns: Columns = mentions("bought", {key: bought[:, k] for k, key in enumerate(plan.CATEGORIES)})
    return columns | {
        "products": bought.sum(axis=1),
        "chance": np.round(1 / bought.sum(axis=1), 4),
        "product": category(drawn, plan.CATEGORIES),
        "shop": category(shop, plan.SHOPS),
        "price": category(price, ["low", "middle", "high"], ordered=True),
    }


def _codes(answers: np.ndarray | pd.Categorical) -> np.ndarray:
    """Return the number of each answer in its list."""
    return np.asarray(pd.Categorical(answers).codes, dtype=np.int64)


def _presales(at: int, product: np.ndarray, shop: np.ndarray, general: np.ndarray, rng: np.random.Generator) -> Columns:
    """Return pre-sales services received and their ratings."""
    n = len(product)
    on = share(rng.standard_normal(n), plan.PRESALES)
    got = {key: within(on, rng.standard_normal(n), of[at]) for key, of in plan.RECEIVED.items()}
    got["intro"] |= on & ~np.any(list(got.values()), axis=0)
    level = np.array([waves[at] for waves in plan.PRE_INDEX.values()])
    lean = np.array(plan.PRE_SHOP) - np.array(plan.PRE_SHOP) @ np.array(plan.SHOP_SHARE)
    cell = product * 6 + shop
    # Category means hold exactly: take off what the shops of its raters add.
    count = np.bincount(cell[on], minlength=60).reshape(10, 6)
    means = level[:, None] + lean - (count * lean).sum(axis=1, keepdims=True) / count.sum(axis=1, keepdims=True)
    columns: Columns = {"presales": yes(on), **mentions("received", got, on)}
    drift = float(np.average(level, weights=count.sum(axis=1)) - _level_2021(count.sum(axis=1))) / 25
    pull = (means.ravel()[cell] - means.mean()) / 25
    total = np.zeros(n)
    for name, mean in plan.PRE_ITEMS.items():
        asked = got.get(name.removeprefix("pre_"), on)
        columns[name] = rated(0.55 * general + 0.8 * pull + 0.85 * rng.standard_normal(n), asked, mean + drift)
        total += np.nan_to_num(np.asarray(columns[name]) - mean)
    latent = 0.16 * total + 0.30 * general + 0.65 * rng.standard_normal(n)
    columns["pre_overall"] = rated(latent, on, 1 + 4 * means.ravel() / 100, cell)
    return columns


def _level_2021(raters: np.ndarray) -> float:
    at = plan.WAVES.index(2021)
    return float(np.average([waves[at] for waves in plan.PRE_INDEX.values()], weights=raters))


def _judgement(at: int, columns: Columns, general: np.ndarray, pull: np.ndarray, rng: np.random.Generator) -> Columns:
    """Return the ratings of the brand's service, the overall judgement, recommendation and repurchase."""
    n = len(general)
    everyone, zero = np.ones(n, dtype=bool), np.zeros(n, dtype=np.int64)
    before, after = (np.nan_to_num(np.asarray(columns[name]) - 3.9) for name in ("pre_overall", "after_overall"))
    steps = 0.30 * before + 0.35 * after
    service: Columns = {}
    judged = np.zeros(n)
    for name, (halo, weight, means) in plan.SERVICE.items():
        latent = halo * general + (0.25 * steps if halo > 0.2 else 0.0) + 0.8 * rng.standard_normal(n)
        service[name] = rated(latent, everyone, means[at])
        judged += weight * np.asarray(service[name])
    latent = judged + 0.6 * steps + pull + 0.95 * rng.standard_normal(n)
    overall = answers(latent, zero, np.array([1 + 9 * plan.INDEX[at] / 100]), 1, 10)
    noise = rng.standard_normal((2, n))
    recommend = answers(0.85 * overall + 1.3 * noise[0], zero, np.array([plan.RECOMMEND[at]]), 0, 10)
    repurchase = answers(0.35 * overall + 0.6 * noise[1], zero, np.array([plan.REPURCHASE[at]]), 1, 5)
    return service | {"overall": overall, "recommend": recommend, "repurchase": repurchase}


def rated(latent: np.ndarray, on: np.ndarray, means: np.ndarray | float, group: np.ndarray | None = None) -> np.ndarray:
    """Return ratings 1-5 of those asked, their mean (in each group) the given one; NaN for the others."""
    ratings = np.full(len(on), np.nan, dtype=np.float32)
    groups = np.zeros(int(on.sum()), dtype=np.int64) if group is None else group[on]
    ratings[on] = answers(latent[on], groups, np.atleast_1d(np.asarray(means, dtype=float)), 1, 5)
    return ratings


def aftersales(
    at: int, product: np.ndarray, shop: np.ndarray, general: np.ndarray, rng: np.random.Generator
) -> Columns:
    """Return after-sales steps used, their ratings, feedback channels and complaints."""
    n = len(product)
    on = share(rng.standard_normal(n), plan.AFTERSALES)
    used = {key: within(on, rng.standard_normal(n), of) for key, of in plan.USED.items()}
    used["delivery"] |= on & ~np.any(list(used.values()), axis=0)
    columns: Columns = {"aftersales": yes(on), **mentions("used", used, on)}
    level = plan.AFTER_OVERALL[at] - plan.AFTER_OVERALL[2 if at <= 2 else 3]
    for step, items in plan.STEPS.items():
        for name, (before, since) in items.items():
            mean = (before if at <= 2 else since) + level
            columns[name] = rated(0.6 * general + 0.8 * rng.standard_normal(n), used[step], mean)
    columns |= _installation(at, shop, used["install"], general, rng)
    days = np.clip(np.rint(3.2 * np.exp(0.7 * rng.standard_normal(n))), 0, 90)
    columns["refund_days"] = np.where(used["back"], days, np.nan)
    columns["after_overall"] = rated(0.65 * general + 0.7 * rng.standard_normal(n), on, plan.AFTER_OVERALL[at])
    asks = {key: within(on, rng.standard_normal(n), of[at]) for key, of in plan.FEEDBACK.items()}
    asks["hotline"] |= on & ~np.any(list(asks.values()), axis=0)
    columns |= mentions("feedback", asks, on)
    return columns | _complaints(at, product, on, general, rng)


def _installation(at: int, shop: np.ndarray, on: np.ndarray, general: np.ndarray, rng: np.random.Generator) -> Columns:
    """Return what people were told and charged for the installation, and how they rate the fee."""
    n, online = len(shop), shop == plan.SHOPS.index("online")
    told = rng.random(n) < np.where(online, *plan.FEE_TOLD)
    kept = rng.random(n) < plan.FEE_KEPT
    amount = np.where(rng.random(n) < 0.25, 0, np.rint(120 * np.exp(0.6 * rng.standard_normal(n)) / 10) * 10)
    amount = np.minimum(amount, 2000)
    latent = 0.45 * general + plan.TOLD_PULL * told + plan.KEPT_PULL * kept + 0.8 * rng.standard_normal(n)
    latent += plan.AMOUNT_PULL * np.log2(1 + amount / 50)
    gap, part = plan.FEE_ONLINE[at], online[on].mean()
    means = np.array([plan.INS_FEE[at] + gap * part, plan.INS_FEE[at] - gap * (1 - part)])
    return {
        "ins_fee": rated(latent, on, means, online.astype(np.int64)),
        "fee_told": yes(told, on),
        "fee_kept": yes(kept, on),
        "fee_amount": np.where(on, amount, np.nan),
    }


def _complaints(at: int, product: np.ndarray, on: np.ndarray, general: np.ndarray, rng: np.random.Generator) -> Columns:
    """Return who complained, why, and how they rate the handling."""
    n, users = len(product), np.bincount(product[on], minlength=10)
    lean = np.array([plan.COMPLAINT_LEAN.get(name, 0.0) for name in plan.CATEGORIES])
    lean *= users[1:].sum() / (users * lean).sum()
    rates = np.where(lean > 0, plan.OTHER_COMPLAINTS[at] * lean, plan.PHONE_COMPLAINTS[at])
    complained = np.zeros(n, dtype=bool)
    score = rng.standard_normal(n) - 0.6 * general
    complained[on] = top(score[on], product[on], np.rint(rates * users).astype(np.int64))
    why = {key: within(complained, rng.standard_normal(n), of) for key, of in plan.REASONS.items()}
    why["delay"] |= complained & ~np.any(list(why.values()), axis=0)
    columns: Columns = {"complained": yes(complained, on), **mentions("reasons", why, complained)}
    columns["handled"] = rated(0.7 * general + 0.9 * rng.standard_normal(n), complained, 2.9)
    return columns
