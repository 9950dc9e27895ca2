"""What the summary prints from the claims of all chapters. Input: claims as `records.read` returns them.

Output: the findings by weight, the advice and how sure it is, the open questions. Nothing comes from a result not
shown. The weight of a finding is its size, in units of the smallest difference that matters, times its sureness, times
the share of the study's people it is about: for a group, what all would gain if it were like the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from manyi import places
from manyi.errors import InputError
from manyi.exhibits.chapter.records import Advised, both
from manyi.exhibits.claims.claim import Claim
from manyi.exhibits.claims.sureness import FACTOR
from manyi.exhibits.numbers import ALPHA, Number, keys_in
from manyi.exhibits.vocabulary import letters_of
from manyi.language import words
from manyi.language.formats import LANGUAGES
from manyi.language.periods import Period

WORDS = words.beside(__file__).section("findings")

Record = dict[str, Any]  # a claim as saved for the summary

MOST = 6  # what a reader can keep in mind
OPEN = 4
ADVISED = 3
FOLLOWING = frozenset({"held", "relative"})  # printed under the finding they follow
LISTING = "changed_by"  # that no group changed is not a separate question: the change of all is
UNANSWERED = ("unclear", "none", "not_shown")
SURE = WORDS.section("sure")
AUDIENCE = WORDS["audience"]  # if the study does not say whom its priorities are for


def ranked(claims: list[Record]) -> list[Record]:
    """Return the possible findings of all studies, the weightiest first; one per cause and per figure.

    A difference below what matters does not compete. Findings without a size of their own (which questions are rated
    low, how many targets are met) fill the remaining places, in the order of the chapters.
    """
    weights = {claim["id"]: weight(claim, claims) for claim in claims}
    able = [claim for claim in claims if _competes(claim) and weights[claim["id"]] != 0]
    able = [claim for claim in able if not any(_leads(other, claim) for other in able)]
    return _one_each(sorted(able, key=lambda claim: -(weights[claim["id"]] or 0.0)))


def _leads(change: Record, claim: Record) -> bool:
    """Return whether a change of a question other than the outcome takes precedence over a gap in it."""
    gap = claim["kind"].startswith("gap") and "what" in claim["words"]
    asked = change["kind"] == "change" and not change.get("row") and change["of"] == claim["of"]
    return bool(gap and asked and change["words"].get("what") == claim["words"]["what"])


def led(change: Record, claims: list[Record]) -> Record | None:
    """Return the gap to be reported with a change of the same question; None if there is none."""
    return next((claim for claim in claims if _competes(claim) and _leads(change, claim)), None)


def weight(claim: Record, claims: list[Record]) -> float | None:
    """Return size x sureness x share of the study's people; None for a claim about no single difference."""
    if claim["size"] is None or claim["sure"] is None:
        return None
    counted = claim["size"] >= 1 or claim["sure"] == "small"
    return claim["size"] * FACTOR[claim["sure"]] * _share(claim, claims) if counted else 0.0


def _share(claim: Record, claims: list[Record]) -> float:
    """Return the share of its study's people that a claim is about; 1 if it is about everyone."""
    asked = [other["asked"] for other in claims if other["of"] == claim["of"] and other["asked"]]
    return min(claim["people"] / max(asked), 1.0) if claim["people"] and asked else 1.0


def _competes(claim: Record) -> bool:
    announced = claim["finding"] and claim["kind"] not in FOLLOWING
    return bool(claim["shown"] and announced and "headline" not in claim)


def require_agreement(claims: list[Record]) -> None:
    """Raise InputError if a change gets two verdicts: "rose" in one chapter and "about the same" in another."""
    verdicts: dict[tuple[str, ...], Record] = {}
    for claim in claims:
        if claim["kind"] == "change" and {"what", "before", "now"} <= claim["words"].keys():
            change = (claim["of"], *(claim["words"][name]["en"] for name in ("what", "before", "now")))
            other = verdicts.setdefault(change, claim)
            if other["verdict"] != claim["verdict"]:
                fault = f"the same change is {claim['verdict']!r} here and {other['verdict']!r} in {other['id']}"
                raise InputError(f"{fault}: test it in one family", where=claim["id"])


