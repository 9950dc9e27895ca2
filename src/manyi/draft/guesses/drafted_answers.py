"""What a draft says about the answers of a column: keys of a codebook, the mark and the evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from manyi.draft import lexicon
from manyi.draft.shape.profile import Profile

MANY = 40  # answers of a closed list
REPEATED = 3  # how often an answer of a closed list is given on average
ENDS = {(1, 4), (1, 5), (1, 6), (1, 7), (1, 9), (1, 10), (1, 11), (0, 4), (0, 5), (0, 6), (0, 7), (0, 10)}
BESIDE = {(1, 3), (1, 8)}  # scales only for columns side by side


@dataclass
class Answers:
    """The keys of a codebook about answers, with the evidence for them."""

    keys: dict[str, Any]
    evidence: str = ""
    mark: str = ""
    codes: dict[Any, Any] = field(default_factory=dict)
    shared: str = ""


def missing_codes(profile: Profile) -> dict[str, str]:
    """Return {text: kind} for texts that are declared missing or mean an empty cell."""
    declared = {
        code: lexicon.missing_of(profile.column.missing.get(code, "")) or "missing" for code in profile.declared
    }
    return declared | {text: lexicon.missing_of(text) or "missing" for text in profile.nothing}


def flipped(keys: dict[str, str]) -> dict[str, str]:
    """Return {key: label} from {label: key}."""
    return {key: label for label, key in keys.items()}


def coded(missing: dict[str, str]) -> dict[Any, str]:
    """Return {code: kind} with whole numbers as such."""
    return {code_of(code): kind for code, kind in missing.items()}


def code_of(text: str) -> int | str:
    """Return a code as written in YAML: 9, but '077'."""
    return int(text) if re.fullmatch(r"-?(?:0|[1-9]\d{0,8})", text) else text


def counts_text(counts: Mapping[int, int]) -> str:
    """Return how often each whole number was given, for a message: "1: 20, 2: 31"."""
    return ", ".join(f"{value}: {count}" for value, count in sorted(counts.items()))
