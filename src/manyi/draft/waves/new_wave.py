"""`make wave`: a file -> another wave of a study, with everything that must be decided about it.

In: a study, a file, a year. Out: the wave in study.yml and codebook.yml, raw/<year>/origin.yml with the file beside it,
and a line per item: its distribution now and before. What may be wrong becomes a line `# CONFIRM` in the codebook.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from manyi import places
from manyi.draft import descriptions
from manyi.draft.book import drafted
from manyi.draft.item import CONFIRM, GUESS, Remark
from manyi.draft.waves.carried_plan import missing_chapters, with_chapters, with_disclosure, with_family
from manyi.draft.waves.compared_wave import Carried, NewWave, compared, likeness_text
from manyi.draft.waves.wave_lines import lines_of
from manyi.draft.yaml_edits import NoPlace, with_entry, with_note, with_value
from manyi.draft.yaml_text import flow
from manyi.language.periods import Period
from manyi.rows.read.delivered import sources
from manyi.rows.read.personal_data import redact
from manyi.study.items import Item, in_force
from manyi.study.safe_yaml import content_of


def add_wave(name: str, file: Path, year: int, sheet: str | None = None) -> Iterator[str]:
    """Add a wave; yield what was found, a line at a time. sheet: of a workbook, as for `deliver`.

    Raises InputError: no such study or file, no wave before this one, a wave that already exists.
    """
    wave = compared(name, file, Period(year), sheet)
    texts = _written(wave)
    raw = wave.study.folder / "raw" / str(year)
    texts[raw / "origin.yml"] = descriptions.origin(
        wave.delivered, datetime.fromtimestamp(file.stat().st_mtime, UTC).date()
    )
    for source in sources(file, wave.delivered):
        places.write_whole(raw / source.name, source.read_bytes())
    for path, text in texts.items():
        places.write_whole(path, _as_before(path, text))
    yield from descriptions.sheets(wave.delivered)
    yield from lines_of(wave)
    yield from _planned(wave)
    yield from _missing(wave)
    yield f"what is left to settle: make check YEAR={year} REPORT={_report_name(wave)}"


def _as_before(path: Path, text: str) -> bytes:
    """Return a text as bytes, with the line ends and the byte order mark of the existing file."""
    before = path.read_bytes() if path.is_file() else b""
    start = BOM_UTF8 if before.startswith(BOM_UTF8) else b""
    return start + (text.replace("\n", "\r\n") if b"\r\n" in before else text).encode()


def _written(wave: NewWave) -> dict[Path, str]:
    """Return {file: its text with the wave in it} of study.yml, codebook.yml and the study's own report."""
    folder, year = wave.study.folder, wave.year
    study, book = ((folder / f"{name}.yml").read_text("utf-8-sig") for name in ("study", "codebook"))
    days = drafted(wave.delivered).days
    if year not in wave.study.study.waves:
        about = "by the times in the file" if days else "the first and last day of the fieldwork"
        if wave.few_found:
            about = f"{wave.columns_found}; {about}"
        remark = Remark(GUESS if days and not wave.few_found else CONFIRM, about)
        study = with_entry(study, ["waves"], year, {"fieldwork": [*(days or year.days)]}, remark)
    study = with_disclosure(with_family(study, wave), wave, days)
    for name, item in wave.study.codebook.items.items():
        book = _with_columns(book, wave, name, item)
    for entry in wave.carried:
        book = _with_answers(book, wave, entry)
    texts = {folder / "study.yml": study, folder / "codebook.yml": _with_unused(book, wave)}
    if (report := _report(wave)).is_file():
        with suppress(NoPlace):  # `_missing` reports it
            texts[report] = with_chapters(report.read_text("utf-8-sig"), _listed(report), wave)
    return texts


def _listed(report: Path) -> object:
    """Return the chapters of a report as read, None if it has none."""
    content = content_of(report)
    return content.get("chapters") if isinstance(content, dict) else None


def _report(wave: NewWave) -> Path:
    """Return the report that was drafted with the study; it need not exist."""
    return places.root() / "reports" / f"{wave.study.study.study}.yml"


def _report_name(wave: NewWave) -> str:
    """Return the report to check: the one with the study's name, or the first that includes the study."""
    name = wave.study.study.study
    if _report(wave).is_file():
        return name
    files = sorted((places.root() / "reports").glob("*.yml"))
    return next((file.stem for file in files if name in (content_of(file) or {}).get("studies", ())), name)


def _planned(wave: NewWave) -> Iterator[str]:
    """Yield what the plan has for comparing the waves, or that nothing will be compared."""
    family = (content_of(wave.study.folder / "study.yml").get("claims") or {}).get("family")
    if not family:
        yield f"no change from {wave.last} is tested: write claims.family in study.yml"
    elif not wave.study.study.claims.family:
        yield f"planned as a guess, claims.family: tested for change from {wave.last}: {', '.join(family)}"


