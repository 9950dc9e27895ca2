"""What the summary prints of the claims of all chapters. Input: claims as `summary.read` returns them.

Output: the key findings, what is advised and how sure that is, what is open. Nothing comes from a result not shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from manyi import places
from manyi.exhibits.chapter.first_screen import Action, Finding, FirstScreen, Question
from manyi.exhibits.chapter.records import Advised, both
from manyi.exhibits.claims.claim import ALPHA, Claim
from manyi.exhibits.numbers import Number
from manyi.language import words
from manyi.language.formats import LANGUAGES

WORDS = words.beside(__file__).section("findings")

Record = dict[str, Any]  # a claim as kept for the summary

NOTHING = {"en": "", "zh": ""}
ACTIONS = 3
MOST = 6  # what a reader keeps in mind
OPEN = 4
ADVISED = 2  # of one study
FIRST = WORDS["first"]
SURE = WORDS.section("sure")
AUDIENCE = WORDS["audience"]  # where the study does not say whom its priorities are for


def chosen(claims: list[Record]) -> list[Record]:
    """Return the key findings: of each study its heaviest that was shown, then the heaviest left, in order of study.

    At most one per exhibit, and three of a kind.
    """
    shown = [claim for claim in claims if claim["shown"] and claim["finding"] and "headline" not in claim]
    firsts = [
        next(claim for claim in shown if claim["of"] == study)
        for study in dict.fromkeys(claim["of"] for claim in shown)
    ]
    picked: list[Record] = []
    for claim in [*firsts, *shown]:
        alike = sum(earlier["kind"] == claim["kind"] and earlier["of"] == claim["of"] for earlier in picked)
        if (
            claim["anchor"] not in {earlier["anchor"] for earlier in picked}
            and alike < MOST // 2
            and len(picked) < MOST
        ):
            picked.append(claim)
    studies = list(dict.fromkeys(claim["of"] for claim in picked))
    return sorted(picked, key=lambda claim: (studies.index(claim["of"]), -claim["weight"]))


def recommended(claims: list[Record]) -> list[Advised]:
    """Return what the shown findings advise, at most two of each study, the priorities of its models first."""
    advised: list[Advised] = []
    for claim in sorted(claims, key=lambda record: record["kind"] != "start"):
        of_study = sum(entry.claim["of"] == claim["of"] for entry in advised)
        advised += list(_advised(claim, claims))[: max(ADVISED - of_study, 0)] if claim["shown"] else []
    studies = list(dict.fromkeys(entry.claim["of"] for entry in advised))
    return sorted(advised, key=lambda entry: studies.index(entry.claim["of"]))


def first_screen(claims: list[Record]) -> FirstScreen:
    """Return the opening of the report: its findings, what they advise, and what stays open."""
    found = [
        Finding(claim["id"], claim["anchor"] if claim["anchor"] != claim["id"] else "", claim["of"], NOTHING, _html(claim))
        for claim in chosen(claims)
    ]  # fmt: skip
    actions = [Action(entry.do, entry.whom, _html(entry.claim), entry.claim["id"]) for entry in recommended(claims)]
    asked = [Question(_html(claim), claim["id"], claim["of"]) for claim in unknown(claims)]
    return FirstScreen(NOTHING, NOTHING, [], actions[:ACTIONS], found, asked, minutes=4)


def _html(claim: Record) -> dict[str, str]:
    return {"en": claim["en"], "zh": claim["zh"]}


def _advised(claim: Record, claims: list[Record]) -> Iterator[Advised]:
    if claim["kind"] == "start":  # the same that the answer names as what to look at first
        drivers = claim["words"]["drivers"]
        do: dict[str, str] = {language: FIRST[language].format(drivers=drivers[language]) for language in LANGUAGES}
        yield Advised(do, claim["audience"] or both(AUDIENCE), claim, both(SURE["start"]))
    for advice in claim["advice"]:
        yield Advised(advice["do"], advice["whom"], claim, _sure(claim, claims))


def _sure(claim: Record, claims: list[Record]) -> dict[str, str]:
    """Return how sure a finding is: for a difference, whether it stays when other things are held constant."""
    if not claim["kind"].startswith("gap"):
        return both(SURE["kpi" if claim["kind"] == "kpi" else "test"])
    held = (record for record in claims if record["id"] == claim["id"].removesuffix("-gap") + "-held")
    return next(({language: record[language] for language in ("en", "zh")} for record in held), both(SURE["open"]))


def unknown(claims: list[Record]) -> list[Record]:
    """Return the heaviest questions a test could not answer, at most two of a kind."""
    picked: list[Record] = []
    for claim in claims:
        same = sum(earlier["kind"] == claim["kind"] for earlier in picked)
        if claim["verdict"] in ("unclear", "none", "not_shown") and claim["finding"] and same < OPEN // 2:
            picked.append(claim)
    return picked[:OPEN]


PAIRED = "mean compared in pairs"  # statistic of the numbers of a table of letters
ONE = ["study", "wave", "item", "group", "statistic", "p"]  # what makes two printings the same comparison
SAID = WORDS["said"]


def read(report: str, year: int) -> pd.DataFrame:
    """Return the ledgers of the chapters already run, one row per printed number."""
    folder = places.build() / report / str(year) / "results"
    ledgers = [pd.read_parquet(file) for file in sorted(folder.glob("*.parquet"))]
    return (
        pd.concat(ledgers, ignore_index=True)
        if ledgers
        else pd.DataFrame(columns=[*ONE, "chapter", "p_adjusted", "status"])
    )


def count_results(ledger: pd.DataFrame) -> Claim | None:
    """Return how many comparisons were made and how many false ones are to be expected; None where none was."""
    tests = ledger[ledger["p"].notna() & (ledger["status"] != "suppressed")].drop_duplicates(ONE)
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
    return Claim("level", "shown", numbers, {}, False, 0.0, sentence=SAID)


def _pairs(rows: pd.DataFrame) -> tuple[int, int]:
    """Return how many pairs the tables of letters compare, and how many of them they tell apart: one letter each."""
    shown = rows[rows["status"] != "suppressed"]
    sizes = shown.groupby(["study", "chapter", "item", shown["group"].str.split("=").str[0]]).size()
    letters = [len(str(method).partition(":")[2].split()) for method in shown["method"]] if len(shown) else []
    return int(sum(n * (n - 1) // 2 for n in sizes)), sum(letters)
