"""Which words code takes from a file, found on the syntax tree: paths of keys, the slots filled, what spells a key."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from manyi.exhibits.chapter.wording import PARTS
from manyi.language import words
from tests.conftest import ROOT
from tests.sources import nodes_of, tree_of
from tests.spoken import Source

PACKAGE = ROOT / "src" / "manyi"
TEMPLATE = PACKAGE / "publish" / "page" / "template"  # its words: test_template_words.py
FILES = sorted(file for file in PACKAGE.rglob("words.yml") if file.parent != TEMPLATE)
STUDIES = PACKAGE / "studies"
CLAIMS = PACKAGE / "exhibits" / "claims"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.words.yml"))
OWN = sorted((ROOT / "data").rglob("words.yml"))  # a study's own, in place of those of chapters
BROUGHT = ("counted", "names")  # `Chapter` takes them whole: tests/exhibits/test_vocabulary.py, and `nowhere` below
BROUGHT_WHOLE = {(key,) for key in BROUGHT}
# Taken by what lower floors, delivered files and templates of forms call things: their keys may be spelt anywhere.
ANYWHERE = {
    ("describe", "suppressed"), ("sample", "rules"), ("marks",), ("formats", "interval"), ("periods", "halves"),
    ("form", "firm_heads"), ("form", "special_heads"), ("themes-about",), ("counted",), ("names",),
    ("table", "key_heads"), ("sample", "shares"), ("survey", "steps"), ("year", "major"),
}  # fmt: skip
SAID = ("say", "notice", "answer")  # what takes its words from the file by its id
EXHIBIT = "(exhibit)"  # marks an id under which an exhibit may have words
SHOWN = {*PARTS, "source", "like"}  # what `show` takes besides slots
KNOWN = {"year", "previous"}  # what a chapter fills in by itself
LISTS = {
    ("methods", "disclosed"),
    ("methods", "answered"),
    ("form", "guide"),
    ("disclosure",),
    ("vocabulary", "spelled"),
}  # printed whole, whatever the keys
NAMED = re.compile(r"([\w-]+):|\bid: ([\w-]+)")  # in a description: its keys, and the names it gives
Path_ = tuple[str, ...]


def constant(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def dotted(node: ast.expr) -> str | None:
    """A name with dots, as `ast.unparse` writes it, in a hundredth of its time; None for any other expression."""
    if isinstance(node, ast.Attribute):
        return f"{above}.{node.attr}" if (above := dotted(node.value)) else None
    return node.id if isinstance(node, ast.Name) else None


def assigned(tree: ast.Module, roots: dict[str, Path_]) -> dict[str, Path_]:
    """Names at the top of a module that hold words, by the path of keys they hold."""
    names = dict(roots)
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            path = taken(node.value, names)
            if isinstance(target, ast.Name) and path is not None and target.id.isupper():
                names[target.id] = path
    return names


def taken(node: ast.expr, names: dict[str, Path_]) -> Path_ | None:
    """The path of constant keys an expression takes from a file of words; None where it takes nothing from one."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute) and dotted(node) == "chapter.words":
        return names.get("chapter.words")
    if isinstance(node, ast.Call) and dotted(node.func) in ("words.beside", "beside"):
        return ()
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "section":
        above, keys = taken(node.func.value, names), [constant(part) for part in node.args]
    elif isinstance(node, ast.Subscript):
        above, keys = taken(node.value, names), [constant(node.slice)]
    else:
        return None
    if above is None or None in keys:
        return above
    return (*above, *(key for key in keys if key not in (None, "en", "zh")))


def uses(tree: ast.AST, names: dict[str, Path_]) -> Iterator[tuple[Path_, set[str] | None, int]]:
    """Every place that takes words: the path of keys, the slots it fills (None where that is not written), the line."""
    inner = {
        part
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and dotted(node.targets[0]) == "WORDS"  # taken, not yet used
        for part in ast.walk(node.value)
    }
    for node in ast.walk(tree):  # from the outside in: the longest path of an expression comes first
        if not isinstance(node, ast.expr) or node in inner:
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            path, filled = filling(node, names)
            if path is not None:
                passed = node.args[: 1 if path[1:] == (EXHIBIT,) else None]
                inner |= {part for used in (node.func, *passed) for part in ast.walk(used)}
                yield path, filled, node.lineno
                continue
        path = taken(node, names)
        if path is not None and not (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)):
            inner |= {part for part in ast.walk(node) if taken(part, names) is not None} if path else set()
            yield path, None, node.lineno


def filling(call: ast.Call, names: dict[str, Path_]) -> tuple[Path_ | None, set[str] | None]:
    """The path of words a call fills, and with which slots."""
    assert isinstance(call.func, ast.Attribute)
    slots = {keyword.arg for keyword in call.keywords if keyword.arg}
    whole = slots if len(slots) == len(call.keywords) else None  # **values may hold anything
    if call.func.attr in ("fill", "format"):
        return taken(call.func.value, names), whole
    if call.func.attr in SAID and "chapter.words" in names and call.args and not {"en", "zh"} & slots:
        key, path = constant(call.args[0]), taken(call.args[-1], names)
        return path or ((key,) if key and len(call.args) == 1 else None), whole | KNOWN if whole is not None else None
    if call.func.attr == "show" and "chapter.words" in names and call.args:
        keys = [constant(keyword.value) for keyword in call.keywords if keyword.arg == "like"]
        key = keys[0] if keys else constant(call.args[0])
        return (key and (key, EXHIBIT)), (whole | KNOWN) - SHOWN if whole is not None else None
    return None, None


