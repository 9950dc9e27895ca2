"""A drafted survey -> the text of study.yml, origin.yml, report and words. In: records; out: lines, guesses marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from manyi.draft.codebook_lines import HOW, TODO
from manyi.draft.item import CONFIRM, GUESS, DraftBook
from manyi.draft.proposals import Proposal
from manyi.draft.yaml_text import comment, entry, flow
from manyi.exhibits.chapter import declaration
from manyi.exhibits.chapter.methods import DISCLOSED, required
from manyi.language import words
from manyi.language.periods import Period
from manyi.rows.read.delivered import Delivered
from manyi.study.study import Study

WORDS = words.beside(__file__)
WRITTEN_ABOVE = {"a02_sponsor": "organisation", "a04_population": "population", "a06_mode": "mode"}


def study(name: str, book: DraftBook, proposal: Proposal, delivered: Delivered, year: Period) -> str:
    """Return study.yml."""
    language = book.language
    days = book.days or year.days
    dated = (
        comment(GUESS, f"the first and last day in {book.days_from}") if book.days else "  # TODO: when was it held?"
    )
    lines = [
        f"# Drafted from {delivered.name}: {delivered.records:,} records.", *HOW,
        f"study: {name}", f"language: {language}",
        f"title: {flow(name)}  # TODO: the title of the survey",
        "organisation: &organisation TODO", "population: &population TODO",
        f"unit: {flow(WORDS['unit'][language])}{_record(book)}",
        f"mode: &mode {_mode(delivered, language)}",
        f"basis: model{comment(GUESS, 'design where the chances of selection are known, census where all were asked')}",
        f"waves: {{{year}: {{fieldwork: [{days[0]}, {days[1]}]}}}}{dated}",
    ]  # fmt: skip
    lines += _design(book)
    return "\n".join([*lines, *_claims(proposal, language), *_disclosure(book, delivered, days)]) + "\n"


def _record(book: DraftBook) -> str:
    """Return the mark for what a record is."""
    if not book.repeated:
        return comment(GUESS, "one record per person")
    how = "then layout: {long: {id: ..., question: ..., answer: ...}} under the file in origin.yml"
    return comment(CONFIRM, f"looks like a row per answer, not per person: {book.repeated}? {how}")


def _design(book: DraftBook) -> Iterator[str]:
    """Yield the sample design; replicate weights take the place of strata and clusters."""
    roles = ("weight",) if book.replicates else ("weight", "stratum", "psu")
    parts: dict[str, object] = {role: items[0].name for role in roles if (items := book.with_role(role))}
    if not parts:
        return
    rule: dict[str, object] = {"lonely": "adjust"} if "stratum" in parts else {}
    further = [item.name for item in book.with_role("weight")[1:]]
    if further and not book.replicates:
        rule["weights"] = {name: name for name in further}
    about = "by names and values of columns"
    if book.replicates:
        rule, about = {"replicates": book.replicates.keys}, f"replicate weights: {book.replicates.evidence}"
    yield f"design: {flow({**parts, **rule})}{comment(GUESS, about)}"


def _mode(delivered: Delivered, language: str) -> str:
    """Return how people were asked, if a platform for online questionnaires exported the file."""
    if not delivered.platform:
        return TODO
    online = WORDS["online"][language].format(platform=delivered.platform)
    return flow(online) + comment(GUESS, delivered.evidence)


def _claims(proposal: Proposal, language: str) -> Iterator[str]:
    """Yield the plan."""
    outcome = proposal.outcome
    name = TODO if outcome is None else f"{outcome.name}_share" if proposal.share else outcome.name
    yield "claims:"
    yield f"  outcome: {name}{comment(GUESS if outcome else '', proposal.why)}"
    yield f"  unit: {proposal.unit}"
    unit = "0.02 is two people in a hundred" if proposal.unit == "percent" else "in that unit"
    yield f"  delta: {proposal.delta}{comment(GUESS, f'the smallest difference that matters to you, {unit}')}"
    if proposal.segments:
        yield from entry(
            "segments", [item.name for item in proposal.segments], 2, comment(GUESS, "few and large groups")
        )
    yield from _battery_lines(proposal, language)
    if proposal.several:
        about = comment(GUESS, "questions with several answers, a figure each")
        yield from entry("incidences", [item.name for item in proposal.several], 2, about)
    if outcome and proposal.drivers:
        title = WORDS["drivers"][language].format(outcome=outcome.short)
        model = {"id": "drivers", "title": title, "outcome": name, "drivers": [item.name for item in proposal.drivers]}
        yield f"  models:{comment(GUESS, 'scales nearly everybody answered; not chosen by results')}"
        yield f"    - {flow(model)}"


def _battery_lines(proposal: Proposal, language: str) -> Iterator[str]:
    """Yield the scales that are shown in one figure."""
    if proposal.batteries:
        yield f"  batteries:{comment(GUESS, 'scales side by side with the same answers')}"
    for battery in proposal.batteries:
        title = WORDS["battery"][language].format(first=battery[0].short)
        id_ = (battery[0].battery or battery[0].name).replace("_", "-")
        yield f"    - {flow({'id': f'battery-{id_}', 'title': title, 'items': [item.name for item in battery]})}"


def _disclosure(book: DraftBook, delivered: Delivered, days: tuple[date, date]) -> Iterator[str]:
    """Yield the disclosure items: what the file shows, what was written above, house rules, and TODO."""
    unknown = {"a07_dates": not book.days, "a09_weighting": bool(book.with_role("weight"))}
    unknown |= dict.fromkeys(("a01_collection", "b04_staff"), not delivered.platform)
    facts = {"n": f"{delivered.records:,}", "first": days[0], "last": days[1], "platform": delivered.platform}
    sentences = WORDS.section("disclosure")
    yield "disclosure:"
    for key in required(Study.model_construct(basis="model")):
        about = DISCLOSED[key]["zh" if book.language == "zh" else "en"]
        if key in WRITTEN_ABOVE:
            yield f"  {key}: *{WRITTEN_ABOVE[key]}  # {about}"
            continue
        written = key in sentences and not unknown.get(key)
        text = sentences[key][book.language].format(**facts) if written else TODO
        yield f"  {key}: {flow(text)}{comment(GUESS if written else '', about)}"


def origin(delivered: Delivered, retrieved: date) -> str:
    """Return origin.yml of the wave."""
    files = [file.model_dump(exclude_defaults=True) for file in (delivered.origin, *delivered.also)]
    recognised = (
        f"# Recognised as {delivered.platform}: {delivered.evidence}"
        if delivered.platform
        else f"# {delivered.name}: {delivered.records:,} records."
    )
    lines = [recognised, *HOW, "producer: TODO", "licence: TODO"]
    lines += [f"retrieved: {retrieved}{comment(GUESS, 'the date of the file')}", "how: TODO", "files:"]
    reading = list(_reading(delivered))
    least = delivered.sheets.get(delivered.origin.sheet or "", 0) / 2  # rows of another sheet that may also be answers
    others = [rows for name, rows in delivered.sheets.items() if name != delivered.origin.sheet]
    doubt = not delivered.chosen and any(rows >= least for rows in others)
    about = comment(CONFIRM if doubt else GUESS, "; ".join(reading)) if reading else ""
    return "\n".join([*lines, *(f"  - {flow(file)}{about}" for file in files)]) + "\n"


def _reading(delivered: Delivered) -> Iterator[str]:
    """Yield the guesses about how to read a file."""
    if not delivered.chosen:
        yield from _sheets(delivered)
    if isinstance(rows := delivered.origin.header, list) and not delivered.platform:
        yield (
            f"the header is rows {' and '.join(map(str, rows))} together: blank cells in the first, and words in the "
            "second that stand nowhere below it"
        )
    if delivered.origin.layout:
        yield f"a row is one answer: {delivered.evidence}"
    if names := delivered.origin.headers:
        yield f"columns of one name, told apart by their place: {', '.join(names.values())}"
    if delivered.sums:
        yield f"the last rows sum up those above and are no records: {', '.join(delivered.sums)}"


def sheets(delivered: Delivered) -> Iterator[str]:
    """Yield a line of output on which of several sheets was read."""
    yield from (f"  {told}" for told in _sheets(delivered))


def _sheets(delivered: Delivered) -> Iterator[str]:
    read = delivered.origin.sheet
    if others := [f"{name!r} ({rows:,} rows)" for name, rows in delivered.sheets.items() if name != read]:
        most = "" if delivered.chosen else ", the one with most in it"
        yield f"sheet {read!r} was read{most}; others: {', '.join(others)}: SHEET= names another"


def chapters_of(proposal: Proposal) -> dict[str, declaration.Drafted]:
    """Return the chapters of the report on a first wave, as declared by their notebooks."""
    return declaration.drafted({declaration.ALWAYS, *proposal.planned})


def report(name: str, book: DraftBook, proposal: Proposal) -> str:
    """Return reports/<name>.yml for a study of one wave."""
    chapters = [f"  - {flow(drafted.listed(notebook))}" for notebook, drafted in chapters_of(proposal).items()]
    lines = [
        f"# make report YEAR=... REPORT={name}", f"title: {flow(name)}  # TODO: the title of the report",
        f"language: {book.language}", f"studies: [{name}]", f"chapters:{'' if chapters else ' []'}", *chapters,
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def headings(proposal: Proposal) -> str:
    """Return words.yml of a survey whose headline is a share, so that its chapters are not named after satisfaction."""
    about, lines = comment(GUESS, "headings of a survey without ratings"), list[str]()
    for notebook, drafted in chapters_of(proposal).items():
        given = {key: text.model_dump() for key, text in drafted.unrated.items()}
        lines += [f"{notebook}:{about}", *entry("headings", given, 2)] if given else []
    return "".join(f"{line}\n" for line in lines)


def summary(book: DraftBook) -> str:
    """Return how many items of each kind there are, as a line."""
    kinds = Counter(item.kind for item in book.items)
    left = f", {len(book.unused)} columns left out" if book.unused else ""
    return f"{', '.join(f'{count} {kind}' for kind, count in kinds.items())}{left}"
