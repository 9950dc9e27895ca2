"""The words of a page as data: YAML files beside the code they belong to, both languages side by side.

    gap:
      higher: {en: "Higher for {a} than for {b}.", zh: "{a}高于{b}。"}

In: `words.yml` in the folder of a module, `NN-name.words.yml` beside a notebook, `words.yml` in the folder of a study.
Out: `Words`, read once. The code fills in each `{slot}` or `{slot:format}`; both languages must have the same slots.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import overload

import yaml
from pydantic import ValidationError

from manyi.display import Displayed
from manyi.errors import InputError, place
from manyi.language.text import Text, message_of
from manyi.language.yaml_tree import Loader, composed

PAIR = frozenset({"en", "zh"})
OURS = Path(__file__).parents[1]  # words of the package are not checked for size, which takes as long as reading them


@dataclass(frozen=True, repr=False)
class Words(Displayed, Mapping[str, Text]):
    """The texts of a file, or of one of its sections, by key and in file order, together with its subsections.

    `words["key"]` is a text, `words.section("gap", "levels")` a subsection; a missing key raises InputError.
    """

    where: str
    texts: Mapping[str, Text]
    sections: Mapping[str, Words]

    def __getitem__(self, key: str) -> Text:
        if key not in self.texts:
            raise InputError(f"no words for {key!r}", where=self.where, allowed=self.texts)
        return self.texts[key]

    def __contains__(self, key: object) -> bool:
        return key in self.texts

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)

    @overload  # type: ignore[override]
    def get(self, key: str) -> Text | None: ...
    @overload
    def get(self, key: str, default: Text) -> Text: ...
    def get(self, key: str, default: Text | None = None) -> Text | None:
        """Return the text of a key, or the default if there is none."""
        return self.texts.get(key, default)

    def section(self, *keys: str) -> Words:
        """Return the section under these keys. Raises InputError when there is none."""
        below = self
        for key in keys:
            if key not in below.sections:
                raise InputError(f"no section {key!r}", where=below.where, allowed=below.sections)
            below = below.sections[key]
        return below

    def leaves(self) -> dict[tuple[str, ...], Text]:
        """Return every text of the file, keyed by its full path."""
        deeper = {(key, *path): text for key, part in self.sections.items() for path, text in part.leaves().items()}
        return {(key,): text for key, text in self.texts.items()} | deeper

    def over(self, general: Words) -> Words:
        """Return the general words, overridden by these where the keys match.

        Raises InputError when a text has a slot that its general counterpart lacks: nothing would fill it.
        """
        for key, text in self.texts.items():
            if key in general and (unfilled := text.slots - general[key].slots):
                raise InputError(f"{key}: nothing fills {{{min(unfilled)}}}", self.where, general[key].slots)
        sections = {key: part.over(general.sections.get(key, EMPTY)) for key, part in self.sections.items()}
        return Words(general.where, {**general.texts, **self.texts}, {**general.sections, **sections})


EMPTY = Words("words", {}, {})


def beside(module: str, name: str = "words.yml") -> Words:
    """Return the words stored beside a module, given its `__file__`."""
    return read(Path(module).with_name(name))


@cache
def read(path: Path) -> Words:
    """Return the words of a YAML file.

    Raises InputError, naming the line: invalid YAML, a duplicate key, a missing language, slots that differ.
    """
    label = "/".join(path.parts[-2:])
    try:
        text = path.read_text("utf-8-sig")
        root = yaml.compose(text, Loader=Loader) if OURS in path.parents else composed(text, Loader)
    except FileNotFoundError:
        raise InputError("the file is missing", where=label) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = str(getattr(error, "problem", "not UTF-8"))
        raise InputError(f"not readable as YAML: {problem}", place(label, mark and mark.line + 1)) from None
    return _section(root, label, "") if root else Words(label, {}, {})


def _section(node: yaml.Node, label: str, path: str) -> Words:
    """Return the words under a mapping node."""
    texts: dict[str, Text] = {}
    sections: dict[str, Words] = {}
    for key, value in _entries(node, label, path).items():
        below = f"{path}.{key}" if path else key
        entries = _entries(value, label, below)
        if PAIR & entries.keys():
            texts[key] = _language_pair(entries, place(label, value.start_mark.line + 1), below)
        else:
            sections[key] = _section(value, label, below)
    return Words(f"{label} {path}".rstrip(), texts, sections)


def _entries(node: yaml.Node, label: str, path: str) -> dict[str, yaml.Node]:
    """Return the values of a mapping by key, keys taken literally (`yes` and `2021` are strings here)."""
    where = place(label, node.start_mark.line + 1)
    if not isinstance(node, yaml.MappingNode):
        raise InputError(f"{path or 'the file'}: a text has both languages, {{en: ..., zh: ...}}", where=where)
    entries = {key.value: value for key, value in node.value}
    if len(entries) < len(node.value):
        keys = [key.value for key, _ in node.value]
        raise InputError(f"key {max(keys, key=keys.count)!r} is written twice under {path or 'the file'}", where=where)
    return entries


def _language_pair(entries: Mapping[str, yaml.Node], where: str, path: str) -> Text:
    """Return the text of a language pair; both languages must have the same slots."""
    pair = {key: node.value if isinstance(node, yaml.ScalarNode) else None for key, node in entries.items()}
    try:
        text = Text.model_validate(pair, context={"file": where})
        text.slots  # noqa: B018 - reading the property checks that both languages agree
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InputError(f"{path}.{first['loc'][-1]}: {message_of(first)}", where) from None
    except ValueError as error:
        raise InputError(f"{path}: {error}", where) from None
    return text
