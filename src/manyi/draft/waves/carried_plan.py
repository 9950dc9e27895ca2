"""What another wave adds to the plan and the report of a study. In: their texts and a NewWave; out: texts.

A draft of one wave compares nothing and says when that wave was held; with the next, a family of changes is planned,
the report gets a chapter on it, and the disclosure covers the new wave. Whatever is added is marked.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from manyi.draft.codebook_lines import TODO, WORDS
from manyi.draft.item import CONFIRM, GUESS, Remark
from manyi.draft.waves.compared_wave import NewWave
from manyi.draft.yaml_edits import NoPlace, value_at, with_entry, with_other_mark, with_value
from manyi.draft.yaml_lists import with_item
from manyi.exhibits.chapter.declaration import WAVES, Drafted, drafted, rank

FAMILY = 8  # items whose change is tested: each one makes the correction for several larger
OF_A_WAVE = ("a07_dates", "a08_size")  # disclosure items that follow from a wave's files


def with_family(study: str, wave: NewWave) -> str:
    """Return study.yml with the outcome and the first rated items as the family of changes, unless it has one."""
    claims = wave.study.study.claims
    if claims is None or claims.family:
        return study
    asked = [entry for entry in wave.carried if entry.match.item not in wave.left_out]
    rated = [entry.match.item for entry in asked if entry.item.scale]
    parts = wave.study.codebook.behind(claims.outcome)
    outcome = [claims.outcome] if all(any(entry.item is part for entry in asked) for part in parts) else []
    family = list(dict.fromkeys([*outcome, *rated]))[:FAMILY]
    if not family:
        return study
    remark = Remark(GUESS, "tested for change since the wave before; choose before you look at the results")
    try:
        return with_entry(study, ["claims"], "family", family, remark)
    except NoPlace:
        return study


def with_chapters(report: str, listed: object, wave: NewWave) -> str:
    """Return reports/<name>.yml with the chapters that compare waves, each after those that precede it.

    listed: its `chapters` as read. Raises NoPlace: it has no list of chapters of its own.
    """
    there, remark = _chapters(listed), Remark(GUESS, f"what changed from {wave.last} to {wave.year}")
    for notebook, entry in missing_chapters(listed).items():
        sooner = [at for at, chapter in enumerate(there, start=1) if chapter < rank(entry.place, notebook)]
        at = max(sooner, default=0)
        report = with_item(report, ["chapters"], at, entry.listed(notebook), remark)
        there.insert(at, rank(entry.place, notebook))
    return report


def missing_chapters(listed: object) -> dict[str, Drafted]:
    """Return the chapters that compare waves and are missing from a report."""
    there = {notebook for _, notebook in _chapters(listed)}
    return {notebook: entry for notebook, entry in drafted({WAVES}).items() if notebook not in there}


def _chapters(listed: object) -> list[tuple[int, str]]:
    """Return the rank of each chapter of a report as read, unchecked; [] if it has no list."""
    entries = [entry if isinstance(entry, dict) else {} for entry in listed] if isinstance(listed, list) else []
    return [rank(str(entry.get("place", "body")), str(entry.get("notebook"))) for entry in entries]


def with_disclosure(study: str, wave: NewWave, days: tuple[date, date] | None) -> str:
    """Return study.yml with the dates and numbers of records of the new wave, marked.

    Sentences still as drafted for the last wave are rewritten, even if their mark was deleted; others that are still
    guesses get a question. What a person wrote stays. days: those of the fieldwork, None if no file
    tells.
    """
    language = wave.study.study.language
    if language is None:
        return study
    before = _facts(wave.records_before, wave.study.study.waves[wave.last].fieldwork)
    now = _facts(wave.delivered.records, days)
    for key in OF_A_WAVE:
        sentence = WORDS.section("disclosure")[key]
        told = all(now[slot] for slot in sentence.slots)
        text = sentence[language].format(**now) if told else TODO
        with suppress(NoPlace):  # items without words in the only language
            if value_at(study, ["disclosure", key]) == sentence[language].format(**before):
                remark = Remark(GUESS if told else "", f"of {wave.year}")
                study = with_value(study, ["disclosure", key], text, remark, anew=True)
            else:
                remark = Remark(CONFIRM, f"written for {wave.last}: what holds of {wave.year}?")
                study = with_other_mark(study, ["disclosure", key], remark)
    return study


def _facts(records: int, days: tuple[date, date] | None) -> dict[str, object]:
    """Return the values that fill sentences about a wave."""
    first, last = days or (None, None)
    return {"n": f"{records:,}", "first": first, "last": last}
