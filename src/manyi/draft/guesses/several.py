"""Columns that form one question with several answers. In: profiles in order; out: items with options, their columns.

Three layouts: a 0/1 column per option, `Q3 (phone)`; first, second, third mention, `Q3_1`, `Q3_2`; several answers in
one cell with a separator.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import groupby

from manyi.draft.guesses.drafted_answers import MANY, code_of, missing_codes
from manyi.draft.guesses.joined_cells import joined_item, separator_of
from manyi.draft.item import CONFIRM, GUESS, DraftItem
from manyi.draft.lexicon import resembles
from manyi.draft.naming import answer_keys, item_name, question_of
from manyi.draft.shape.profile import Profile
from manyi.draft.short_names import short_of
from manyi.rows.read.personal_data import redact
from manyi.study.answers import NO, YES, heading

BRACKETS = re.compile(r"^(?P<stem>.+?)\s*[\[(（](?P<option>.+)[\])）]$")
DASHED = re.compile(r"^(?P<stem>.+?)(?:\s[-–|]\s|:\s?|\s?—+\s?)(?P<option>[^:]+)$")
NEGATIVE = re.compile(r"-\d+")  # a code for no answer
WORDED = re.compile(r"^(?P<stem>[A-Za-z]\w*?)_(?P<option>[A-Za-z]\w*)$", re.ASCII)
CHOSEN = re.compile(r"^Selected Choice - ")  # what Qualtrics puts before each option
SUFFIXED = re.compile(r"^(?P<stem>.*?[A-Za-z0-9].*?)[_.-]?(?P<option>\d{1,2})$")


def grouped(profiles: list[Profile], taken: set[str], together: Collection[str] = ()) -> Iterator[DraftItem]:
    """Yield an item for every group of columns, and every column, that holds several answers.

    together: names of the groups that the file itself declares to be mentions from one list.
    """
    for (how, stem), some in groupby(profiles, key=_stem_of):
        group = list(some)
        if stem and len(group) > 1:
            marked = [profile for profile in group if _marks(profile)]
            written = [profile for profile in group if profile not in marked]  # what was written under "other"
            apart = not written or how == "group" and [p for p in written if _other(p)] == written[:1] == written
            if apart and sum(profile.answered > 0 for profile in marked) > 1 and (how != "word" or _booleans(marked)):
                yield _with_other(_options(stem, marked, taken), written, marked)
                continue
            if how == "suffix" and _mentions(group) or how == "group" and _declared_mentions(group, together):
                yield from _mentioned(stem, group, taken)
                continue
        for profile in group:
            if separator := separator_of(profile):
                yield joined_item(profile, separator, taken)


def stem_of(header: str) -> str:
    """Return the part a header shares with its neighbours: Q7 of Q7ART, imag of imag3, Rate of 'Rate: speed'."""
    for pattern in (BRACKETS, DASHED):
        if match := pattern.match(heading(header)):
            return match["stem"]
    lettered = re.match(r"([A-Za-z]{1,5}[_.]?\d{1,3}(?![0-9]))[_.]?[A-Za-z]", header)
    return lettered[1] if lettered else re.sub(r"[_. -]?(?:\d{1,3}|[A-Z])$", "", header)


def _stem_of(profile: Profile) -> tuple[str, str]:
    """Return the pattern of a column's header, and the part it shares with its group; '' if it has none."""
    if profile.column.group:
        return "group", profile.column.group
    for how, pattern in (("option", BRACKETS), ("option", DASHED), ("suffix", SUFFIXED), ("word", WORDED)):
        if match := pattern.match(heading(profile.header)):
            return how, match["stem"]
    return "", profile.header


def _option_of(profile: Profile) -> str:
    """Return the name of a column's option: from its label, its header, or its only answer."""
    words = [text for text in profile.counts if text.lower() not in YES | NO and not text.isdigit()]
    if len(words) == 1:
        return words[0]
    label = profile.column.label
    return CHOSEN.sub("", row_of(label)) or row_of(profile.header) or label or heading(profile.header)


