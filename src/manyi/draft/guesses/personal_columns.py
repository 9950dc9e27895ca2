"""Columns that reveal who somebody is: names, addresses, personal numbers. In: a profile; out: whether it is one."""

from __future__ import annotations

import re
from ipaddress import ip_address

from manyi.draft.lexicon import by_frequency, rated, resembles
from manyi.draft.naming import question_of
from manyi.draft.shape.profile import Profile
from manyi.rows.read.personal_data import redact
from manyi.rows.read.personal_names import is_name, name_like
from manyi.study.answers import NO, YES

FEWEST_NAMES, SHAPED = 4, 8
MANY_RECORDS, POINTS = 30, 12  # values that tell codes and running numbers from amounts, and from a scale
RUNNING = 5  # range per number: amounts packed so densely would repeat
CODE = re.compile(r"(?=.*\d)(?=.*[A-Z])[A-Z\d][A-Z\d /.-]{3,39}")  # AB99 CDE, M-00319
ALONE = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]{1,11}(?:-[^\W\d_a-z][^\W\d_A-Z]{1,11})?")  # Anna, Jean-Luc


def tells_who(profile: Profile) -> bool:
    """Return whether a column's header means the name, address, birthday or number of a person.

    A question about one ("How easy was your booking number to find?") has answers such as yes, no or points of a scale.
    """
    header, texts = profile.header, list(profile.counts)
    asked = {header, question_of(header, "" if profile.column.labels else profile.column.label)}
    written = sum(any(character.isdigit() or character == "@" for character in text) for text in texts)
    numbered = 2 * written > len(texts) and not resembles(header, "identifier")
    if not any(resembles(text, "named") or numbered and resembles(text, "numbered") for text in asked):
        return False
    points = profile.integers is not None and len(texts) <= POINTS and max(profile.integers) < 100
    return not (points or yes_or_no(profile) or rated(texts) or by_frequency(texts))


def yes_or_no(profile: Profile) -> bool:
    """Return whether a column has yes and no: uses_phone is not a telephone number."""
    return len(profile.counts) == 2 and {text.lower() for text in profile.counts} <= YES | NO


def full_names(profile: Profile) -> bool:
    """Return whether the cells of a column, or the labels of its codes, are full names of people.

    If there are fewer than four, all must be; under a header for staff, a few listed surnames are enough.
    """
    texts = [profile.label(text) or text for text in list(profile.counts)[:200]]
    if any(resembles(profile.header, kind) for kind in ("demographic", "list")):
        return False
    listed = sum(map(is_name, texts))
    if resembles(profile.header, "staff"):
        return listed >= 0.25 * len(texts) and listed > 0 and sum(map(name_like, texts)) >= 0.6 * len(texts)
    return listed >= (0.6 if len(texts) >= FEWEST_NAMES else 1) * len(texts) and len(texts) > 1


def written_like_names(profile: Profile) -> bool:
    """Return whether many different cells are written like full names, though on no list of names.

    In Chinese, two or three characters beginning with a surname, as few lists of other things do; capitalised ("First
    Last") only if hardly any repeats, as brands and towns would.
    """
    texts = list(profile.counts)[:200]
    lists = any(resembles(profile.header, kind) for kind in ("demographic", "list", "open"))
    if lists or profile.column.labels or len(texts) < SHAPED:
        return False
    like = sum(map(name_like, texts)) / len(texts)
    chinese = sum(not text.isascii() and len(text) <= 4 for text in texts) >= 0.8 * len(texts)
    return like >= 0.7 if chinese else like >= 0.8 and len(profile.counts) >= 0.5 * profile.answered


def first_names(profile: Profile) -> bool:
    """Return whether many single capitalised words, a third of them given once or twice, may be first names."""
    texts = list(profile.counts)
    asked = question_of(profile.header, profile.column.label)
    lists = any(resembles(asked, kind) for kind in ("demographic", "list", "open", "other"))
    things = resembles(asked, "things") and not resembles(asked, "staff")
    if lists or things or profile.column.labels or len(texts) < SHAPED or rated(texts) or by_frequency(texts):
        return False
    rare = sum(count <= 2 for count in profile.counts.values())
    return 3 * rare > len(texts) and sum(bool(ALONE.fullmatch(text)) for text in texts) >= 0.9 * len(texts)


def capital_codes(profile: Profile) -> bool:
    """Return whether many different cells are codes in capitals and digits: plates, passports, memberships."""
    texts = profile.counts
    return (
        not profile.column.labels
        and len(texts) >= MANY_RECORDS
        and sum(bool(CODE.fullmatch(text)) for text in texts) >= 0.9 * len(texts)
    )


def running_numbers(profile: Profile) -> bool:
    """Return whether a column merely numbers people or records: whole numbers close together that hardly repeat."""
    values = profile.integers or {}
    apart = len(values) >= MANY_RECORDS and len(values) >= 0.99 * profile.answered
    return apart and max(values) - min(values) < RUNNING * len(values)


def holds_contacts(profile: Profile) -> bool:
    """Return whether the cells of a column are personal numbers and addresses."""
    texts = list(profile.counts)[:200]
    return bool(texts) and sum(bool(redact(text)[1]) for text in texts) > 0.5 * len(texts) and len(profile.counts) > 5


def internet_addresses(profile: Profile) -> bool:
    """Return whether all cells are addresses of computers, IPv4 or IPv6."""
    try:
        return all(ip_address(text) for text in profile.counts)
    except ValueError:
        return False
