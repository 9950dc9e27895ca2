"""Whether a finished file holds anything that identifies people in the raw data. In: files; out: nothing, or an error.

Every file of a report is read as text once: pages, results, toplines, notebooks, logs, workbooks, data for other
programs. An error names the file and the kind of value in it, never the value. The values to search for are stored as
hashes.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from manyi import places
from manyi.errors import InputError, together
from manyi.language.periods import Period
from manyi.publish.flow.kept import remembered
from manyi.rows.identifying import SHORTEST, identities

if TYPE_CHECKING:
    import pandas as pd

# A number with its points and commas is one token (the decimals of an estimate are nobody's number), so is a character.
TOKEN = re.compile(r"\d+(?:[.,:]\d+)+|[a-z0-9]+|[\u3400-\u9fff]")
DIGITS = re.compile(r"\D+")
MOBILE = 11  # digits of a number of a mobile phone
ARCHIVES = frozenset({".xlsx", ".docx", ".pptx"})
BLOCK, PART = 1 << 24, 1_000_000  # characters and rows read together
SKIPPED = frozenset({".png", ".svgz", ".woff2"})
Begun = tuple[dict[str, str], set[int]]  # values by key, and their lengths in tokens


@dataclass
class Sought:
    """Values to search for: hash of a first token -> {length in tokens and hash of all: kind}."""

    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    _begun: dict[str, Begun] = field(default_factory=dict, compare=False, repr=False)  # by a token seen before

    def as_json(self) -> str:
        """Return it as stored."""
        return json.dumps({"rows": self.rows})

    @classmethod
    def of(cls, values: Mapping[str, str], written: str = "") -> Sought:
        """Return the values to search for; what the researcher has `written` in the descriptions is no secret."""
        sought = cls()
        for value, kind in values.items():
            tokens = TOKEN.findall(value.lower())
            digits = DIGITS.sub("", value)
            forms = [tokens, [digits]] if kind not in ("name", "address") and len(digits) >= SHORTEST else [tokens]
            if len(digits) == MOBILE:  # written in its usual groups
                forms.append([digits[:3], digits[3:7], digits[7:]])
            for form in filter(None, forms):
                sought.rows.setdefault(_hash(form[0]), {})[_key(form)] = kind
        for key in dict(sought.met(written)):
            for row in sought.rows.values():
                row.pop(key, None)
        return sought

    def met(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield (hash, kind) of the values in a text."""
        tokens = TOKEN.findall(text.lower())
        starts = {token: begun for token in set(tokens) if (begun := self._begun_with(token))[0]}
        for at, token in enumerate(tokens) if starts else ():
            if token in starts:
                row, lengths = starts[token]
                for long in lengths:
                    if kind := row.get(key := _key(tokens[at : at + long])):
                        yield key, kind

    def _begun_with(self, token: str) -> Begun:
        """Return the values that begin with a token, and their lengths: files share most tokens, values many."""
        if token not in self._begun:
            row = self.rows.get(_hash(token), {})
            self._begun[token] = row, {int(key.partition(":")[0]) for key in row}
        return self._begun[token]


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _key(tokens: Sequence[str]) -> str:
    return f"{len(tokens)}:{_hash(' '.join(tokens))}"


def sought_in(study: str, year: Period) -> Sought:
    """Return the values to search for, from a study or a table of one."""
    files = sorted((places.data() / study.partition("/")[0]).rglob("*.yml"))
    written = "\n".join(file.read_text("utf-8", errors="replace") for file in files)
    return Sought.of(identities([study], year), written)


def refuse(kept: list[str], folders: list[str]) -> None:
    """Raise InputError if a file in these folders contains any of the values stored in the files `kept`.

    Results are cached by a file's content and kind, the values searched for, and this code.
    """
    sought = cache(lambda: _together(kept))
    code = places.sha256(Path(__file__)), [places.sha256(Path(file)) for file in kept]

    def wrong_with(file: Path) -> str:
        of = "identified", code, places.sha256(file), file.suffix
        return remembered(lambda: _met_in(sought(), file).encode(), *of).decode()

    files = sorted(file for folder in folders for file in Path(folder).rglob("*") if file.is_file())
    errors = [InputError(wrong, where=places.near(file)) for file in files if (wrong := wrong_with(file))]
    if errors:
        raise together(errors)


