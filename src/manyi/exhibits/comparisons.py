"""How many comparisons a report made, and how many of those that passed may be false. Input: the chapters' ledgers.

One comparison is one printed number with a p value, however often it is printed, or one pair of a table of letters.
"""

from __future__ import annotations

import pandas as pd

from manyi import places
from manyi.exhibits.claims import ALPHA, Claim
from manyi.exhibits.numbers import Number
from manyi.rows.codebook import Text

PAIRED = "mean compared in pairs"  # statistic of the numbers of a table of letters
ONE = ["study", "wave", "item", "group", "statistic", "p"]  # what makes two printings the same comparison
SAID = Text(
    en="This report made {made} comparisons, {corrected} of them corrected for their number. Where nothing differed, chance "
    "alone would let about {false} of the {single} single tests pass, and of the {passed} corrected ones that passed about "
    "{wrong} may be false.",
    zh="本报告共作{made}次比较，其中{corrected}次按比较次数校正。若实际均无差别，{single}次单独检验中约有{false}次会仅凭偶然通过；"
    "通过校正后检验的{passed}次中，约有{wrong}次可能有误。",
)


def read(report: str, year: int) -> pd.DataFrame:
    """Return the ledgers of the chapters already run, one row per printed number."""
    folder = places.build() / report / str(year) / "results"
    found = [pd.read_parquet(file) for file in sorted(folder.glob("*.parquet"))]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=[*ONE, "p_adjusted", "status"])


def made(ledger: pd.DataFrame) -> Claim | None:
    """Return how many comparisons were made and how many false ones are to be expected; None where none was."""
    tests = ledger[ledger["p"].notna() & (ledger["status"] != "suppressed")].drop_duplicates(ONE)
    adjusted = tests[tests["p_adjusted"].notna()]
    pairs = _pairs(ledger[ledger["statistic"] == PAIRED])
    single, passed = len(tests) - len(adjusted), int((adjusted["p_adjusted"] <= ALPHA).sum())
    counts = {
        "made": len(tests) + pairs, "corrected": len(adjusted) + pairs, "single": single,
        "false": round(ALPHA * single), "passed": passed, "wrong": round(ALPHA * passed),
    }  # fmt: skip
    if not counts["made"]:
        return None
    numbers = {
        name: Number(float(count), "count", statistic="comparisons", basis="census") for name, count in counts.items()
    }
    return Claim("level", "shown", numbers, {}, False, 0.0, own=SAID)


def _pairs(rows: pd.DataFrame) -> int:
    """Return how many pairs the tables of letters compare."""
    sizes = rows[rows["status"] != "suppressed"].groupby(
        ["study", "chapter", "item", rows["group"].str.split("=").str[0]]
    )
    return int(sum(n * (n - 1) // 2 for n in sizes.size()))
