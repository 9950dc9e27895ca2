"""Headers -> names of items, their questions and labels. In: a header; out: texts a codebook takes."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable

from manyi.language.formats import Language
from manyi.study.answers import heading
from manyi.study.item_check import DESIGN, RESERVED

LONGEST = 24  # characters of a name
NUMBERED = re.compile(r"^\s*(?:Q|第)?(?P<number>\d{1,3}[a-z]?)\s*(?:题|[、.．:：)）])\s*", re.IGNORECASE)
SELECTED = re.compile(r" - Selected Choice$")  # what Qualtrics adds to a question with a field for other words
WORD = re.compile(r"[A-Za-z][\w.\- ]*(?:\[\w+\]|\(\w+\))?", re.ASCII)
STOP = frozenset(
    {
        "the",
        "a",
        "an",
        "of",
        "to",
        "in",
        "on",
        "for",
        "and",
        "or",
        "is",
        "are",
        "was",
        "were",
        "do",
        "did",
        "does",
        "you",
    }
    | {"your", "how", "what", "which", "would", "at", "with"}
)
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
CHINESE = re.compile("[\u4e00-\u9fff]")


def language_of(texts: Iterable[str]) -> Language:
    """Return the language of most of these texts: zh if at least a third contain Chinese characters, else en."""
    spoken = [text for text in texts if text.strip()]
    return "zh" if 3 * sum(bool(CHINESE.search(text)) for text in spoken) > len(spoken) else "en"


def slug(text: str) -> str:
    """Return lower-case letters and digits joined by single underscores, '' if nothing is left of a text."""
    spelt = unicodedata.normalize("NFC", text).lower().translate(UMLAUTS)
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode().lower()
    return "_".join(re.findall(r"[a-z0-9]+", plain))


def item_name(header: str, question: str, taken: set[str], position: int, role: str = "") -> str:
    """Return an unused name for an item: its header if that is one word, else derived from its number or question.

    role: the column's role in the design, which may give its name.
    """
    short = slug(header) if len(header) <= LONGEST and WORD.fullmatch(heading(header)) else ""
    numbered = NUMBERED.match(header)
    words = [word for word in slug(NUMBERED.sub("", question)).split("_") if word and word not in STOP]
    name = short or (f"q{numbered['number'].lower()}" if numbered else "") or _clipped(words)
    if not name or not name[0].isalpha():
        name = f"q{name}" if name else role or f"item_{position}"
    free = name == role or name not in (*RESERVED, *DESIGN)
    return unique(name if free else f"{name}_answer", taken)


def unique(name: str, taken: set[str]) -> str:
    """Return the name, numbered if it is taken, and reserve it."""
    free, count = name, 2
    while free in taken:
        free, count = f"{name}_{count}", count + 1
    taken.add(free)
    return free


def _clipped(words: list[str]) -> str:
    name = ""
    for word in words:
        if len(name) + len(word) + 1 > LONGEST:
            break
        name = f"{name}_{word}" if name else word
    return name or (words[0][:LONGEST] if words else "")


def answer_keys(labels: Iterable[str]) -> dict[str, str]:
    """Return {label: key} with keys that are names; without letters in a label they are a1, a2, ..."""
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for number, label in enumerate(labels, start=1):
        name = _clipped(slug(label).split("_")) if not CHINESE.search(label) else ""
        if name and not name[0].isalpha():
            name = f"a_{name}"
        keys[label] = unique(name or f"a{number}", taken)
    return keys


def question_of(header: str, label: str) -> str:
    """Return the wording of a question: from the file if it has one, else the header without its number."""
    text = html.unescape(heading(SELECTED.sub("", label)) or NUMBERED.sub("", heading(header)))
    return re.sub(r"<[^<>]{1,200}>", " ", text).strip() or heading(header)
