"""`make wave`: a file -> a further wave of a study, with everything that must be decided about it.

In: a study, a file, a year. Out: the wave in study.yml and codebook.yml, raw/<year>/origin.yml with the file beside it,
and a line per item: its distribution now and before. What may be wrong becomes a line `# CONFIRM` in the codebook.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from manyi import places
from manyi.draft import descriptions, shifts
from manyi.draft.book import drafted
from manyi.draft.matching import PLACE, Match, Matched, matched_columns
from manyi.draft.yaml_edits import NoPlace, with_entry, with_note
from manyi.errors import InputError
from manyi.rows.read.content import content_of
from manyi.rows.read.delivered import Delivered, deliver, sources
from manyi.rows.read.files import read_waves
from manyi.rows.read.headers import Column, raw_name
from manyi.rows.read.personal_data import redact
from manyi.rows.read.texts import Cells, ids_of
from manyi.study.answers import DECLARED, JOIN, labels
from manyi.study.codebook import Item, in_force
from manyi.study.definition import Definition
from manyi.study.origin import locate
from manyi.study.reading import definition

MANY = 25  # unknown texts of a column from which they are words, not codes
SLIPS = 0.005  # of the records: fewer wrong numbers are slips, which reading lists


@dataclass
class Carried:
    """A column carried into the new wave: its match, its answers in both waves, and what to look at."""

    match: Match
    item: Item
    before: shifts.Spread
    now: shifts.Spread
    flags: list[shifts.Flag] = field(default_factory=list)


@dataclass
class NewWave:
    """All that is known of a wave before anything is written."""

    study: Definition
    year: int
    last: int
    delivered: Delivered
    matched: Matched
    carried: list[Carried]


def add_wave(name: str, file: Path, year: int) -> Iterator[str]:
    """Add a wave; yield what was found, a line at a time.

    Raises InputError: no such study or file, no wave before this one, a wave that is there already.
    """
    wave = compared(name, file, year)
    texts = _written(wave)
    raw = wave.study.folder / "raw" / str(year)
    texts[raw / "origin.yml"] = descriptions.origin(
        wave.delivered, datetime.fromtimestamp(file.stat().st_mtime, UTC).date()
    )
    for source in sources(file, wave.delivered):
        places.write_whole(raw / source.name, source.read_bytes())
    for path, text in texts.items():
        places.write_whole(path, text.encode())
    yield from told(wave)
    yield f"what is left to settle: make check YEAR={year} REPORT=..."


def compared(name: str, file: Path, year: int) -> NewWave:
    """Return a file matched and compared with the last wave before it. Raises InputError as `add_wave` does."""
    study = definition(name)
    if year in study.origins:
        raise InputError(f"the wave {year} is there already: to read it in again, delete raw/{year}", where=name)
    earlier = [wave for wave in study.origins if wave < year]
    if not earlier:
        raise InputError(
            f"no wave before {year}, with which it could be compared", where=name, allowed=sorted(study.origins)
        )
    last, delivered = max(earlier), deliver(file)
    origin = study.origins[last]
    before = content_of(locate(study.folder, last, origin.files[0], origin), origin.files[0], row_names=True)
    headers = {column.header: column.label for column in delivered.columns}
    matched = matched_columns(study.codebook, last, year, headers, before.header)
    wave = NewWave(study, year, last, delivered, matched, [])
    wave.carried = _carried(wave, before.labels)
    return wave


def _carried(wave: NewWave, labelled: dict[str, dict[str, str]]) -> list[Carried]:
    """Return every matched column with its answers before and now; free text and ids are not compared."""
    delivery = read_waves(wave.study, [wave.last])
    columns = {column.header: column for column in wave.delivered.columns}
    reading = Cells(
        wave.last, wave.delivered.origin.decimal, {h: c.labels for h, c in columns.items()}, ids_of(wave.study)
    )
    carried = []
    for match in wave.matched.columns:
        item = wave.study.codebook.items[match.item]
        raw = raw_name(match.item, match.option)
        if match.now is None or item.words or "identifier" in item.roles:
            continue
        old = Counter(text or "" for table in delivery.tables for text in table[raw].to_pylist())
        column = columns[match.now]
        cells = [DECLARED + cell if cell in column.missing else cell for cell in column.cells]
        to = Column(raw, match.item, item, match.option, (0,))
        new = Counter(text or "" for text in reading.read([cells], to, [match.now], match.now))
        before, now = (shifts.spread(item, wave.last, _parts(part), match.option) for part in (old, new))
        entry = Carried(match, item, before, now)
        entry.flags = shifts.flags(item, entry.before, entry.now) + shifts.inside(item, wave.last, Counter(cells))
        entry.flags += shifts.relabelled(labelled.get(match.before, {}), column.labels)
        carried.append(entry)
    return carried


def _parts(texts: Counter[str]) -> Counter[str]:
    """Return the answers of cells that may hold several."""
    parts: Counter[str] = Counter()
    for text, count in texts.items():
        for part in text.split(JOIN):
            parts[part] += count
    return parts


def _written(wave: NewWave) -> dict[Path, str]:
    """Return {file: its text with the wave in it} of study.yml and codebook.yml."""
    folder, year = wave.study.folder, wave.year
    study, book = ((folder / f"{name}.yml").read_text("utf-8-sig") for name in ("study", "codebook"))
    if year not in wave.study.study.waves:
        days = drafted(wave.delivered).days
        about = "GUESS: by the times in the file" if days else "CONFIRM: the first and last day of the fieldwork"
        first, last = days or (date(year, 1, 1), date(year, 12, 31))
        study = with_entry(study, ["waves"], year, {"fieldwork": [first, last]}, about)
    for name, item in wave.study.codebook.items.items():
        book = _with_columns(book, wave, name, item)
    for entry in wave.carried:
        book = _with_answers(book, wave, entry)
    return {folder / "study.yml": study, folder / "codebook.yml": _with_unused(book, wave)}


def _with_columns(book: str, wave: NewWave, name: str, item: Item) -> str:
    """Return the codebook with the columns of an item in the new wave, where they are not those before."""
    matches = [match for match in wave.matched.columns if match.item == name]
    if not matches or wave.year in item.columns or all(match.now == match.before for match in matches):
        return book
    kept = [match for match in matches if match.now is not None]
    value: Any = None
    if kept and isinstance(item.column(wave.last), dict):
        value = {match.option: match.now for match in kept}
    elif kept:
        value = kept[0].now if isinstance(item.column(wave.last), str) else [match.now for match in kept]
    unsure = [match for match in matches if match.alike < 1]
    about = ""
    if unsure:
        gone = [match.before for match in unsure if match.now is None]
        like = [f"{match.now} is {match.before}? {_likeness(match)}" for match in unsure if match.now]
        about = "CONFIRM: " + "; ".join([*like, *(f"no column {header}: not asked any more?" for header in gone)])
    return _tried(book, ["items", name, "columns"], wave.year, value, about)


def _likeness(match: Match) -> str:
    return "(same question number and place)" if match.alike == PLACE else f"(alike {match.alike:.2f})"


def _with_answers(book: str, wave: NewWave, entry: Carried) -> str:
    """Return the codebook with unknown codes as missing until somebody says what they are, and a note per flag."""
    name, year, item = entry.match.item, wave.year, entry.item
    unknown = _new_codes(entry)
    if unknown and year not in item.codes:
        since = max((start for start in item.codes if start <= wave.last), default=None)
        codes = ({"as": since} if since else {}) | unknown
        counts = ", ".join(f"{_shown(text)} {count}" for text, count in entry.now.unknown.most_common(MANY))
        book = _tried(
            book, ["items", name, "codes"], year, codes, f"CONFIRM: not in the codebook, what are they? {counts}"
        )
    for flag in entry.flags:
        if flag.kind != "unknown" or not unknown:
            book = _noted(book, name, f"CONFIRM {year}: {entry.match.now}: {flag.kind}: {flag.about}")
    return book


def _new_codes(entry: Carried) -> dict[Any, Any]:
    """Return {unknown text: the answer it is most like, or missing}, {} where they are words or mere slips."""
    unknown, item = entry.now.unknown, entry.item
    records = entry.now.answers.total() + entry.now.aside.total()
    if not unknown or len(unknown) > MANY:
        return {}
    if item.kind in ("scale", "number"):
        often = {text: count for text, count in unknown.items() if item.scale and count > SLIPS * records}
        unknown, points = Counter(often), item.scale.labels if item.scale else {}
        answers: dict[str, Any] = {words[lang]: point for point, words in points.items() for lang in ("en", "zh")}
    else:
        answers = {} if entry.match.option else dict(labels(item))
    codes: dict[Any, Any] = {}
    for text in unknown:
        like = get_close_matches(text, list(answers), n=1, cutoff=0.75)
        key = int(text) if text.isascii() and text.isdecimal() and str(int(text)) == text else text
        codes[key] = answers[like[0]] if like else "missing"
    return codes


def _with_unused(book: str, wave: NewWave) -> str:
    """Return the codebook with the columns left over: those unused before, and the new ones to be settled."""
    if not wave.matched.left or wave.year in wave.study.codebook.unused:
        return book
    declared = in_force(wave.study.codebook.unused, wave.last) or {}
    new = dict.fromkeys(wave.matched.left, "TODO: an item, or why it is not used")
    return _tried(book, ["unused"], wave.year, {**declared, **new}, "")


def _tried(text: str, keys: list[str], key: object, value: Any, about: str) -> str:
    try:
        return with_entry(text, keys, key, value, " ".join(about.split()))
    except NoPlace:
        return f"{text.rstrip()}\n# TODO: {'.'.join(keys)}: {{{key}: {value}}} {about}\n"


def _noted(text: str, name: str, note: str) -> str:
    note = redact(" ".join(note.split()))[0]
    try:
        return with_note(text, ["items", name, "columns"], note)
    except NoPlace:
        return f"{text.rstrip()}\n# {name}: {note}\n"


def told(wave: NewWave) -> Iterator[str]:
    """Yield each carried column with its answers now and before, then all unknown and undelivered codes and columns."""
    platform = f", recognised as {wave.delivered.platform}" if wave.delivered.platform else ""
    yield f"{wave.delivered.name}: {wave.delivered.records:,} records, {len(wave.delivered.columns)} columns{platform}"
    yield f"each item in {wave.year}, and in {wave.last} in brackets:"
    for entry in wave.carried:
        match = entry.match
        moved = "" if match.alike == 1 else f", {match.before} before {_likeness(match)}"
        yield f"{match.item}{f' {match.option}' if match.option else ''}: {match.now}{moved}"
        yield f"    {', '.join(_shares(entry))}"
        for flag in entry.flags:
            yield f"  ? {flag.kind}: {redact(flag.about)[0]}"
    gone = [f"{match.item} ({match.before})" for match in wave.matched.columns if match.now is None]
    for what, names in (
        ("no column any more", gone),
        ("unused as before", wave.matched.unused),
        ("new columns, to be settled under unused", wave.matched.left),
        (
            "codes nobody knows",
            [f"{e.match.item}: {_shown(text)} ({n})" for e in wave.carried for text, n in e.now.unknown.items()],
        ),
        ("answers not delivered any more", [f"{e.match.item}: {_said(a)}" for e in wave.carried for a in _vanished(e)]),
    ):
        if names:
            yield f"{what} ({len(names)}): {', '.join(names)}"
    flagged = Counter(flag.kind for entry in wave.carried for flag in entry.flags)
    yield f"to decide: {', '.join(f'{count} {kind}' for kind, count in flagged.items()) or 'nothing'}"


def _vanished(entry: Carried) -> list[shifts.Answer]:
    shares = entry.before.shares()
    if entry.item.kind == "number":
        return []
    return [answer for answer, share in shares.items() if share > shifts.FEW and answer not in entry.now.answers]


def _shares(entry: Carried) -> list[str]:
    """Return the shares of an item's answers now and before; of a number its mean."""
    before, now = entry.before.shares(), entry.now.shares()
    kinds = (shifts.BLANK, shifts.MISSING, shifts.UNKNOWN)
    aside = {kind: (entry.now.part(kind), entry.before.part(kind)) for kind in kinds}
    parts = [f"{kind} {part:.0%} ({was:.0%})" for kind, (part, was) in aside.items() if part or was]
    if entry.item.kind == "number":
        means = [sum(float(a) * share for a, share in part.items()) for part in (now, before)]
        return [f"mean {means[0]:.4g} ({means[1]:.4g})", *parts]
    answers = list(dict.fromkeys([*(entry.item.possible or ()), *before, *now])) if not entry.match.option else [1.0]
    answers = list(dict.fromkeys(float(a) if isinstance(a, int) else a for a in answers))
    return [*(f"{_said(a)} {now.get(a, 0):.0%} ({before.get(a, 0):.0%})" for a in answers), *parts]


def _said(answer: shifts.Answer) -> str:
    return f"{answer:g}" if isinstance(answer, float) else answer


def _shown(text: str) -> str:
    return repr(redact(text)[0][:40])
