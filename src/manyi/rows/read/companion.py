"""A codebook that accompanies a data file, Triple-S or DDI -> its variables, and the records it describes.

Triple-S (triple-s.org, versions 1.2 to 3.0) also says where each variable is, by characters or by fields, since its
data files have no header; DDI Codebook (2.x) only describes data files that have one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from manyi.errors import InputError, place
from manyi.rows.read.decode import has_answer
from manyi.rows.read.headers import plain
from manyi.study.answers import JOIN

LARGEST = 64 * 2**20  # bytes of a codebook


@dataclass(frozen=True)
class Variable:
    """A variable: its name, question, {code: label}, codes declared missing; in Triple-S its kind and its place.

    start, finish: first and last character or field, from 1. subfields, width: the codes of a `multiple` one after
    another, 0 where it has a 0 or 1 for each code.
    """

    name: str
    label: str = ""
    kind: str = ""
    values: dict[str, str] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    start: int = 0
    finish: int = 0
    subfields: int = 0
    width: int = 0


@dataclass(frozen=True)
class Described:
    """What a codebook says. layout: "fixed" or "csv" (Triple-S), "" where the data have a header (DDI)."""

    variables: list[Variable]
    layout: str = ""
    skip: int = 0

    def by_header(self, header: Iterable[str]) -> dict[str, Variable]:
        """Return {header as in the file: variable}; names are compared without regard to case."""
        named = {plain(variable.name).lower(): variable for variable in self.variables}
        return {plain(cell): named[plain(cell).lower()] for cell in header if plain(cell).lower() in named}


def codebook_of(data: bytes, name: str) -> Described:
    """Return what a Triple-S or DDI codebook holds. Raises InputError where it is neither, or has no variable."""
    if len(data) > LARGEST:
        raise InputError(f"larger than {LARGEST // 2**20} MB: not a codebook", where=name)
    try:
        # A codebook needs no entities and no network; only an attack would.
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise InputError(f"not readable as XML: {error.msg}", where=place(name, error.lineno)) from None
    kind = _tag(root)
    try:
        book = _triple_s(root) if kind == "sss" else _ddi(root) if kind in ("codeBook", "codebook") else None
    except ValueError as error:
        raise InputError(f"a number is expected: {error}", where=name) from None
    if book is None:
        raise InputError(f"a codebook begins with <sss> or <codeBook>, not <{kind}>", where=name)
    if not book.variables:
        raise InputError("the codebook describes no variable", where=name)
    return book


def described_records(
    book: Described, lines: Iterable[tuple[int, list[str]]], name: str
) -> Iterator[tuple[int, list[str]]]:
    """Yield header and records of a Triple-S data file; a record of a fixed layout is given as its single line of text.

    Several answers are written as their labels, joined. Raises InputError for a record shorter than the codebook says.
    """
    if nowhere := next((variable for variable in book.variables if not 1 <= variable.start <= variable.finish), None):
        raise InputError(f"the codebook gives {nowhere.name} no place in a record", where=name)
    yield 0, [variable.name for variable in book.variables]
    for place_, (line, cells) in enumerate(lines):
        if place_ < book.skip or not has_answer(cells):
            continue
        where = place(name, line)
        yield line, [_answer(variable, _parts(book, variable, cells, where), where) for variable in book.variables]


def _parts(book: Described, variable: Variable, cells: list[str], where: str) -> list[str]:
    """Return the fields of a variable in a record."""
    if book.layout == "csv":
        if len(cells) < variable.finish:
            raise InputError(f"{len(cells)} fields, but {variable.name} is field {variable.finish}", where=where)
        return cells[variable.start - 1 : variable.finish]
    text = cells[0].ljust(variable.finish)[variable.start - 1 : variable.finish]
    if not variable.subfields:
        return [text]
    width = variable.width or len(text) // variable.subfields
    return [text[at * width : (at + 1) * width] for at in range(variable.subfields)]


def _answer(variable: Variable, parts: list[str], where: str) -> str:
    """Return one cell: the code, or the labels of several answers joined."""
    parts = [part.strip() for part in parts]
    if variable.kind != "multiple":
        return parts[0]
    if variable.subfields:
        codes = [part for part in parts if part and (part.strip("0") or part in variable.values)]
    else:
        bits = "".join(parts)
        if len(bits) > len(variable.values) or set(bits) - {"0", "1"}:
            raise InputError(f"{variable.name} is {bits[:60]!r}, not a 0 or 1 for each of its answers", where=where)
        codes = [code for code, bit in zip(variable.values, bits, strict=False) if bit == "1"]
    return JOIN.join(variable.values.get(_number(code), code) for code in codes)


def _number(code: str) -> str:
    """Return a code without leading zeros: a field of two characters holds 01 for code 1."""
    return code.lstrip("0") or code[:1]


def _triple_s(root: etree._Element) -> Described:
    record = next((element for element in root.iter() if _tag(element) == "record"), None)
    if record is None:
        return Described([])
    layout = "csv" if record.get("format", "fixed").lower() == "csv" else "fixed"
    variables = [_variable(element) for element in record if _tag(element) == "variable"]
    return Described(variables, layout, int(record.get("skip", "0")))


def _variable(element: etree._Element) -> Variable:
    """Return a <variable> of Triple-S."""
    parts = {_tag(part): part for part in element if _tag(part)}
    position = parts.get("position")
    start = int(position.get("start", "0")) if position is not None else 0
    spread = parts.get("spread")
    values = {}
    for value in parts.get("values", ()):
        if _tag(value) == "value":
            values[_number(value.get("code", "").strip())] = _element_text(value)
    return Variable(
        name=_element_text(parts.get("name")),
        label=_element_text(parts.get("label")),
        kind=element.get("type", ""),
        values=values,
        start=start,
        finish=int(position.get("finish", start)) if position is not None else 0,
        subfields=int(spread.get("subfields", "0")) if spread is not None else 0,
        width=int(spread.get("width", "0")) if spread is not None else 0,
    )


def _ddi(root: etree._Element) -> Described:
    """Return the variables of a DDI codebook: question before label, categories in their order."""
    variables = []
    for element in root.iter():
        if _tag(element) != "var":
            continue
        outside = (child for child in element if _tag(child) != "catgry")
        parts = {_tag(part): part for child in outside for part in child.iter() if _tag(part) in ("qstnLit", "labl")}
        values, missing = {}, set()
        for category in (part for part in element if _tag(part) == "catgry"):
            inner = {_tag(part): _element_text(part) for part in category}
            code = inner.get("catValu", "")
            values[code] = inner.get("labl", "")
            missing |= {code} if category.get("missing", "N").upper() == "Y" else set()
        label = _element_text(parts.get("qstnLit")) or _element_text(parts.get("labl"))
        variables.append(Variable(element.get("name", ""), label, "", values, frozenset(missing)))
    return Described(variables)


def _tag(element: etree._Element) -> str:
    """Return a tag without its namespace; "" for comments."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _element_text(element: etree._Element | None) -> str:
    """Return the text of an element and all within it, without line breaks."""
    return "" if element is None else " ".join("".join(element.itertext()).split())
