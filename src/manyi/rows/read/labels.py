"""Codes of a statistics file, with the labels and missing codes it declares -> texts the codebook understands.

In: the distinct cells of one column. Out: the text for each: its code where the codebook has it, else the file's own
label where that is one of the codebook's answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from manyi.errors import InputError
from manyi.study.answers import DECLARED, code_form, meaning, plain
from manyi.study.items import Item


def translated(
    cells: Iterable[str], labels: Mapping[str, str], item: Item, wave: int, option: str, where: str
) -> dict[str, str]:
    """Return {cell: text} of a column.

    Raises InputError where codebook and file disagree about a code, or the labels remap only some codes.
    """
    codes = {code_form(code) for code in (*item.code(wave), *item.missing_at(wave))}
    texts = {cell: _cell_text(cell, labels, codes, item, wave, option, where) for cell in cells}
    if item.scale:
        _refuse_half_moved(texts, codes, item, wave, where)
    return texts


def _cell_text(
    cell: str, labels: Mapping[str, str], codes: set[str], item: Item, wave: int, option: str, where: str
) -> str:
    """Return the text for one cell."""
    code = cell.removeprefix(DECLARED)
    label = labels.get(code, "")
    named = meaning(item, wave, label, option) if label else None
    if plain(code) in codes:
        value = meaning(item, wave, code, option).value
        if named and named.rule is None and None not in (value, named.value) and value != named.value:
            raise InputError(
                f"the codebook reads {code} as {value}, but the file calls it {label!r}, which is {named.value}: "
                f"correct codes",
                where=where,
            )
        return code
    if cell != code:
        return label if plain(label) in codes else cell
    if named is None or named.rule is None:
        return label or code
    itself = meaning(item, wave, code, option).rule is None
    return code if itself or item.kind in ("scale", "number") else label


def _refuse_half_moved(texts: Mapping[str, str], codes: set[str], item: Item, wave: int, where: str) -> None:
    """Raise InputError where labels change the value of some codes of a scale while other codes have no label."""
    values = {cell: (_value(item, wave, cell), _value(item, wave, text)) for cell, text in texts.items()}
    moved = [cell for cell, (itself, named) in values.items() if itself != named]
    bare = [cell for cell, text in texts.items() if text == cell and cell and plain(cell) not in codes]
    bare = [cell for cell in bare if not cell.startswith(DECLARED)]
    if moved and bare:
        raise InputError(
            f"the file calls {moved[0]} {texts[moved[0]]!r}, which is {values[moved[0]][1]:g} in the codebook, but has "
            f"no label for {bare[0]}: state in codebook.yml what each code means, codes: {{{wave}: ...}}",
            where=where,
        )


def _value(item: Item, wave: int, text: str) -> float | None:
    value = meaning(item, wave, text).value
    return value if isinstance(value, float) else None