def modules(file: Path) -> list[tuple[str, ast.Module, dict[str, Path_]]]:
    """The modules that read a file of words: those in its folder; the code of the notebook beside it."""
    if file.name != "words.yml":
        cells = json.loads(file.with_name(file.name.replace(".words.yml", ".ipynb")).read_text("utf-8"))["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        tree = ast.parse(code)
        return [(file.stem, tree, assigned(tree, {"chapter.words": ()}))]
    sources = [(path.name, tree_of(path)) for path in sorted(file.parent.glob("*.py"))]
    return [(name, tree, assigned(tree, {})) for name, tree in sources]


@cache
def of_exhibits(file: Path) -> frozenset[Path_]:
    """The sections of a chapter's words that are of an exhibit, and taken by nothing else."""
    taken_by = {path for _, tree, roots in modules(file) for path, _, _ in uses(tree, roots)}
    return frozenset(path[:1] for path in taken_by if path[1:] == (EXHIBIT,) and path[:1] not in taken_by)


@cache
def used(file: Path) -> dict[Path_, list[tuple[set[str] | None, str]]]:
    found: dict[Path_, list[tuple[set[str] | None, str]]] = {}
    for name, tree, roots in modules(file):
        for path, slots, line in uses(tree, roots):
            found.setdefault(path, []).append((slots, f"{name}:{line}"))
    sections = words.read(file).sections
    exhibits = {path: found.pop(path) for path in list(found) if path[1:] == (EXHIBIT,)}
    return found | {path[:1]: places for path, places in exhibits.items() if path[0] in sections}


@cache
def given(file: Path) -> frozenset[str]:
    """The strings of a module that are no docstrings and no messages."""
    source = Source(tree_of(file))
    return frozenset(str(node.value) for node in {*source.literals()} - source.aside)


@cache
def spelt() -> frozenset[str]:
    """What code gives as a key, and descriptions of studies as a name: no docstring, no message, no word of prose."""
    nodes = [node for path in PACKAGE.rglob("*.py") for node in nodes_of(path)]
    nodes += [node for file in NOTEBOOKS for _, tree, _ in modules(file) for node in ast.walk(tree)]
    keys = {key for path in PACKAGE.rglob("*.py") for key in given(path)}
    keys |= {key for file in NOTEBOOKS for _, tree, _ in modules(file) for key in map(constant, ast.walk(tree)) if key}
    keys |= {node.arg for node in nodes if isinstance(node, ast.keyword) and node.arg}
    keys |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    keys |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    texts = [path.read_text("utf-8") for path in (ROOT / "data").rglob("*.yml")]
    return frozenset(keys | {key for text in texts for pair in NAMED.findall(text) for key in pair if key})


def near(folder: Path) -> list[Path]:
    """The modules whose keys the words of a folder may have: its own; for exhibits, those of tests and of studies."""
    others = [STUDIES] if folder in (CLAIMS, CLAIMS.parent) else []
    return [file for every in (folder, PACKAGE / "stats", *others) for file in every.rglob("*.py")]


@cache
def compositions(folder: Path) -> frozenset[re.Pattern[str]]:
    """How code of a folder puts keys together, as patterns: f"{way}_several", "_".join(sides), verdict + "_small"."""
    patterns = set()
    paths = [file for file in near(folder) if PACKAGE / "stats" not in file.parents]
    for node in (node for path in paths for node in nodes_of(path)):
        if isinstance(node, ast.JoinedStr) and len(node.values) > 1:
            parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else "(.+)" for part in node.values]
            patterns.add("".join(parts))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join":
            patterns |= {f"(.+){re.escape(mark)}(.+)" for mark in ("_", "-", "=") if constant(node.func.value) == mark}
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            ends = [part for part in ast.walk(node.right) if isinstance(part, ast.Constant)]
            patterns |= {f"(.+){re.escape(end)}" for part in ends if (end := constant(part))}
    return frozenset(re.compile(pattern) for pattern in patterns - {"(.+)", "(.+)(.+)"} if len(pattern) < 80)


@cache
def parts_of(folder: Path) -> frozenset[str]:
    """Strings of the code near a folder, of which it may put a key together: of statistics, only verdicts."""
    computing, verdicts = PACKAGE / "stats", PACKAGE / "stats" / "compare"
    files = [file for file in near(folder) if computing not in file.parents or file.parent == verdicts]
    return frozenset(key for file in files for key in given(file))


@cache
def near_by(folder: Path) -> frozenset[str]:
    """What the code near a folder gives as a key: strings, and the names of what it passes on."""
    nodes = [node for file in near(folder) for node in nodes_of(file)]
    strings = {key for file in near(folder) for key in given(file)}
    return frozenset(strings) | {node.arg for node in nodes if isinstance(node, ast.keyword) and node.arg}


def nowhere(leaf: Path_, folder: Path) -> bool:
    """Whether no code near a folder spells the key of a text or puts it together from keys: rose_fell."""
    known_here = spelt() if leaf[:-1] in ANYWHERE else near_by(folder)
    return leaf[-1] not in known_here and not put_together(leaf[-1], folder)


@cache
def put_together(key: str, folder: Path) -> bool:
    matches = (pattern.fullmatch(key) for pattern in compositions(folder))
    parts = [match.groups() for match in matches if match]
    return any(all(part in parts_of(folder) or put_together(part, folder) for part in some) for some in parts)
