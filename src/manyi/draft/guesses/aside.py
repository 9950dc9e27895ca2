"""Columns without answers: about the sample, the session or a person. In: a profile; out: its item, or a reason."""

from __future__ import annotations

import re
from datetime import date

from manyi.draft.guesses import several
from manyi.draft.guesses.personal_columns import (
    capital_codes,
    first_names,
    full_names,
    holds_contacts,
    internet_addresses,
    running_numbers,
    tells_who,
    written_like_names,
    yes_or_no,
)
from manyi.draft.item import CONFIRM, GUESS, DraftBook, DraftItem, LeftOut
from manyi.draft.lexicon import resembles
from manyi.draft.naming import item_name, question_of
from manyi.draft.shape.profile import Profile
from manyi.draft.short_names import short_of
from manyi.language import words
from manyi.language.formats import Language
from manyi.rows.read.delivered import Delivered

SECONDS = words.beside(__file__)["duration"]
ENDED = ("end", "submit", "record", "complet", "finish", "提交", "结束")  # in a header: an interview had ended
UNKNOWN = date(1980, 1, 1)
FEWEST_CLUSTERS = 10
OFTEN = 1.5  # rows per id, where a row is an answer
GROUPED = "_NPS_GROUP"  # Qualtrics' groups of detractors, passives and promoters, derived from a rating


def without_answers(
    profile: Profile, book: DraftBook, delivered: Delivered, taken: set[str]
) -> DraftItem | LeftOut | None:
    """Return the subject of a column without answers: the sample, the session or a person."""
    left = _reason(profile, book, delivered)
    if role := "" if left else _role(profile, delivered):
        return _of_design(profile, role, book, taken)
    if not left and (first_names(profile) or capital_codes(profile)):
        item = _of_design(profile, "identifier", book, taken)
        kind = "numbers of people or of what they own" if capital_codes(profile) else "names"
        item.evidence = f"{kind}? else categories or words: true; {item.evidence}"
        return item
    if not left and written_like_names(profile):
        item = _of_design(profile, "identifier", book, taken)
        item.mark, item.evidence = CONFIRM, f"full names of people? else categories or words: true; {item.evidence}"
        return item
    if not (left := left or _of_nobodys_answers(profile, delivered)):
        return None
    repeated = profile.answered / max(len(profile.counts), 1)
    numbered = "identifies" in left and not profile.days and profile.counts
    counts = f" ({len(profile.counts)} values in {profile.answered} cells)" if numbered else ""
    if numbered and repeated >= 2 and len(profile.counts) > 20 and resembles(profile.header, "identifier"):
        counts += f"; each {repeated:.1f} times: one row per answer instead of per person?"
    book.unused.append(LeftOut(profile.header, left + counts))
    return book.unused[-1]


def _reason(profile: Profile, book: DraftBook, delivered: Delivered) -> str:
    """Return why a column is left out that is empty, computed, or about when and where somebody answered."""
    header, rating = profile.header, profile.header.removesuffix(GROUPED)
    if not profile.counts:
        return "no cell is filled"
    if header != rating and rating in {column.header for column in delivered.columns}:
        return f"computed from {rating} by the platform"
    if _is_weight(profile, delivered) or tells_who(profile):
        return ""
    if profile.days and (resembles(header, "time") or profile.days[0].year >= 1990):
        _note_fieldwork(profile, book)
        return f"days from {profile.days[0]} to {profile.days[1]}"
    if profile.clock:
        return "times of day"
    return "identifies a computer: addresses of the internet" if internet_addresses(profile) else ""


def _role(profile: Profile, delivered: Delivered) -> str:
    """Return the role of a column that weights, groups, times or names the respondents, '' for none."""
    header = profile.header
    if _is_weight(profile, delivered):
        return "weight"
    if resembles(header, "psu") and _clusters(profile):
        return "psu"
    if resembles(header, "stratum") and 1 < len(profile.counts) <= profile.answered / 10:
        return "stratum"
    if resembles(header, "duration") and not profile.column.labels:
        return "duration"
    return "identifier" if tells_who(profile) or full_names(profile) else ""


