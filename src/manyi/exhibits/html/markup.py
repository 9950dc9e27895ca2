"""HTML built from escaped pieces: survey text is hostile, so nothing reaches a page except through here.

`Markup` is text that is already safe; `tag` and `join` escape every plain string they are given.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from manyi.exhibits.numbers import Number
from manyi.language import formats, words
from manyi.language.formats import Language

WORDS = words.beside(__file__).section("markup")

VOID = frozenset({"br", "hr", "input", "wbr"})


def tag(name: str, *children: str, **attributes: str | bool) -> Markup:
    """Return one element. `class_` stands for class, `data_low` for data-low; False and '' leave an attribute out."""
    pairs = "".join(
        f" {key}" if value is True else f' {key}="{escape(value)}"'  # Markup.format takes five times as long
        for key, value in ((name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items())
        if value not in (False, "")
    )
    return Markup(f"<{name}{pairs}>" if name in VOID else f"<{name}{pairs}>{join(children)}</{name}>")


def join(pieces: Iterable[str], between: str = "") -> Markup:
    """Return the pieces one after another, plain strings escaped."""
    return Markup(str(escape(between)).join([str(escape(piece)) for piece in pieces]))


def plain(html: str) -> str:
    """Return the text of safe HTML: for titles, alternatives and terminals."""
    return Markup(html).striptags()


def data(number: Number, id_: str, text: str, *, first: bool) -> Markup:
    """Return a printed number that carries its value at full precision and the ledger row it comes from.

    The first printing on a page carries the id `n-<ledger id>`, interval and base; later ones point to it.
    """
    if not first:
        return tag("data", text, value=exact(number.value), data_number=id_)
    context = {"data_low": number.low, "data_high": number.high, "data_base": number.base}
    given = {name: exact(value) for name, value in context.items() if value == value}
    return tag("data", text, value=exact(number.value), id=f"n-{id_}", **given)


def end(value: float, id_: str, part: str, text: str) -> Markup:
    """Return a printed value that belongs to a number: an end of its interval, its base, its p."""
    return tag("data", text, value=exact(value), data_number=id_, data_part=part)


def interval(number: Number, language: Language, id_: str, *, percent: bool = True, size: bool = False) -> Markup:
    """Return '76.9 to 80.1' with both ends marked; `size`: of a difference by its size, -17.6 to -14.9 as '14.9 to 17.6'."""
    unsigned = size and number.low * number.high > 0
    sign = False if unsigned else None
    low, high = formats.ends(number.low, number.high, number.unit, language, percent=percent, sign=sign)
    marked = [end(number.low, id_, "low", low), end(number.high, id_, "high", high)]
    return join(marked[::-1] if unsigned and number.high < 0 else marked, WORDS["to"][language])


def exact(value: float) -> str:
    """Return a value at the precision the ledger keeps."""
    return format(value, ".10g")
