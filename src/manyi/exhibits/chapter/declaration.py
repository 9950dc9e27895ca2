"""What a chapter declares: `manyi` in the metadata of its notebook, so that no list elsewhere names chapters.

    "manyi": {"prints": ["segments", "statements:firms"], "findings": ["extremes", "change"]}

prints: the keys of `claims:` in study.yml it prints; after a colon, the `chapter` a statement or a comparison names.
findings: the kinds of claims of it that may stand among the key findings and the open questions of the summary: those
of `exhibits.claims`, and those a folder of `studies` adds. discloses: whether it prints all of `disclosure:`.
drafted: when reports written by `make new-survey` and `make wave` include it; without the key, never.

    "drafted": {"when": "models", "place": "appendix"}
"""

from __future__ import annotations

import json
from collections.abc import Collection
from difflib import get_close_matches

from pydantic import ValidationError

from manyi import places
from manyi.errors import InputError
from manyi.exhibits.claims.claim import SENTENCES
from manyi.language.text import Strict, Text
from manyi.study.plan import PLACES, Claims, Place

BY_CHAPTER = ("statements", "comparisons")  # printed by the chapter each of them names
ALWAYS, WAVES = "always", "waves"


class Drafted(Strict):
    """When the report of a drafted survey has a chapter, and how it is listed there.

    when: always, from the second of its waves on, or where its drafted plan has this key of `claims:`. unrated: by id,
    the headings that replace the chapter's own if the survey has no ratings.
    """

    when: str = ALWAYS
    place: Place = "body"
    once: bool = False
    unrated: dict[str, Text] = {}

    def listed(self, notebook: str) -> dict[str, object]:
        """Return the entry of the chapter in `chapters:` of a report."""
        return {"notebook": notebook, **self.model_dump(include={"place", "once"}, exclude_defaults=True)}


class Declaration(Strict):
    """What a notebook prints of a study's plan and disclosure, its claims that may be key findings, when it is drafted."""

    prints: list[str] = []
    findings: list[str] = []
    discloses: bool = False
    drafted: Drafted | None = None


def declared_by(notebook: str) -> Declaration:
    """Return what a notebook declares; nothing where it is not there or declares nothing.

    Raises InputError: metadata that is not a declaration; a key that no plan of a study has; a misspelt kind of claim.
    """
    file, where = places.root() / "notebooks" / f"{notebook}.ipynb", f"{notebook}.ipynb, metadata.manyi"
    if not file.is_file():
        return Declaration()
    try:
        metadata = json.loads(file.read_text("utf-8"))["metadata"]
        declaration = Declaration.model_validate(metadata.get("manyi", {}))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = ".".join(map(str, first["loc"]))
        raise InputError(f"{path or 'manyi'}: {first['msg']}", where, Declaration.model_fields) from None
    except (ValueError, KeyError, AttributeError) as error:
        raise InputError(f"not a notebook: {error}", where=f"{notebook}.ipynb") from None
    _check(declaration, where)
    return declaration


def drafted(having: Collection[str]) -> dict[str, Drafted]:
    """Return the chapters that are drafted if there is one of these (see `Drafted.when`), in the order of a report.

    Raises InputError as `declared_by`.
    """
    notebooks = [file.stem for file in (places.root() / "notebooks").glob("*.ipynb")]
    declared = {
        notebook: entry for notebook in notebooks if (entry := declared_by(notebook).drafted) and entry.when in having
    }
    return dict(sorted(declared.items(), key=lambda chapter: rank(chapter[1].place, chapter[0])))


def rank(place: str, notebook: str) -> tuple[int, str]:
    """Return the sort key of a chapter in a drafted report: its place, then the number its name begins with.

    place: one of PLACES; any other comes last.
    """
    return PLACES.index(place) if place in PLACES else len(PLACES), notebook


def _check(declaration: Declaration, where: str) -> None:
    moments = (ALWAYS, WAVES, *Claims.model_fields)
    if declaration.drafted and declaration.drafted.when not in moments:
        raise InputError(f"drafted: there is no {declaration.drafted.when!r}", where, moments)
    for key in declaration.prints:
        kind, _, chapter = key.partition(":")
        if kind not in Claims.model_fields or (kind in BY_CHAPTER) is not bool(chapter):
            allowed = [f"{field}:<chapter>" if field in BY_CHAPTER else field for field in Claims.model_fields]
            raise InputError(f"prints: no claims {key!r}", where, allowed)
    for kind in declaration.findings:
        if kind not in SENTENCES.sections and (meant := get_close_matches(kind, SENTENCES.sections, cutoff=0.8)):
            raise InputError(f"findings: no kind of claim {kind!r}", where, meant)
