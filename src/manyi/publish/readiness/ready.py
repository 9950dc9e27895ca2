"""What a report needs from its studies before anything is computed. In: the chapters; out: nothing, or what is missing.

Everything a study lacks is named at once: an announced claim that no chapter of this report prints, a sentence that
cannot be printed, a disclosure item without an answer, words an opt-in sample may not use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from manyi import places
from manyi.errors import InputError, place, together
from manyi.exhibits.chapter import declaration
from manyi.exhibits.chapter.methods import required
from manyi.exhibits.claims import sentence
from manyi.exhibits.html import font
from manyi.exhibits.numbers import Number
from manyi.language.formats import LANGUAGES
from manyi.publish.report import Run, read_study
from manyi.publish.study_headings import wrong_words
from manyi.study.reading import tables
from manyi.study.safe_yaml import label
from manyi.study.study import Study
from manyi.study.yaml_file import line_of, words_of

SETTINGS = frozenset({"outcome", "delta", "unit", "headline", "audience", "advice"})


def require_ready(runs: Iterable[Run]) -> None:
    """Raise InputError naming everything that the studies of these chapters lack."""
    chapters: dict[str, list[str]] = {}
    for run in runs:
        if run.wave:
            chapters.setdefault(run.study, []).append(run.notebook)
    errors = [
        error
        for name, notebooks in chapters.items()
        for error in (*_undrawable(name), *wrong_words(name), *_lacks(name, notebooks))
    ]
    if errors:
        raise together(errors)


def shows_answers(notebooks: Iterable[str]) -> bool:
    """Return whether one of these chapters shows each answer to the outcome, by declaring that it prints `outcome`."""
    return any("outcome" in declaration.declared_by(notebook).prints for notebook in notebooks)


def _undrawable(name: str) -> Iterator[InputError]:
    """Yield an error for each line of a study, or of its tables, that the font of the report cannot draw."""
    folders = [places.data() / study for study in (name, *tables(name))]
    parts = ("study", "codebook", "margins", "margins-*")
    for file in (file for folder in folders for part in parts for file in sorted(folder.glob(f"{part}.yml"))):
        for line, words in sorted(words_of(file)) if file.is_file() else ():
            if missing := font.missing_glyphs(words):
                signs = ", ".join(f"U+{ord(sign):04X} {sign}" for sign in missing[:5])
                yield InputError(
                    f"not in the font of the report: {signs}: say it in words; a delivered answer belongs in codes",
                    where=place(label(file), line),
                )


def _lacks(name: str, notebooks: list[str]) -> Iterator[InputError]:
    """Yield an error for everything that prevents the chapters of a study from being printed."""
    try:
        study = read_study(name)
    except InputError as error:
        yield error
        return
    file = places.data() / name / "study.yml"
    for keys, message in _lacking(study, notebooks):
        yield InputError(message, where=place(label(file), line_of(file, keys)))


def _lacking(study: Study, notebooks: list[str]) -> Iterator[tuple[list[str], str]]:
    """Yield the keys that lead to a place in study.yml, and what is wrong there."""
    declared = [declaration.declared_by(notebook) for notebook in notebooks]
    printed = {key for chapter in declared for key in chapter.prints}
    lost = [name for key, name in announced(study) if key not in printed]
    if lost:
        yield ["claims"], f"no chapter of this report prints {', '.join(lost)}"
    yield from _sentences(study)
    missing = [key for key in required(study) if key not in study.disclosure]
    if missing and any(chapter.discloses for chapter in declared):
        yield ["disclosure"], f"disclosure lacks {', '.join(missing)}"
    if used := borrowed(study.basis, _texts(study)):
        yield ["basis"], f"{used!r} cannot be used for an opt-in sample (basis: model)"


def announced(study: Study) -> Iterator[tuple[str, str]]:
    """Yield what a study announces: the key that a chapter must declare, and the name of the claim."""
    plan = study.claims
    for key in type(plan).model_fields:
        if key in SETTINGS or not (given := getattr(plan, key)):
            continue
        if key in declaration.BY_CHAPTER:
            yield from ((f"{key}:{claim.chapter}", f"{claim.id} (planned for {claim.chapter})") for claim in given)
        else:
            yield key, key


def _sentences(study: Study) -> Iterator[tuple[list[str], str]]:
    value = {"value": Number(0.0, "count")}
    for statement in study.claims.statements:
        try:
            sentence.check(statement.id, {"en": statement.text.en, "zh": statement.text.zh}, value)
        except (InputError, ValueError) as error:
            yield ["claims", statement.id], f"statement {error}"


def _texts(study: Study) -> Iterator[str]:
    texts = [study.population, study.mode, *study.disclosure.values()]
    texts += [statement.text for statement in study.claims.statements]
    yield from (text[language] for text in texts for language in LANGUAGES)


BORROWED = re.compile(
    r"margins? of (?:sampling )?error|sampling error|representative (?:of|sample)|(?:is|are|nationally) representative"
    r"|random sample|randomly (?:selected|sampled)|probability sample|response rate"
    r"|抽样误差|误差幅度|(?:具有|有|全国)代表性|代表性样本|随机样本|随机抽样|随机抽取|概率样本|应答率|回应率|响应率",
    re.IGNORECASE,
)


def borrowed(basis: str, texts: Iterable[str]) -> str:
    """Return the first words in the texts that a sample without known probabilities may not use."""
    if basis != "model":
        return ""
    matches = (BORROWED.search(text) for text in texts)
    return next((match[0] for match in matches if match), "")