def _one_each(claims: list[Record], *, by: Sequence[str] = ("cause", "anchor")) -> list[Record]:
    """Return the claims without those that share one of these keys with an earlier one; empty keys are not shared.

    Two announced comparisons may share a figure and yet have two causes.
    """
    kept: list[Record] = []
    for claim in claims:
        shared = [key for key in by if claim[key] and not (key == "anchor" and claim["kind"].startswith("gap"))]
        if not any(claim[key] == other[key] for other in kept for key in shared):
            kept.append(claim)
    return kept


def chosen(claims: list[Record], headline: Sequence[Record] = ()) -> list[Record]:
    """Return the key findings, without what the headline already shows: a mean and a share of it are one finding."""
    told = {claim["cause"] for claim in headline if claim["shown"]} - {""}
    return [claim for claim in ranked(claims) if claim["cause"] not in told][:MOST]


def recommended(claims: list[Record]) -> list[Advised]:
    """Return the advice that follows from the shown findings, the weightiest first, one piece per cause."""
    order = sorted(
        (claim for claim in claims if claim["shown"] and (claim["advice"] or claim["kind"] == "start")),
        key=lambda claim: -(weight(claim, claims) or 0.0),
    )
    return [entry for claim in _one_each(order, by=["cause"]) for entry in _advised(claim, claims)][:ADVISED]


def _advised(claim: Record, claims: list[Record]) -> Iterator[Advised]:
    if claim["kind"] == "start":
        drivers = claim["words"]["drivers"]
        do: dict[str, str] = {
            language: WORDS["first"][language].format(drivers=drivers[language]) for language in LANGUAGES
        }
        yield Advised(do, claim["audience"] or both(AUDIENCE), claim, both(SURE["start"]))
    for advice in claim["advice"]:
        yield Advised(advice["do"], advice["whom"], claim, _sure(claim, claims))


def followed(claim: Record, claims: list[Record]) -> Record | None:
    """Return what remains of a difference with other things held constant; None if that was not announced."""
    id_ = claim["id"].removesuffix("-gap") + "-held"
    return next((record for record in claims if record["id"] == id_), None)


def _sure(claim: Record, claims: list[Record]) -> dict[str, str]:
    """Return how sure a finding is: for a difference, whether it remains when other things are held constant."""
    if not claim["kind"].startswith("gap"):
        return both(SURE["kpi" if claim["kind"] == "kpi" else "test"])
    held = followed(claim, claims)
    return {language: held[language] for language in LANGUAGES} if held else both(SURE["open"])


def unknown(claims: list[Record]) -> list[Record]:
    """Return the questions a test could not answer, first those that could still hide most: no two with one cause, none
    twice of the same kind about the same thing, and one of each study and kind before any has a second.

    At most one change of each study is asked about, preferably that of its outcome.
    """  # fmt: skip
    named = {(claim["of"], claim["cause"]) for claim in ranked(claims)}  # surveys may share names of causes
    open_ = [
        claim for claim in claims
        if claim["verdict"] in UNANSWERED and claim["finding"] and claim["kind"] not in (*FOLLOWING, LISTING)
        and (claim["of"], claim["cause"]) not in named and "headline" not in claim
    ]  # fmt: skip
    order = sorted(
        open_, key=lambda claim: (not _of_outcome(claim), -(claim["possible"] or 0.0) * _share(claim, claims))
    )
    different = [
        claim for claim in order if claim in _one_each([other for other in order if other["of"] == claim["of"]])
    ]
    before = Counter[tuple[str, str]]()
    turns: list[int] = []
    for claim in different:
        turns.append(before[claim["of"], claim["kind"]])
        before[claim["of"], claim["kind"]] += 1
    ranks = sorted(zip(turns, different, strict=True), key=lambda pair: pair[0])
    return [claim for turn, claim in ranks if claim["kind"] != "change" or turn == 0][:OPEN]


