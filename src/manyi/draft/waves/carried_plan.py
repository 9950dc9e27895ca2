"""What a further wave adds to the plan and the report of a study. In: their texts and a NewWave; out: texts.

A draft of one wave compares nothing and says when that wave was held: with the next, a family of changes is planned,
the report gets its chapter, and the disclosure tells of the new wave. Whatever is added is marked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import yaml

from manyi.draft.descriptions import TODO, WORDS
from manyi.draft.item import CONFIRM, GUESS
from manyi.draft.waves.compared_wave import NewWave
from manyi.draft.yaml_edits import NoPlace, with_entry
from manyi.draft.yaml_text import comment, flow
from manyi.study.marks import MARK

FAMILY = 8  # items whose change is tested: the correction for several grows with each
CHAPTER = "40-change"
OF_A_WAVE = re.compile(r"(?P<head>\s+(?P<key>a07_dates|a08_size):\s+)(?P<value>\S.*?)(?P<after>\s+#.*)?")


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
    about = f"{GUESS}: tested for change since the wave before; choose before you look at the results"
    try:
        return with_entry(study, ["claims"], "family", family, about)
    except NoPlace:
        return study


def with_chapter(report: str, wave: NewWave) -> str:
    """Return reports/<name>.yml with the chapter on changes, before the drivers or what is last."""
    lines = report.splitlines(keepends=True)
    places = [at for at, line in enumerate(lines) if re.match(r"\s*- \{notebook: (?:50-|60-|.*place: appendix)", line)]
    if CHAPTER in report or not places:
        return report
    margin = lines[places[0]].partition("-")[0]
    mark = comment(GUESS, f"what changed from {wave.last} to {wave.year}")
    lines.insert(places[0], f"{margin}- {{notebook: {CHAPTER}}}{mark}\n")
    return "".join(lines)


def with_disclosure(study: str, wave: NewWave, days: tuple[date, date] | None) -> str:
    """Return study.yml with its dates and numbers of records those of the new wave, marked.

    Sentences as they were drafted are written anew, also where their mark was deleted; of others that are still
    guesses it is asked what to write. What a person wrote stays. days: of the fieldwork, None where no file tells.
    """
    language = wave.study.study.language
    if language is None:
        return study
    facts = {"n": f"{wave.delivered.records:,}", "first": days and days[0], "last": days and days[1]}
    lines = study.split("\n")
    for at, line in enumerate(lines):
        if match := OF_A_WAVE.fullmatch(line):
            lines[at] = _of_new_wave(match, WORDS.section("disclosure")[match["key"]][language], facts, wave)
    return "\n".join(lines)


def _of_new_wave(match: re.Match[str], sentence: str, facts: Mapping[str, object], wave: NewWave) -> str:
    """Return a line of the disclosure for the new wave."""
    after = match["after"] or ""
    mark = MARK.search(after)
    as_drafted = re.sub(r"\\\{\w+\\\}", ".+?", re.escape(sentence))
    if re.fullmatch(as_drafted, str(yaml.safe_load(match["value"]))):
        told = all(facts[key] for key in re.findall(r"\{(\w+)\}", sentence))
        text = flow(sentence.format(**facts)) if told else TODO
        return f"{match['head']}{text}{comment(GUESS if told else '', f'of {wave.year}')}"
    if mark:
        return (
            f"{match['head']}{match['value']}{comment(CONFIRM, f'written for {wave.last}: what holds of {wave.year}?')}"
        )
    return match[0]
