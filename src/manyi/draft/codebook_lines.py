"""A drafted codebook -> the lines of codebook.yml, guesses marked."""

from __future__ import annotations

from collections.abc import Iterator

from manyi.draft.item import CONFIRM, GUESS, DraftBook, DraftItem
from manyi.draft.naming import CHINESE
from manyi.draft.proposals import Proposal
from manyi.draft.short_names import as_asked
from manyi.draft.yaml_text import comment, entry, flow
from manyi.language import words
from manyi.language.periods import Period
from manyi.rows.read.delivered import Delivered

WORDS = words.beside(__file__)
TODO = "TODO"
HOW = (
    "# What is marked GUESS is right as far as the file can tell; CONFIRM: the file cannot tell; TODO: to be written.",
    "# Correct the line, then delete its mark. The report says DRAFT until none is left: make check lists them.",
)


def codebook(book: DraftBook, proposal: Proposal | None, delivered: Delivered, year: Period) -> str:
    """Return codebook.yml."""
    worded = any(column.label for column in delivered.columns) or any(map(_is_wording, book.items))
    gap = "" if worded else comment(TODO, "the file has no wording: write text and short of each item")
    lines = [f"# Drafted from {delivered.name}: {delivered.records:,} records.", *HOW, f"items:{gap}"]
    first: dict[tuple[str, str], str] = {}
    for item in book.items:
        lines += _item_lines(item, book, first, year)
    if proposal and proposal.share:
        lines += _share(proposal, book.language)
    if book.unused:
        lines.append(f"unused:{comment(GUESS, 'columns that are left out, and why')}")
        lines += [f"  {year}:", *(f"    {flow(left.header)}: {flow(left.why)}" for left in book.unused)]
    return "\n".join(lines) + "\n"


def _is_wording(item: DraftItem) -> bool:
    """Return whether the wording of an item is more than the name of its column."""
    return item.text != item.column or len(item.text.split()) > 2 or bool(CHINESE.search(item.text))


def _item_lines(item: DraftItem, book: DraftBook, first: dict[tuple[str, str], str], year: Period) -> Iterator[str]:
    """Yield the lines of an item; `first` records where each shared set of answers was written."""
    yield f"  {item.name}:"
    yield from entry("text", item.text, 4)
    named = "" if as_asked(item.short, item.text) else comment(GUESS, "what it is called in figures and sentences")
    yield from entry("short", item.short, 4, named)
    after, key = comment(item.mark, item.evidence), (item.shared, repr(item.answers))
    alike = [other for other in book.items if (other.shared, repr(other.answers)) == key] if item.shared else []
    if len(alike) > 1 and key in first:
        yield f"    <<: *{first[key]}"
    elif len(alike) > 1:
        first[key] = f"answers_{item.name}"
        yield f"    <<: &{first[key]}{after}"
        for name, value in item.answers.items():
            yield from entry(name, value, 6)
    else:
        none = ", ".join(f"{code}: {count}" for code, count in item.none.items())
        for at, (name, value) in enumerate(item.answers.items()):
            about = comment("", none) if name == "missing" and none else ""
            yield from entry(name, value, 4, about if at else after)
    if item.roles:
        yield f"    roles: {flow(item.roles)}"
    yield from entry("columns", {year: item.column}, 4)
    if item.codes:
        yield from entry("codes", {year: item.codes}, 4)


def _share(proposal: Proposal, language: str) -> list[str]:
    item, (answer,) = proposal.outcome, proposal.share
    assert item is not None  # a share needs something it is a share of
    label = item.answers[item.kind][answer]
    rule = {
        "short": WORDS["share"][language].format(answer=label, item=item.short),
        "definition": WORDS["share_definition"][language].format(answer=label),
        "all": {item.name: [answer]},
    }
    lines = [f"derived:{comment(CONFIRM, 'which answer is the report about?')}", f"  {item.name}_share:"]
    return [*lines, *(line for key, value in rule.items() for line in entry(key, value, 4))]