def row_of(header: str) -> str:
    """Return the part that distinguishes a header from its neighbours: Food of 'Rate the following [Food]', or ''."""
    matches = (pattern.match(heading(header)) for pattern in (BRACKETS, DASHED))
    return next((re.sub(r"^[-–—]\s+", "", match["option"].strip()) for match in matches if match), "")


def _marks(profile: Profile) -> bool:
    """Return whether a column only says chosen or not: 0/1, yes/no, or always the same answer or nothing."""
    texts = {text.lower() for text in profile.counts if not NEGATIVE.fullmatch(text)}
    if _other(profile) and not texts <= YES | NO and not all(text in _titles(profile) for text in texts):
        return False  # written words, even if always the same
    labels = {label.lower() for code in profile.counts if (label := profile.label(code))}
    two_sided = bool(texts & YES) and texts <= YES | NO and len(texts) <= 2
    alone = len(texts) == 1 and len(profile.column.cells) > profile.answered and not profile.days
    if alone and labels and len(profile.column.labels) > 1 and not two_sided:
        return False  # one of several labelled answers
    return not texts or two_sided or alone


def _titles(profile: Profile) -> str:
    return f"{heading(profile.header)} {profile.column.label}".lower()


def _with_other(item: DraftItem, written: list[Profile], marked: list[Profile]) -> DraftItem:
    """Return an item with words written beside its list as an answer: whoever wrote chose "other", alone or not.

    If "other" is already a column of the list, people who only wrote did not choose it: that becomes a question.
    """
    alone = _alone(written, marked)
    if written and not any(map(_other, marked)):
        header = written[0].header
        label = header.removeprefix(written[0].column.group).strip(" []-–:：")
        label = header if not label or label in item.answers["options"].values() else label
        key = next(key for key in answer_keys([*item.answers["options"].values(), label]).values()
                   if key not in item.answers["options"])  # fmt: skip
        item.answers["options"][key], item.column[key] = label, header
        item.answers["written_in"], item.written = key, header
        item.evidence += (
            f"; whoever wrote under {label!r} chose it: {written[0].answered}, {alone} of them nothing else"
        )
    elif alone:
        more = f"{alone} chose none of these and wrote under {written[0].header}: they are not in its base"
        item.evidence, item.mark = f"{more}; {item.evidence}", CONFIRM
    return item


def _alone(written: list[Profile], marked: list[Profile]) -> int:
    """Return how many people wrote something beside a list but chose nothing from it."""
    chosen = zip(*(profile.column.cells for profile in marked), strict=True)
    wrote = written[0].column.cells if written else []
    return sum(bool(text.strip()) and not any(map(str.strip, row)) for text, row in zip(wrote, chosen, strict=False))


def _booleans(group: list[Profile]) -> bool:
    """Return whether columns contain only yes and no, both written out."""
    return all({text.lower() for text in profile.counts} <= YES | NO and len(profile.counts) == 2 for profile in group)


def _other(profile: Profile) -> bool:
    """Return whether a column holds the words of people who chose "other"."""
    return any(resembles(text, "other") for text in (profile.header, profile.column.label))


def _options(stem: str, group: list[Profile], taken: set[str]) -> DraftItem:
    labels = [_option_of(profile) for profile in group]
    if len(set(labels)) < len(labels):
        labels = [row_of(profile.header) or heading(profile.header) for profile in group]
    keys = answer_keys(labels)
    questions = {question for p in group if (question := _shared_question(p.column.label))}
    headed = next((match["stem"] for p in (BRACKETS, DASHED) if (match := p.match(heading(group[0].header)))), stem)
    text = questions.pop() if len(questions) == 1 else question_of(headed, "")
    texts = {t for profile in group for t in profile.counts if t.lower() not in YES | NO}
    missing = {code_of(text): "missing" for text in sorted(texts) if NEGATIVE.fullmatch(text)}
    texts = {text for text in texts if not NEGATIVE.fullmatch(text)}
    codes = {int(text) if text.isdigit() else text: 1 for text in sorted(texts) if text not in labels}
    chosen = ", ".join(f"{label} {_chosen(profile)}" for label, profile in list(zip(labels, group, strict=True))[:6])
    return DraftItem(
        item_name(headed, text, taken, 0), text, short_of(text),
        {"options": {key: label for label, key in keys.items()}} | ({"missing": missing} if missing else {}),
        {keys[label]: profile.header for label, profile in zip(labels, group, strict=True)},
        f"{len(group)} columns of chosen or not: {chosen}{' ...' if len(group) > 6 else ''}",
        GUESS, codes, answered=max(profile.answered for profile in group),
        headers=[profile.header for profile in group],
        given={label: _chosen(profile) for label, profile in zip(labels, group, strict=True)},
    )  # fmt: skip


