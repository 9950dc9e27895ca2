"""After the sale, in the population of `electronics`: steps used and rated, fees, feedback, complaints."""

from __future__ import annotations

import numpy as np

from manyi.sample import electronics_plan as plan
from manyi.sample.columns import Columns, mentions, within, yes
from manyi.sample.solve import answers, share, top


def rated(latent: np.ndarray, on: np.ndarray, means: np.ndarray | float, group: np.ndarray | None = None) -> np.ndarray:
    """Return ratings 1-5 of those asked, their mean (in each group) the given one; NaN for the others."""
    found = np.full(len(on), np.nan, dtype=np.float32)
    groups = np.zeros(int(on.sum()), dtype=np.int64) if group is None else group[on]
    found[on] = answers(latent[on], groups, np.atleast_1d(np.asarray(means, dtype=float)), 1, 5)
    return found


def aftersales(
    at: int, product: np.ndarray, shop: np.ndarray, general: np.ndarray, rng: np.random.Generator
) -> Columns:
    """Return after-sales steps used, their ratings, feedback channels and complaints."""
    n = len(product)
    on = share(rng.standard_normal(n), plan.AFTERSALES)
    used = {key: within(on, rng.standard_normal(n), of) for key, of in plan.USED.items()}
    used["delivery"] |= on & ~np.any(list(used.values()), axis=0)
    found: Columns = {"aftersales": yes(on), **mentions("used", used, on)}
    level = plan.AFTER_OVERALL[at] - plan.AFTER_OVERALL[2 if at <= 2 else 3]
    for step, items in plan.STEPS.items():
        for name, (before, since) in items.items():
            mean = (before if at <= 2 else since) + level
            found[name] = rated(0.6 * general + 0.8 * rng.standard_normal(n), used[step], mean)
    found |= _installation(at, shop, used["install"], general, rng)
    days = np.clip(np.rint(3.2 * np.exp(0.7 * rng.standard_normal(n))), 0, 90)
    found["refund_days"] = np.where(used["back"], days, np.nan)
    found["after_overall"] = rated(0.65 * general + 0.7 * rng.standard_normal(n), on, plan.AFTER_OVERALL[at])
    asks = {key: within(on, rng.standard_normal(n), of[at]) for key, of in plan.FEEDBACK.items()}
    asks["hotline"] |= on & ~np.any(list(asks.values()), axis=0)
    found |= mentions("feedback", asks, on)
    return found | _complaints(at, product, on, general, rng)


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
    found: Columns = {"complained": yes(complained, on), **mentions("reasons", why, complained)}
    found["handled"] = rated(0.7 * general + 0.9 * rng.standard_normal(n), complained, 2.9)
    return found