def _of_nobodys_answers(profile: Profile, delivered: Delivered) -> str:
    """Return why a column is left out that numbers people or sessions, or is the same for everyone; '' for others."""
    header = profile.header
    if (
        resembles(header, "identifier")
        and not yes_or_no(profile)
        or holds_contacts(profile)
        or running_numbers(profile)
    ):
        return "identifies a person or a record"
    if resembles(header, "paradata"):
        return "of the session, not an answer"
    alike = len(profile.counts) == 1 and not profile.column.labels and not several.SUFFIXED.match(header)
    return f"always the same: {next(iter(profile.counts))}" if alike and profile.answered == delivered.records else ""


def _note_fieldwork(profile: Profile, book: DraftBook) -> None:
    """Use the days of a column for the fieldwork, if it says when people answered."""
    anonymous = profile.days == (UNKNOWN, UNKNOWN)  # what LimeSurvey writes for any day of an anonymous survey
    if resembles(profile.header, "time") and not anonymous and (book.days is None or _later(profile.header)):
        book.days, book.days_from = profile.days, profile.header


def _later(header: str) -> bool:
    """Return whether a header means the end of an interview, which dates it better than its start."""
    return any(word in header.lower() for word in ENDED)


def _is_weight(profile: Profile, delivered: Delivered) -> bool:
    """Return whether a column is a weight: declared or named as one, or named like one and with the values of one.

    w_metro, poids and peso may also be a rating or kilograms: a weight then has fractions and a mean near 1, or
    more digits than household scales show, as weights that sum to a population have.
    """
    values = profile.numbers or {}
    if profile.header == delivered.weight or not values or min(values) < 0 or len(values) < 2:
        return profile.header == delivered.weight
    if resembles(profile.header, "weight"):
        return True
    mean = sum(value * count for value, count in values.items()) / profile.answered
    fine = sum(round(value, 2) != value for value in values) > 0.5 * len(values)
    return resembles(profile.header, "loosely_weight") and profile.integers is None and (0.5 <= mean <= 2 or fine)


def repeated_people(profile: Profile) -> str:
    """Return how often ids of people occur in a column, '' if each occurs once or they are not ids."""
    ids, header = len(profile.counts), profile.header
    named = resembles(header, "identifier") or resembles(header, "person")
    if not named or ids < FEWEST_CLUSTERS or profile.answered < OFTEN * ids or internet_addresses(profile):
        return ""
    return f"{ids:,} values of {header} on {profile.answered:,} rows"


def _clusters(profile: Profile) -> bool:
    return FEWEST_CLUSTERS <= len(profile.counts) <= profile.answered / 2


def _of_design(profile: Profile, role: str, book: DraftBook, taken: set[str]) -> DraftItem:
    """Return the item of a column that weights, groups, times or names the respondents."""
    text = question_of(profile.header, profile.column.label)
    name = item_name(profile.header, text, taken, 0, "" if role == "stratum" else role)  # strata are kept as answers
    keys, about = _values_of_role(profile, role, book.language)
    timed = profile.numbers or all(re.match(r"\d+(?:\.\d+)? ?\D{0,8}$", text) for text in profile.counts)  # 273秒
    role_of = [role] if role != "duration" or timed else []
    return DraftItem(name, text, short_of(text), keys, profile.header, about, GUESS, roles=role_of,
                     answered=profile.answered, headers=[profile.header])  # fmt: skip


def _values_of_role(profile: Profile, role: str, language: Language) -> tuple[dict[str, object], str]:
    """Return the keys of a codebook for the values of a column of the design, and the evidence."""
    if role == "weight":
        values = profile.numbers or {}
        mean = sum(value * count for value, count in values.items()) / max(profile.answered, 1)
        about = f"a weight by its name, mean {mean:.4g}, {min(values):g} to {max(values):g}"
        return {"number": {"min": 0, "unit": "×"}}, about
    if role == "duration":
        about = f"a duration by its name, {len(profile.counts)} values"
        return {"number": {"min": 0, "max": 1_000_000, "unit": SECONDS[language]}}, about
    if role == "psu":
        about = f"clusters by its name: {len(profile.counts)}, {profile.answered / len(profile.counts):.1f} people each"
        return {"words": True}, about
    if role == "identifier":
        return {"words": True}, f"tells who or whose it is: {len(profile.counts)} values in {profile.answered} cells"
    labels = [profile.label(text) or text for text in sorted(profile.counts)]
    strata = {f"s{number}": label for number, label in enumerate(labels, start=1)}
    return {"categories": strata}, f"strata by its name: {profile.evidence()}"
