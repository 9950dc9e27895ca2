"""Any delivered file -> its columns as texts, with all the file itself says about them. No codebook is needed.

This is what a codebook is drafted from: `Delivered.origin` is the entry of origin.yml under which `read_waves` reads
the same records.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from manyi.errors import InputError
from manyi.rows.read.content import Content, content_of
from manyi.rows.read.headers import plain
from manyi.study.answers import DECLARED
from manyi.study.origin import File
from manyi.study.yaml_file import label


@dataclass(frozen=True)
class DeliveredColumn:
    """One column: its header as in the file, and a text per record ("" where blank), codes and not their labels.

    label: the question, where the file has one beside the header. labels: {code: label}, in the order of the file.
    missing: {code: label or ""} that the file declares missing; their cells are in `cells` without any mark.
    group: the multiple-response set or question the column belongs to, "" for none.
    """

    header: str
    cells: list[str]
    label: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    group: str = ""


@dataclass(frozen=True)
class Delivered:
    """A file: its columns in order; the platform it comes from and what shows it, "" where neither is known.

    origin: how it is to be read (header rows, rows that are no respondents, encoding). weight: the header of the
    column the file declares as weight.
    """

    name: str
    columns: list[DeliveredColumn]
    origin: File
    platform: str = ""
    evidence: str = ""
    weight: str = ""

    @property
    def records(self) -> int:
        """Return the number of records."""
        return len(self.columns[0].cells) if self.columns else 0


def deliver(path: Path) -> Delivered:
    """Return a file of any format that can be read. Raises InputError: no file, unreadable, without columns."""
    if not path.is_file():
        raise InputError("no such file", where=str(path))
    origin = File(name=path.name, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    content = content_of(path, origin, row_names=True)
    rows = [row.cells for row in content.rows if row.number not in origin.not_respondents]
    width = len(content.header)
    rows = [cells for cells in rows if len(cells) == width or len(cells) > width and not any(cells[width:])]
    if not rows:
        raise InputError("the file has a header but no records", where=label(path))
    columns = [_column(header, [cells[at] for cells in rows], content) for at, header in enumerate(content.header)]
    return Delivered(path.name, columns, origin)


def _column(header: str, cells: list[str], content: Content) -> DeliveredColumn:
    labels = content.labels.get(plain(header), {})
    codes = dict.fromkeys(cell.removeprefix(DECLARED) for cell in cells if cell.startswith(DECLARED))
    missing = {code: labels.get(code, "") for code in codes}
    texts = [cell.removeprefix(DECLARED) for cell in cells] if codes else cells
    return DeliveredColumn(header, texts, content.questions.get(plain(header), ""), labels, missing)
