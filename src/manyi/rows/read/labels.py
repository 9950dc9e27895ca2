"""Codes of a statistics file, with the labels and missing codes the file itself declares -> what the codebook reads.

In: the distinct cells of one column. Out: for each the text that stands for it: its code where the codebook knows it,
else the file's own label where that is an answer of the codebook.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from manyi.errors import InputError
from manyi.study.answers import DECLARED, code_form, meaning, plain
from manyi.study.codebook import Item


def translated(
    cells: Iterable[str], labels: Mapping[str, str], item: Item, wave: int, option: str, where: str
) -> dict[str, str]:
    """Return {cell: text} of a column.

    Raises InputError where codebook and file say different things of a code, or the labels move only some codes.
    """
    known = {code_form(code) for code in (*item.code(wave), *item.missing)}
    found = {cell: _text(cell, labels, known, item, wave, option, where) for cell in cells}
    if item.scale:
        _refuse_half_moved(found, known, item, wave, where)
    return found


def _text(cell: str, labels: Mapping[str, str], known: set[str], item: Item, wave: int, option: str, where: str) -> str:
    """Return what stands for one cell."""
    code = cell.removeprefix(DECLARED)
    label = labels.get(code, "")
    named = meaning(item, wave, label, option) if label else None
    if plain(code) in known:
        own = meaning(item, wave, code, option).value
        if named and named.rule is None and None not in (own, named.value) and own != named.value:
            raise InputError(
                f"the codebook reads {code} as {own}, but the file calls it {label!r}, which is {named.value}: "
                f"correct codes",
                where=where,
            )
        return code
    if cell != code:
        return label if plain(label) in known else cell
    if named is None or named.rule is None:
        return label or code
    itself = meaning(item, wave, code, option).rule is None
    return code if itself or item.kind in ("scale", "number") else label


def _refuse_half_moved(found: Mapping[str, str], known: set[str], item: Item, wave: int, where: str) -> None:
    """Raise InputError where labels give some codes of a scale another value, and other codes have no label."""
    values = {cell: (_value(item, wave, cell), _value(item, wave, text)) for cell, text in found.items()}
    moved = [cell for cell, (itself, named) in values.items() if itself != named]
    bare = [cell for cell, text in found.items() if text == cell and cell and plain(cell) not in known]
    bare = [cell for cell in bare if not cell.startswith(DECLARED)]
    if moved and bare:
        raise InputError(
            f"the file calls {moved[0]} {found[moved[0]]!r}, which is {values[moved[0]][1]:g} in the codebook, but has "
            f"no label for {bare[0]}: say in codebook.yml what each code means, codes: {{{wave}: ...}}",
            where=where,
        )


def _value(item: Item, wave: int, text: str) -> float | None:
    value = meaning(item, wave, text).value
    return value if isinstance(value, float) else None