def _of_outcome(claim: Record) -> bool:
    """Return whether a claim is about the change of a study's outcome among everyone: its row on the first screen."""
    return claim["kind"] == "change" and bool(claim.get("row"))


PAIRED = "mean compared in pairs"  # statistic of the numbers in a table of letters
COMPARISON = ["study", "wave", "item", "group", "statistic", "p"]  # what makes two printings the same comparison
CHOICE = r"(?:^|; )choice=[^;]*"  # in `group`: the method of estimation, which is not a group of people
COUNTED = WORDS["said"]


def read_ledgers(report: str, year: int) -> pd.DataFrame:
    """Return the ledgers of the chapters already run, one row per printed number; one change has one test in them."""
    folder = places.build() / report / str(Period(year)) / "results"
    ledgers = [pd.read_parquet(file) for file in sorted(folder.glob("*.parquet"))]
    if not ledgers:
        return pd.DataFrame(columns=[*COMPARISON, "chapter", "p_adjusted", "status"])
    ledger = pd.concat(ledgers, ignore_index=True)
    require_one_test(ledger)
    return ledger


def require_one_test(ledger: pd.DataFrame) -> None:
    """Raise InputError if the adjusted p of a change shows it in one exhibit or sentence but not in another.

    A change under another choice of method is the same change: only its announced test has an adjusted p.
    """
    tests = ledger[(ledger["statistic"] == "change") & ledger["p_adjusted"].notna()]
    change = [
        tests["study"],
        tests["wave"],
        tests["item"],
        tests["group"].fillna("").str.replace(CHOICE, "", regex=True),
    ]
    for _, rows in tests.groupby(change):
        passed = rows["p_adjusted"] <= ALPHA
        if passed.any() and not passed.all():
            shown, other = rows.loc[passed, "id"].iloc[0], rows.loc[~passed, "id"].iloc[0]
            raise InputError(f"the same change is shown here and not in {other}: test it in one family", where=shown)


def count_results(ledger: pd.DataFrame) -> Claim | None:
    """Return how many comparisons were made and how many false ones are to be expected; None if there were none."""
    tests = ledger[ledger["p"].notna() & (ledger["status"] != "suppressed")].drop_duplicates(COMPARISON)
    adjusted = tests[tests["p_adjusted"].notna()]
    pairs, told_apart = _pairs(ledger[ledger["statistic"] == PAIRED])
    single, passed = len(tests) - len(adjusted), int((adjusted["p_adjusted"] <= ALPHA).sum()) + told_apart
    counts = {
        "made": len(tests) + pairs, "corrected": len(adjusted) + pairs, "single": single,
        "false": round(ALPHA * single), "passed": passed, "wrong": round(ALPHA * passed),
    }  # fmt: skip
    if not counts["made"]:
        return None
    numbers = {
        name: Number(float(count), "count", statistic=f"comparisons {name}", basis="census")
        for name, count in counts.items()
    }
    return Claim("level", "shown", numbers, {}, False, sentence=COUNTED)


def _pairs(rows: pd.DataFrame) -> tuple[int, int]:
    """Return how many pairs the tables of letters compare, and how many of them differ: one letter each."""
    shown = rows[rows["status"] != "suppressed"]
    sizes = shown.groupby(["study", "chapter", "item", shown["group"].map(_split)]).size()
    letters = [len(letters_of(str(method))) for method in shown["method"]]
    return int(sum(n * (n - 1) // 2 for n in sizes)), sum(letters)


def _split(group: str) -> str:
    """Return the column of a group, the first of several."""
    return next(iter(keys_in(group)), "")
