"""A delivered file -> the drafted codebook: items in order, columns left out, and what is known about the fieldwork."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from manyi.draft.guesses import several
from manyi.draft.guesses.aside import repeated_people, without_answers
from manyi.draft.guesses.batteries import name_batteries, name_rows
from manyi.draft.guesses.drafted_answers import Answers
from manyi.draft.guesses.ranked_lists import rankings
from manyi.draft.guesses.side_by_side import Company, companies
from manyi.draft.guesses.single import answers_of
from manyi.draft.item import GUESS, DraftBook, DraftItem, LeftOut
from manyi.draft.lexicon import resembles
from manyi.draft.naming import item_name, language_of, question_of, unique
from manyi.draft.shape.profile import Profile, profiled
from manyi.draft.shape.replicate_weights import replicates_in, too_few_replicates
from manyi.draft.short_names import short_of
from manyi.language.formats import Language
from manyi.rows.read.delivered import Delivered, DeliveredColumn
from manyi.study.answers import OTHER


def drafted(delivered: Delivered) -> DraftBook:
    """Return the draft of a codebook."""
    columns = [column for column in delivered.columns if column.header.strip()]
    language = language_of([f"{column.header} {column.label} {' '.join(column.labels.values())}" for column in columns])
    book, taken, items, under = DraftBook(language), set[str](), dict[str, DraftItem](), dict[str, str]()
    columns = _without_replicates(columns, delivered, book)
    if not all(column.header.strip() for column in delivered.columns):
        book.unused.append(LeftOut("", "a column without header"))
    profiles = list(_to_be_read(columns, delivered, book, items, taken))
    mentions = {declared["name"] for declared in delivered.sets if declared["counted"] is None}
    for item in several.grouped(profiles, taken, mentions):
        items |= dict.fromkeys(item.headers, item)
        under |= {item.written: item.name} if item.written else {}
    _name_sets(delivered, items)
    singles = [profile for profile in profiles if profile.header not in items]
    for item in _singles(singles, {column.header: at for at, column in enumerate(columns, start=1)}, book, taken):
        (header,) = item.headers
        items[header] = item
        if header in under:  # its words, whatever they look like
            item.answers = {"words": True, "written_under": under[header]}
            item.roles, item.mark, item.shared = ["verbatim"], GUESS, ""
    book.items = list(_in_order(columns, items, taken))
    name_rows(book.items, {column.header: column.group for column in columns if column.group})
    name_batteries(book.items, columns)
    return book


def _to_be_read(
    columns: list[DeliveredColumn], delivered: Delivered, book: DraftBook, items: dict[str, DraftItem], taken: set[str]
) -> Iterator[Profile]:
    """Yield the columns that may hold answers; others (of the design, or left out) are put into items and book."""
    for profile in map(profiled, columns):
        book.repeated = book.repeated or repeated_people(profile)
        item = without_answers(profile, book, delivered, taken)
        if isinstance(item, DraftItem):
            items[profile.header] = item
        elif item is None:
            yield profile


def _without_replicates(columns: list[DeliveredColumn], delivered: Delivered, book: DraftBook) -> list[DeliveredColumn]:
    """Return the columns that are not replicate weights; record the replicate weights in the book."""
    book.replicates = replicates_in(columns, delivered.weight)
    few = [] if book.replicates else too_few_replicates(columns, delivered.weight)
    about = f"a replicate weight by its name and values? {len(few)} are too few for a variance"
    book.unused += [LeftOut(header, about) for header in few]
    apart = {*few, *(book.replicates.headers if book.replicates else ())}
    return [column for column in columns if column.header not in apart]


def _in_order(columns: list[DeliveredColumn], items: dict[str, DraftItem], taken: set[str]) -> Iterator[DraftItem]:
    """Yield each item once, at the first of its columns, followed by the item of words written in under it."""
    before: set[str] = set()
    for column in columns:
        item = items.get(column.header)
        if item and item.name not in before:
            before.add(item.name)
            yield item
            if words := _in_brackets(column, item, taken):
                yield words


def _in_brackets(column: DeliveredColumn, item: DraftItem, taken: set[str]) -> DraftItem | None:
    """Return the item of the words 问卷星 writes after an answer of a list, 其他〖...〗; None if there are none."""
    written = sum(bool(re.search(OTHER, cell)) for cell in column.cells)
    if not written or item.kind not in ("categories", "options"):
        return None
    label = next((text for text in item.answers[item.kind].values() if resembles(text, "other")), "")
    text = f"{item.text} {label}".strip()
    answers, about = {"words": True, "written_under": item.name}, f"words behind {written} answers"
    return DraftItem(unique(f"{item.name}_words", taken), text, short_of(text), answers, column.header, about, GUESS,
                     roles=["verbatim"], answered=written, headers=[column.header])  # fmt: skip


def _name_sets(delivered: Delivered, items: dict[str, DraftItem]) -> None:
    """Give the item of a multiple-response set of SPSS its question from the file."""
    for declared in delivered.sets:
        if whole := items.get(declared["columns"][0]):
            whole.mark = "" if whole.mark == GUESS else whole.mark
            if declared["label"]:
                whole.text, whole.short = declared["label"], short_of(declared["label"])


def _singles(profiles: list[Profile], places: dict[str, int], book: DraftBook, taken: set[str]) -> Iterator[DraftItem]:
    """Yield the items of columns that are a question each; places: {header: number of the column}."""
    ranked = rankings(profiles, book.language)
    together = companies([profile for profile in profiles if profile.header not in ranked], places)
    for profile in profiles:
        asked = f"{profile.header} {question_of(profile.header, profile.column.label)}"
        answers = ranked.get(profile.header) or _in_company(profile, together, asked, book.language)
        if isinstance(answers, str):
            book.unused.append(LeftOut(profile.header, answers))
        else:
            yield _single(profile, answers, taken, places[profile.header])


def _single(profile: Profile, answers: Answers, taken: set[str], position: int) -> DraftItem:
    """Return the item of one column with these answers."""
    header, text = profile.header, question_of(profile.header, profile.column.label)
    name = item_name(header, text, taken, position)
    keys = {key: value for key, value in answers.keys.items() if value not in ({}, None)}
    item = DraftItem(name, text, short_of(text), keys, header, answers.evidence, answers.mark, answers.codes,
                     shared=answers.shared, answered=profile.answered, headers=[header],
                     given={profile.label(text) or text: count for text, count in profile.counts.items()})  # fmt: skip
    none = profile.declared + profile.nothing + profile.counts
    item.none = {str(code): none[str(code)] for code in keys.get("missing", {}) if none[str(code)]}
    if item.kind == "words":
        item.roles = ["verbatim"]
    return item


def _in_company(profile: Profile, together: dict[str, Company], asked: str, language: Language) -> Answers | str:
    """Return the answers of a column, read together with its neighbours, or the reason to leave it out."""
    company = together.get(profile.header)
    usual = any(max(other.values) == max(profile.integers or [0]) >= 5 for other in together.values())
    values = company.values if company else profile.integers if usual else None
    answers = answers_of(profile, values, asked, language)
    if company and isinstance(answers, Answers) and answers.keys.get("scale"):
        return replace(answers, shared=answers.shared or company.key)
    return answers
