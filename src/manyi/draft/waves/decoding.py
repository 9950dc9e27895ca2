"""The likeliest meaning of texts in a new wave that the codebook does not have. In: an item, its answers in both waves
as far as known. Out: a Decoding. Nothing is decided: each meaning is drafted with a mark and its counts.

A frequent code is never drafted as missing. Either there is a reading of all codes under which the shares fit the
earlier ones (one off, a scale several times longer), or the item is left out of the wave until somebody says what the
code means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from manyi.draft.guesses.drafted_answers import code_of, counts_text
from manyi.draft.item import CONFIRM, GUESS, Remark
from manyi.draft.waves import spreads
from manyi.draft.waves.shifts import Flag
from manyi.draft.waves.spreads import Answer, Spread
from manyi.language.formats import LANGUAGES
from manyi.study.answers import NUMBER, labels, plain
from manyi.study.items import Item

COMMON = 0.03  # share of the answers: more is no slip, and never drafted as missing
SLIPS = 0.005  # share of the records: fewer wrong numbers are slips, which reading reports
MANY = 25  # unknown texts in a column that make them words, not codes
LONGER = (2, 10, 20)  # times


@dataclass(frozen=True)
class Decoding:
    """A proposal for unknown texts.

    codes: {delivered text: answer, or missing}. whole: they replace the earlier codes instead of adding to them.
    limits: widened limits of a number. left_out: the item is not read in this wave until somebody decides. remark:
    how sure that is, and the evidence.
    """

    codes: dict[Any, Any] = field(default_factory=dict)
    whole: bool = False
    limits: dict[str, float] = field(default_factory=dict)
    left_out: bool = False
    flag: Flag | None = None
    remark: Remark | None = None


def decoded(item: Item, before: Spread, now: Spread, option: str = "") -> Decoding:
    """Return what the unknown texts of a column may mean; an empty Decoding if there is nothing to write."""
    alike = {} if option else _in_other_letters(item, now.unknown)
    unknown = Counter({text: count for text, count in now.unknown.items() if text not in alike})
    if not unknown:
        told = spreads.unknown_texts(now.unknown)
        remark = Remark(GUESS, f"answers before in other letters: {told}") if alike else None
        return Decoding({code_of(text): answer for text, answer in alike.items()}, remark=remark)
    if not option and (moved := _recoded(item, before, now)):
        return moved
    if item.number and (limits := _widened(item, unknown)):
        told = spreads.unknown_texts(unknown)
        return Decoding(limits=limits, remark=Remark(CONFIRM, f"wider than before, for {told}"))
    return _by_words(item, before, now, unknown, alike, option)


def with_codes(now: Spread, proposal: Decoding) -> Spread:
    """Return the answers of the new wave as a proposal reads them; what it treats as missing stays unknown."""
    codes = {str(code): answer for code, answer in proposal.codes.items() if answer != "missing"}
    if not codes:
        return now
    result = Spread(aside=Counter(now.aside), unknown=Counter(now.unknown))
    for text, count in (now.texts + now.unknown).items():
        answer = codes.get(text, codes.get(plain(text), None if proposal.whole else now.codes.get(text)))
        if answer is None:
            continue
        result.answers[answer] += count
        result.codes[text], result.texts[text] = answer, count
        result.aside[spreads.UNKNOWN] -= result.unknown.pop(text, 0)
    return result


def _in_other_letters(item: Item, texts: Mapping[str, int]) -> dict[str, Answer]:
    """Return {text: answer} for texts that equal a label except for capitals and blanks, if only one answer fits."""
    answers: dict[str, set[Answer]] = {}
    for label, answer in _named(item).items():
        answers.setdefault(_letters(label), set()).add(answer)
    return {text: next(iter(fits)) for text in texts if len(fits := answers.get(_letters(text), set())) == 1}


def _letters(text: str) -> str:
    return "".join(plain(text).casefold().split())


def _named(item: Item) -> dict[str, Answer]:
    """Return {label or key: answer} of a closed list or of the named points of a scale."""
    if item.scale:
        return {words[lang]: float(point) for point, words in item.scale.labels.items() for lang in LANGUAGES}
    return dict(labels(item)) if item.categories or item.options else {}


def _recoded(item: Item, before: Spread, now: Spread) -> Decoding | None:
    """Return the reading of whole numbers under which the earlier codes return and the shares fit better."""
    new, before_too = _whole_numbers_in(now.unknown), _whole_numbers_in(now.texts)
    if item.number or new.total() < now.unknown.total() or now.part(spreads.UNKNOWN) <= COMMON:
        return None
    counts = new + before_too
    old = {int(form): answer for text, answer in before.codes.items() if isinstance(code_of(form := plain(text)), int)}
    points = {int(point): float(point) for point in item.scale.points} if item.scale else old
    straight = spreads.differing(before, Spread(answers=now.answers + Counter(now.unknown)))
    for kind, question, codes in _readings(points, counts, longer=item.scale is not None):
        proposal = Decoding({code: codes[code] for code in sorted(counts)}, whole=True)
        if spreads.differing(before, with_codes(now, proposal)) < straight / 2:
            was = {code: before.answers[answer] for code, answer in old.items()}
            about = f"{question} now {counts_text(counts)}; before {counts_text(was)}"
            return replace(proposal, flag=Flag(kind, about), remark=Remark(CONFIRM, about))
    return None


def _whole_numbers_in(texts: Mapping[str, int]) -> Counter[int]:
    """Return {code: count} for the texts that are whole numbers; 2.0 is 2."""
    counts: Counter[int] = Counter()
    for text, count in texts.items():
        if isinstance(code := code_of(plain(text)), int):
            counts[code] += count
    return counts


def _readings(
    points: Mapping[int, Answer], counts: Mapping[int, int], longer: bool
) -> Iterator[tuple[str, str, dict[int, Answer]]]:
    """Yield (kind, question, {code: answer}) for readings that give each code an answer."""
    for step in (-1, 1):
        codes = {code + step: answer for code, answer in points.items()}
        if counts.keys() <= codes.keys() and len(codes.keys() - points.keys()) <= len(points.keys() - counts.keys()):
            yield "shifted", "codes shifted by one?", codes
    for times in LONGER if longer else ():
        codes = {code * times: answer for code, answer in points.items()}
        if counts.keys() <= codes.keys():
            yield "longer", f"was the scale {times} times longer?", codes


def _widened(item: Item, unknown: Mapping[str, int]) -> dict[str, float]:
    """Return new limits of a number for values at most half its range outside; {} if any is further away."""
    assert item.number is not None  # noqa: S101 - callers pass only numbers
    low, high = item.number.low, item.number.high
    reach = (high - low) / 2
    if not all(NUMBER.fullmatch(plain(text)) for text in unknown):
        return {}
    values = [float(plain(text)) for text in unknown]
    if not all(low - reach <= value <= high + reach for value in values):
        return {}
    if item.number.whole and not all(value.is_integer() for value in values):
        return {}
    below, above = min(values), max(values)
    return ({"min": below} if below < low else {}) | ({"max": above} if above > high else {})


def _longer(item: Item, before: Spread, now: Spread) -> str:
    """Return the question whether a scale has grown, with the answers in both waves; '' if no number is above it."""
    numbers = [plain(text) for text in now.unknown if NUMBER.fullmatch(plain(text))]
    highest = max(map(float, numbers), default=0)
    if not item.scale or highest <= item.scale.high:
        return ""
    times = f"{highest / float(item.scale.high):g}"
    counts = (spreads.unknown_texts(now.texts + now.unknown), spreads.unknown_texts(before.texts))
    return f"was the scale {times} times longer, or is {highest:g} no answer? now {counts[0]}; before {counts[1]}"


def _by_words(
    item: Item, before: Spread, now: Spread, unknown: Counter[str], alike: dict[str, Answer], option: str
) -> Decoding:
    """Return unknown texts as the answer they resemble most; rare others as missing, frequent ones undecided."""
    records = now.answers.total() + now.aside.total()
    given = now.answers.total() + now.unknown.total()
    answers = {} if option else _named(item)
    like = {text: answers[near[0]] for text in unknown if (near := get_close_matches(text, list(answers), 1, 0.75))}
    others = Counter({text: count for text, count in unknown.items() if text not in like})
    told = ", ".join(f"{spreads.shown(text)} {count}" for text, count in unknown.most_common(MANY))
    if others.total() > COMMON * given:
        longer = _longer(item, before, now)
        flag = Flag("longer", longer) if longer else None
        about = f"left out until its codes say: {longer or told}"
        return Decoding(left_out=True, flag=flag, remark=Remark(CONFIRM, about))
    if item.number or len(unknown) > MANY:
        return Decoding()
    if item.scale:
        others = Counter({text: count for text, count in others.items() if count > SLIPS * records})
    codes = {code_of(text): answer for text, answer in {**alike, **like, **dict.fromkeys(others, "missing")}.items()}
    return Decoding(codes, remark=Remark(CONFIRM, f"not in the codebook, what are they? {told}") if codes else None)
