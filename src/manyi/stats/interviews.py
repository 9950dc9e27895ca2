"""What interviewees told, counted. Input: the interviews, one row a person; output: one row per theme.

People were chosen, not drawn: there is a count of those who told of a theme, no share and no interval.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from manyi.rows.survey import Survey
from manyi.stats.agreement import cohen_kappa

READERS, TEXTS = ("coder_a", "coder_b"), ("said", "translation")
REDACTED = r"\[[a-z]+\]"


def told(survey: Survey, themes: Sequence[str]) -> pd.DataFrame:
    """Return rows theme people kappa quote_zh quote_en, the theme of most people first.

    people: those the agreed code names. kappa: of the two readers; NaN when both used one code only. The quote is
    chosen by rule, see `quoted`.
    """
    now = survey.frame[survey.frame["wave"] == survey.year]
    rows = [
        {
            "theme": theme,
            "people": int((now[f"agreed__{theme}"] == 1).sum()),
            "kappa": cohen_kappa(*(now[f"{reader}__{theme}"].to_numpy(float) for reader in READERS)),
        }
        for theme in themes
    ]
    found = pd.DataFrame(rows).sort_values("people", ascending=False, kind="stable", ignore_index=True)
    return found.join(quoted(now, themes), on="theme")


def quoted(now: pd.DataFrame, themes: Sequence[str]) -> pd.DataFrame:
    """Return quote_zh and quote_en by theme: of those both readers and the decision give the theme, the first interview
    with the fewest other themes that no theme before it has used, and from which nothing was redacted; else empty.
    """
    others = now[[f"agreed__{theme}" for theme in themes]].sum(axis=1)
    whole = now[[*TEXTS]].notna().all(axis=1) & ~now["said"].str.contains(REDACTED, na=False)
    in_order = now[whole].assign(others=others).sort_values("others", kind="stable")
    used: set[str] = set()
    rows: dict[str, dict[str, str]] = {}
    for theme in themes:
        sure = in_order[[f"{code}__{theme}" for code in (*READERS, "agreed")]].eq(1).all(axis=1)
        left = in_order[sure & ~in_order["row"].isin(used)]
        rows[theme] = {"quote_zh": "", "quote_en": ""}
        if len(left):
            first = left.iloc[0]
            used.add(first["row"])
            rows[theme] = {"quote_zh": str(first["said"]), "quote_en": str(first["translation"])}
    return pd.DataFrame.from_dict(rows, orient="index")