def _together(kept: list[str]) -> Sought:
    """Return the values stored in any of these files."""
    sought = Sought()
    for file in kept:
        for first, row in json.loads(Path(file).read_text("utf-8"))["rows"].items():
            sought.rows.setdefault(first, {}).update(row)
    return sought


def refuse_content(contents: Mapping[str, bytes], studies: Iterable[str], year: Period) -> None:
    """Raise InputError if files to be written, {name: bytes}, contain what identifies people."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in contents.items():
            Path(folder, name).write_bytes(content)
        refuse_files([Path(folder, name) for name in contents], studies, year)


def refuse_files(files: Iterable[Path], studies: Iterable[str], year: Period) -> None:
    """Raise InputError if files to be put in place contain what identifies people."""
    sought = Sought()
    for study in studies:
        for first, row in sought_in(study, year).rows.items():
            sought.rows.setdefault(first, {}).update(row)
    errors = [InputError(f"{wrong}; nothing was written", where=file.name)
              for file in files if (wrong := _met_in(sought, file))]  # fmt: skip
    if errors:
        raise together(errors)


def _met_in(sought: Sought, file: Path) -> str:
    """Return what is wrong with a file; empty if nothing is."""
    kinds = Counter({key: kind for text in texts_of(file) for key, kind in sought.met(text)}.values())
    counts = ", ".join(f"{kind} ({count})" for kind, count in sorted(kinds.items()))
    return f"holds what identifies people in the raw data: {counts}; take it out of what is shown" if kinds else ""


def texts_of(file: Path) -> Iterable[str]:
    """Yield the texts in a file: all of it, the parts of a workbook or document, the words of a table."""
    kind = file.suffix.lower()
    if kind in SKIPPED:
        return
    if kind in ARCHIVES:
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                if name.endswith(".xml"):
                    yield html.unescape(archive.read(name).decode("utf-8", "replace"))
    elif kind in (".parquet", ".sav", ".dta"):
        yield from _columns(file)
    else:
        with file.open(encoding="utf-8", errors="replace") as source:
            while text := "".join(source.readlines(BLOCK)) if kind == ".csv" else source.read():
                text = text.replace(",", ", ") if kind == ".csv" else text  # each cell is a number by itself
                yield html.unescape(text) if "&" in text else text


def _legible(value: bytes) -> str:
    """Return the metadata of a column as text, with JSON unescaped."""
    text = value.decode("utf-8", "replace")
    return json.dumps(json.loads(text), ensure_ascii=False) if text[:1] in ("{", "[", '"') else text


def _columns(file: Path) -> Iterator[str]:
    """Yield each column of words of a data file, and the labels of columns and codes."""
    import pyarrow.parquet as pq
    import pyreadstat

    kind = file.suffix.lower()
    if kind == ".parquet":
        with pq.ParquetFile(file) as source:
            schema = source.schema_arrow
            fields = (schema.field(name).metadata or {} for name in schema.names)
            yield "\n".join(map(_legible, (value for of_field in fields for value in of_field.values())))
            for part in source.iter_batches(PART):
                yield from _column_texts(part.to_pandas())
    else:
        frame, about = (pyreadstat.read_sav if kind == ".sav" else pyreadstat.read_dta)(str(file))
        labels = (label for of_set in about.value_labels.values() for label in of_set.values())
        yield "\n".join(map(str, [about.file_label, *about.notes, *filter(None, about.column_labels), *labels]))
        yield from _column_texts(frame)


def _column_texts(frame: pd.DataFrame) -> Iterator[str]:
    from pandas.api.types import is_numeric_dtype

    for name in frame.columns:
        if not is_numeric_dtype(frame[name]):
            yield "\n".join(map(str, frame[name].dropna().unique()))
        else:  # a telephone number is also a number
            long = frame.loc[(frame[name].abs() >= 10 ** (SHORTEST - 1)) & (frame[name] % 1 == 0), name]
            yield "\n".join(str(int(value)) for value in long.unique())