def _missing(wave: NewWave) -> Iterator[str]:
    """Yield the chapters that compare waves but could not be added to the report of the study."""
    if (report := _report(wave)).is_file():
        for notebook, entry in missing_chapters(_listed(report)).items():
            listed = flow(entry.listed(notebook))
            yield f"{places.near(report)} has no place for a chapter that compares waves: add {listed} to its chapters"


def _with_columns(book: str, wave: NewWave, name: str, item: Item) -> str:
    """Return the codebook with the columns of an item in the new wave, if they differ from before."""
    matches = [match for match in wave.matched.columns if match.item == name]
    same = all(match.now == match.before for match in matches) and name not in wave.left_out
    if not matches or wave.year in item.columns or same:
        return book
    kept = [match for match in matches if match.now is not None and name not in wave.left_out]
    value: Any = None
    if kept and isinstance(item.column(wave.last), dict):
        value = {match.option: match.now for match in kept}
    elif kept:
        value = kept[0].now if isinstance(item.column(wave.last), str) else [match.now for match in kept]
    unsure, remark = [match for match in matches if match.alike < 1], None
    if unsure:
        gone = [match.before for match in unsure if match.now is None]
        like = [f"{match.now} is {match.before}? {likeness_text(match)}" for match in unsure if match.now]
        about = [*like, *(f"no column {header}: not asked any more?" for header in gone)]
        remark = Remark(CONFIRM, "; ".join(about))
    if name in wave.left_out:
        open_ = [e.proposal for e in wave.carried if e.match.item == name and e.proposal.left_out]
        columns = ", ".join(match.now for match in matches if match.now)
        about = [*(proposal.remark.about for proposal in open_ if proposal.remark), f"its column: {columns}"]
        remark = Remark(CONFIRM, "; ".join(about))
    return _tried(book, ["items", name, "columns"], wave.year, value, remark)


def _with_answers(book: str, wave: NewWave, entry: Carried) -> str:
    """Return the codebook with the proposal for unknown texts of a column, and a note per flag."""
    name, year, item, proposal = entry.match.item, wave.year, entry.item, entry.proposal
    if proposal.codes and year not in item.codes:
        since = max((start for start in item.codes if start <= wave.last), default=None)
        beside = {"as": since} if since and not proposal.whole else {}
        book = _tried(book, ["items", name, "codes"], year, {**beside, **_whole(proposal.codes)}, proposal.remark)
    for key, limit in proposal.limits.items():
        book = _limited(book, name, key, limit, proposal.remark)
    for flag in entry.flags:
        if flag is not proposal.flag and not (proposal.remark and flag.kind == "unknown"):
            book = _noted(book, name, f"{CONFIRM} {year}: {entry.match.now}: {flag.kind}: {flag.about}")
    return book


def _whole(codes: dict[Any, Any]) -> dict[Any, Any]:
    """Return codes with points of a scale as written by hand: 1, not 1.0."""
    return {code: int(a) if isinstance(a, float) and a.is_integer() else a for code, a in codes.items()}


def _limited(text: str, name: str, key: str, limit: float, remark: Remark | None) -> str:
    value = int(limit) if limit.is_integer() else limit
    try:
        return with_value(text, ["items", name, "number", key], value, remark)
    except NoPlace:
        return f"{text.rstrip()}\n# TODO: items.{name}.number: {{{key}: {value}}} {remark or ''}\n"


def _with_unused(book: str, wave: NewWave) -> str:
    """Return the codebook with the remaining columns: unused before, undecided, and new ones to be settled."""
    undecided = [match.now for match in wave.matched.columns if match.now and match.item in wave.left_out]
    if not (wave.matched.left or undecided) or wave.year in wave.study.codebook.unused:
        return book
    declared = in_force(wave.study.codebook.unused, wave.last) or {}
    new = dict.fromkeys(wave.matched.left, "TODO: an item, or why it is not used")
    later = dict.fromkeys(undecided, "until it is decided what its codes are")
    return _tried(book, ["unused"], wave.year, {**declared, **later, **new})


def _tried(text: str, keys: list[str], key: object, value: Any, remark: Remark | None = None) -> str:
    try:
        return with_entry(text, keys, key, value, remark)
    except NoPlace:
        return f"{text.rstrip()}\n# TODO: {'.'.join(keys)}: {{{key}: {value}}} {remark or ''}\n"


def _noted(text: str, name: str, note: str) -> str:
    note = redact(" ".join(note.split()))[0]
    try:
        return with_note(text, ["items", name, "columns"], note)
    except NoPlace:
        return f"{text.rstrip()}\n# {name}: {note}\n"
