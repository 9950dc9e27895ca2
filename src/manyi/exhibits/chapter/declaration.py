"""What a chapter declares of itself: `manyi` in the metadata of its notebook, so that no list elsewhere names chapters.

    "manyi": {"prints": ["segments", "statements:firms"], "findings": ["extremes", "change"]}

prints: the keys of `claims:` in study.yml it prints; after a colon, the `chapter` a statement or a comparison names.
findings: the kinds of claims of it that may stand among the key findings and the open questions of the summary: those
of `exhibits.claims`, and those a folder of `studies` adds. discloses: whether it prints all of `disclosure:`.
"""

from __future__ import annotations

import json
from difflib import get_close_matches

from pydantic import ValidationError

from manyi import places
from manyi.errors import InputError
from manyi.exhibits.claims.claim import SENTENCES
from manyi.language.text import Strict
from manyi.study.plan import Claims

BY_CHAPTER = ("statements", "comparisons")  # printed by the chapter each of them names


class Declaration(Strict):
    """What a notebook prints of a study's plan and disclosure, and which of its claims may be key findings."""

    prints: list[str] = []
    findings: list[str] = []
    discloses: bool = False


def read(notebook: str) -> Declaration:
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


def _check(declaration: Declaration, where: str) -> None:
    for key in declaration.prints:
        kind, _, chapter = key.partition(":")
        if kind not in Claims.model_fields or (kind in BY_CHAPTER) is not bool(chapter):
            allowed = [f"{field}:<chapter>" if field in BY_CHAPTER else field for field in Claims.model_fields]
            raise InputError(f"prints: no claims {key!r}", where, allowed)
    for kind in declaration.findings:
        if kind not in SENTENCES.sections and (meant := get_close_matches(kind, SENTENCES.sections, cutoff=0.8)):
            raise InputError(f"findings: no kind of claim {kind!r}", where, meant)
