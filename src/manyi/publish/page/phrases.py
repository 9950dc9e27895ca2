"""Line breaks in Chinese headings and titles: between phrases, never inside a word or between a number and its unit.

In: the tree of a Chinese page, changed in place: `<wbr>` where a line may break. The style of the page keeps the rest
of a heading together (`word-break: keep-all`).
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import json
import logging
import re
import string
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from manyi.publish.flow.kept import remembered
from manyi.publish.page.tree import Tree, new

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
TITLES = frozenset({"title", "do"})  # classes of titles that are not headings
HAN = re.compile(r"[\u4e00-\u9fff]")
Phrases = Mapping[str, list[str]]  # of a text
LONGEST = 8  # characters of a phrase: a longer one would leave a narrow screen half empty
LEADING = frozenset([*"比与在对按从各较由为先再更最微至", "满分"])  # belong to the word that follows
WHOLE = ("微升至", "微降至", "升至", "降至", "满意度", "可信程度", "置信区间")
# What never begins a line: closing punctuation, particles, units of a number.
CLOSING = re.compile(
    r"^[，。；：、！？）》”’%）·～]|^(?:的|了|地|得|着|们|者|性|率|度|时|中|后|前|内|上|下|等|与|和|及)$"
)
UNIT = re.compile(r"^(?:年|月|日|岁|分|项|家|人|个|条|点|次|名|件|份|天|小时|分钟|倍|组|百分点|个百分点)")
OPENING = re.compile(r"[（《“‘]$")
NUMBER = re.compile(r"[0-9.,+−±～]$")


def mark(tree: Tree) -> None:
    """Mark where the headings and titles of a page may break."""
    elements = [
        element for element in tree.iter()
        if element.tag in HEADINGS or TITLES & set((element.get("class") or "").split())
    ]  # fmt: skip
    inside = {text for element in elements for part in element.iter() for text in (part.text, part.tail) if text}
    phrases = _split_texts(sorted(filter(HAN.search, inside)))
    for element in elements:
        _mark_within(element, phrases)


def _split_texts(texts: list[str]) -> dict[str, list[str]]:
    """Return the phrases of texts, split in advance where possible."""

    def split() -> bytes:
        words = segmenter(texts)
        phrases = {text: split_phrases(text, words) for text in texts}
        again = {phrase for of_text in phrases.values() for phrase in of_text}  # for titles inside headings
        return json.dumps({phrase: split_phrases(phrase, words) for phrase in again} | phrases).encode()

    made_of = hashlib.sha256(Path(__file__).read_bytes()).hexdigest(), importlib.metadata.version("jieba")
    return dict(json.loads(remembered(split, "phrases", texts, made_of)))


def _mark_within(element: Tree, phrases: Phrases) -> None:
    for child in list(element):
        if child.tag == "wbr" or not isinstance(child.tag, str):
            continue
        if child.tag not in ("svg", "code", "data"):
            _mark_within(child, phrases)
        pieces = _split(child.tail or "", phrases)
        if len(pieces) > 1:
            child.tail = None
            _put_breaks(element, element.index(child) + 1, pieces)
    pieces = _split(element.text or "", phrases)
    if len(pieces) > 1:
        element.text = None
        _put_breaks(element, 0, pieces)


def _split(text: str, phrases: Phrases) -> list[str]:
    return phrases[text] if HAN.search(text) else [text] if text else []


def _put_breaks(parent: Tree, at: int, pieces: list[str]) -> None:
    """Insert the pieces before the child `at`, with possible breaks between them."""
    if at == 0:
        parent.text = pieces[0]
    else:
        parent[at - 1].tail = pieces[0]
    for piece in pieces[1:]:
        breaking = new("wbr")
        parent.insert(at, breaking)
        breaking.tail = piece
        at += 1


def split_phrases(text: str, words: Any) -> list[str]:
    """Return the phrases of a text: words, joined with neighbours that may not begin or end a line on their own.

    `words`: a segmenter that knows the characters of the text.
    """
    if not HAN.search(text):
        return [text] if text else []
    joined: list[str] = []
    leading = False  # whether the last word belongs to the one after it
    for word in words.cut(text, HMM=False):
        opened = joined and OPENING.search(joined[-1])
        if joined and (leading or opened or (word not in LEADING and _belongs(joined[-1], word))):
            joined[-1] += word
        else:
            joined.append(word)
        leading = word in LEADING
    return joined


def _belongs(before: str, word: str) -> bool:
    """Return whether a word must stay on the line of the one before it."""
    if CLOSING.match(word) or (NUMBER.search(before) and UNIT.match(word)):
        return True
    if NUMBER.search(before) and re.match(r"[0-9.%]", word):
        return True
    parted = re.search(r"[，。；：、！？）》”]$", before) or OPENING.search(word)
    return not parted and len(word) == 1 and len(before) + 1 <= LONGEST


def segmenter(texts: Iterable[str]) -> Any:
    """Return jieba's segmenter for these texts, with the dictionary words that their characters can form.

    It splits them as the whole dictionary would, whose half a million entries take a second to read.
    """
    import jieba

    jieba.setLogLevel(logging.ERROR)
    words = jieba.Tokenizer()
    signs = "".join(map(re.escape, sorted({*"".join([*texts, *WHOLE])} - {*string.whitespace})))
    with words.get_dict_file() as file:
        dictionary = file.read().decode("utf-8")
    entries = re.findall(rf"^[{signs}]+ \d+", dictionary, re.MULTILINE)
    words.FREQ, _ = words.gen_pfdict(io.BytesIO("\n".join(entries).encode()))
    words.total = sum(map(int, re.findall(r" (\d+)", dictionary)))
    words.initialized = True
    for word in WHOLE:
        words.add_word(word)
    return words