def _shared_question(label: str) -> str:
    for pattern in (BRACKETS, DASHED):
        if match := pattern.match(heading(label)):
            return match["stem"].strip()
    return ""


def _chosen(profile: Profile) -> int:
    none = [text for text in profile.counts if text.lower() in NO or NEGATIVE.fullmatch(text)]
    return profile.answered - sum(profile.counts[text] for text in none)


def _declared_mentions(group: list[Profile], together: Collection[str]) -> bool:
    """Return whether the file declares columns to be mentions from one list, with the same labels."""
    labels = group[0].column.labels
    return group[0].column.group in together and bool(labels) and all(p.column.labels == labels for p in group)


def _mentions(group: list[Profile]) -> bool:
    """Return whether columns are first, second, third mention: one list of answers, each mention given by far fewer."""
    numbers = [int(SUFFIXED.match(heading(profile.header))["option"]) for profile in group]  # type: ignore[index]
    counts = [profile.answered for profile in group]
    answers = set(group[0].counts)
    falling = all(2 * later <= before for before, later in zip(counts, counts[1:], strict=False))
    alike = sum(len(set(profile.counts) & answers) for profile in group[1:])
    distinct = sum(len(profile.counts) for profile in group[1:])
    in_order = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return in_order and falling and counts[0] > 0 and len(answers) > 2 and alike >= 0.5 * distinct


def _listed(group: list[Profile]) -> list[str]:
    """Return the answers of all mentions, in the order of their labels; without labels, by code or frequency."""
    counts = sum((profile.counts for profile in group), Counter[str]())
    if counts.keys() <= group[0].column.labels.keys():
        return list(group[0].column.labels)
    return sorted(counts, key=lambda text: (not text.isdigit(), int(text) if text.isdigit() else 0, -counts[text]))


def _mentioned(stem: str, group: list[Profile], taken: set[str]) -> Iterator[DraftItem]:
    """Yield the item of first, second, third mention, unless its list of answers is too long to be shown."""
    texts = _listed(group)
    if len(texts) > MANY or any(redact(text)[1] for text in texts):
        return
    labelled = {text: group[0].label(text) for text in texts}
    bare = not any(labelled.values()) and all(text.isdigit() for text in texts)
    labels = {text: labelled[text] or (f"{stem} {text}" if bare else text) for text in texts}
    keys = (
        {text: f"a{text}" for text in texts}
        if bare
        else dict(zip(texts, answer_keys(labels.values()).values(), strict=True))
    )
    question = question_of(stem, group[0].column.label)
    about = ", ".join(f"{profile.header} {profile.answered}" for profile in group)
    missing = {code: kind for profile in group for code, kind in missing_codes(profile).items()}
    yield DraftItem(
        item_name(stem, question, taken, 0), question, short_of(question),
        {"options": {keys[text]: labels[text] for text in texts}} | ({"missing": missing} if missing else {}),
        [profile.header for profile in group],
        f"{'which answer is each code? ' if bare else ''}first, second ... mention: {about}",
        CONFIRM if bare else GUESS,
        {int(text) if text.isdigit() else text: keys[text] for text in texts} if bare else {},
        answered=group[0].answered, headers=[profile.header for profile in group],
    )  # fmt: skip
