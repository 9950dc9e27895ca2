"""How to cite a report: one line in each language and BibTeX. In: Provenance and title; out: text to copy.

The digest of results.csv names the very numbers cited; a DOI stands where CITATION.cff has one, and is not mentioned
where it has none.
"""

from __future__ import annotations

import re

from manyi.publish.provenance import Provenance
from manyi.rows.codebook import Text

SYNTHETIC = Text(en="synthetic sample data", zh="示例数据")


def line(provenance: Provenance, title: str, year: int, language: str, *, synthetic: bool) -> str:
    """Return the citation as a line: in Chinese after GB/T 7714, with the type of document in brackets."""
    known = provenance.citation
    made_up = {"en": " ({})", "zh": "（{}）"}[language].format(SYNTHETIC[language]) if synthetic else ""
    named = f"{title} {year}{made_up}" if language == "en" else f"{title}{year}{made_up}[R]"
    made = " ".join(part for part in (known["title"].partition(":")[0], known["version"]) if part)
    digest = f"results.csv SHA-256 {provenance.results[:16]}"
    parts = [known["authors"], named, made, digest, _address(known)]
    return ". ".join(part for part in parts if part) + ("" if _address(known) else ".")


def bibtex(provenance: Provenance, report: str, title: str, year: int, *, synthetic: bool) -> str:
    """Return the entry for a bibliography."""
    known = provenance.citation
    note = f"Results SHA-256 {provenance.results[:16]}" + (f"; {SYNTHETIC.en}" if synthetic else "")
    fields = {
        "author": f"{{{_bare(known['authors'])}}}", "title": f"{{{_bare(title)} {year}}}", "year": str(year),
        "version": known["version"], "note": note, "doi": known["doi"], "url": known["url"],
    }  # fmt: skip
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{report}-{year},\n{body}\n}}"


def _address(known: dict[str, str]) -> str:
    return f"https://doi.org/{known['doi']}" if known["doi"] else known["url"]


def _bare(text: str) -> str:
    """Return text that cannot end a field of BibTeX or begin a command."""
    return re.sub(r"[{}\\]", "", text)
