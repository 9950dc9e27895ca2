"""The provenance of a report: command, commit, hashes, versions, citation. Out: `Provenance`, the foot of the page."""

from __future__ import annotations

import importlib.metadata
import json
import platform
import re
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import pandas as pd

from manyi import places
from manyi.language import formats, words
from manyi.language.periods import Period
from manyi.publish.flow.standing import COMMIT, data_setting
from manyi.publish.published import BackTest, back_test
from manyi.publish.report import described
from manyi.study.marks import open_points
from manyi.study.safe_yaml import content_of

WORDS = words.beside(__file__).section("provenance")

SHOWN = ("ibis-framework", "duckdb", "numpy", "scipy", "statsmodels", "pandas", "matplotlib", "papermill", "nbconvert")


@dataclass(frozen=True)
class Provenance:
    """Everything needed to make the same report again, and to check that it is the same."""

    command: str
    lock: str
    versions: dict[str, str]
    citation: dict[str, str]
    commit: str = COMMIT
    data: dict[str, str] = field(default_factory=dict)  # study -> sha256 of its raw files and descriptions
    results: str = ""
    back_test: BackTest | None = None
    draft: int = 0  # guesses and gaps left in the descriptions


def before_results(report: str, year: Period) -> Provenance:
    """Return what is known about a report's provenance before its chapters have run."""
    lock = places.root() / "requirements.lock"
    return Provenance(
        command=f"make report YEAR={year}" + ("" if report == "annual" else f" REPORT={report}") + data_setting(),
        lock=places.sha256(lock) if lock.is_file() else "",
        versions={"python": platform.python_version(), **{name: importlib.metadata.version(name) for name in SHOWN}},
        citation=citation(),
        draft=len(open_points(described(report))),
    )


def of(report: str, year: Period, ledger: pd.DataFrame, results: str) -> Provenance:
    """Return the provenance of a report from its ledger and the digest of its results.csv."""
    pairs = ledger[["study", "data_sha256"]].dropna().drop_duplicates().itertuples(index=False)
    return replace(
        before_results(report, year),
        data={str(study): str(digest) for study, digest in pairs},
        results=results,
        back_test=back_test(report, year, ledger),
    )


def save(provenance: Provenance, file: Path) -> None:
    """Write a provenance as JSON."""
    file.write_text(json.dumps(asdict(provenance), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def load(file: Path) -> Provenance:
    """Return a provenance written by `save`."""
    record = json.loads(file.read_text("utf-8"))
    back_test = record.pop("back_test")
    return Provenance(**record, back_test=BackTest(**back_test) if back_test else None)


def citation() -> dict[str, str]:
    """Return title, authors, licence, version and DOI of CITATION.cff, each empty if not given."""
    file = places.root() / "CITATION.cff"
    record = content_of(file) if file.is_file() else None
    record = record if isinstance(record, dict) else {}
    people = [author.get("name") or f"{author.get('given-names', '')} {author.get('family-names', '')}".strip()
              for author in record.get("authors", [])]  # fmt: skip
    fields = {name: str(record.get(name, "")) for name in ("title", "version", "license", "doi", "url")}
    return {**fields, "authors": ", ".join(people)}


def titled(title: str, provenance: Provenance, language: str) -> str:
    """Return the title of a page, which says so if the report is a draft."""
    return WORDS["draft"][language].format(title=title) if provenance.draft else title


SYNTHETIC = WORDS["synthetic"]


def line(
    provenance: Provenance, title: str, year: Period, language: str, *, authors: str, url: str, synthetic: bool
) -> str:
    """Return the citation as a line: in Chinese following GB/T 7714, with the type of document in brackets.

    authors, url: those of the report; the software is named as the tool it was made with.
    """
    cited = provenance.citation
    made_up = formats.MARKS["aside"][language].format(more=SYNTHETIC[language]) if synthetic else ""
    named = f"{title} {year}{made_up}" if language == "en" else f"{title}{year}{made_up}[R]"
    software = " ".join(part for part in (cited["title"].partition(":")[0], cited["version"]) if part)
    digest = f"results.csv SHA-256 {provenance.results[:16]}"
    parts = [authors, named, software, digest, url]
    return ". ".join(part for part in parts if part) + ("" if url else ".")


def bibtex(
    provenance: Provenance, report: str, title: str, year: Period, *, authors: str, url: str, synthetic: bool
) -> str:
    """Return the entry for a bibliography; authors and url as in `line`."""
    cited = provenance.citation
    note = f"Results SHA-256 {provenance.results[:16]}" + (f"; {SYNTHETIC.en}" if synthetic else "")
    fields = {
        "author": f"{{{_bare(authors)}}}", "title": f"{{{_bare(title)} {year}}}", "year": str(year),
        "version": cited["version"], "note": note, "url": url,
    }  # fmt: skip
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{report}-{year},\n{body}\n}}"


def _bare(text: str) -> str:
    """Return text that cannot end a field of BibTeX or begin a command."""
    return re.sub(r"[{}\\]", "", text)
