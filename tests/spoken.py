"""What code says to a reader, found on the syntax tree: texts in two languages, HTML, Chinese; never what it reads.

Docstrings and the messages of errors are no words of a report.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from tests.followed import TAKING, Followed
from tests.html_words import TAG, inside

CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
ENGLISH = re.compile("[A-Za-z]{2,}[,:;]? [A-Za-z]{2,}")
# A sentence has a word that only joins others; a key, a class or a name of a file hardly does.
JOINING = re.compile(
    r"\b(?:an?|the|of|is|are|was|were|has|have|had|be|been|in|on|at|to|for|by|with|from|as|and|or|not|no|nobody|than"
    r"|that|this|these|it|its|they|who|which|what|all|both|each|every|other|more|less|cannot|can|may|must|did|does)\b"
    r"|[.!?]$"
)
MARKUP = {"Markup", "escape", "tag", "Head", "Line"}  # what makes text of a page of a string
FIELDS = {"title", "caption", "note", "heading", "subtitle", "alt", "aria_label"}  # keywords of what is printed
LOOKING = {"strip", "lstrip", "rstrip", "count", "startswith", "endswith", "split", "rsplit", "partition",
           "rpartition", "find", "rfind", "index", "removeprefix", "removesuffix", "maketrans", "compile", "search",
           "match", "fullmatch", "findall", "finditer", "sub", "subn", "xpath"}  # fmt: skip
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Source(Followed):
    """A module and what it says."""

    def texts(self) -> Iterator[ast.expr]:
        """Yield every expression that becomes words of a report."""
        for node in self.nodes:
            if isinstance(node, ast.Call):
                yield from self._worded(node)
            elif isinstance(node, ast.Dict):
                pairs = zip(node.keys, node.values, strict=True)
                yield from (
                    value for key, value in pairs if isinstance(key, ast.Constant) and key.value in ("en", "zh")
                )
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
                key = node.targets[0].slice
                if isinstance(key, ast.Constant) and key.value in ("en", "zh"):
                    yield node.value

    def _worded(self, call: ast.Call) -> Iterator[ast.expr]:
        """Yield the arguments of a call that are words of a report."""
        named = {*self.called(call.func)}
        if isinstance(call.func, ast.Attribute) and call.func.attr in TAKING and not {"Text", "Markup"} & named:
            named = set()  # a text that is put together belongs to what it is put into
        text = "Text" in named or isinstance(call.func, ast.Attribute) and call.func.attr == "fill"
        yield from call.args if text or MARKUP & named else ()
        for keyword in call.keywords:
            if text or keyword.arg in ("en", "zh") or keyword.arg in FIELDS:
                yield keyword.value

    @cached_property
    def aside(self) -> set[ast.AST]:
        """Strings that are no words of a report: docstrings, and what messages of errors are made of."""
        kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        owners = [node for node in self.nodes if isinstance(node, kinds) and node.body]
        strings: set[ast.AST] = {node.body[0].value for node in owners if isinstance(node.body[0], ast.Expr)}
        for node in self.nodes:
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.expr):
                strings |= set(ast.walk(node.exc))
            if isinstance(node, ast.Call) and any(
                name.endswith(("Error", "Warning")) for name in self.called(node.func)
            ):
                for value in (*node.args, *(keyword.value for keyword in node.keywords)):
                    strings |= {*ast.walk(value), *self.strings(value)}
        return strings

    def written(self) -> list[str]:
        """Return the English, of two words or more, that a module writes into words of a report or into HTML."""
        words = {string for text in self.texts() for string in self.strings(text)} - self.aside
        lines = [inside(str(string.value)) for string in sorted(words, key=lambda string: string.lineno)]
        lines += [inside(text) for text in map(self._whole, self.nodes) if TAG.search(text)]
        return [line for line in dict.fromkeys(lines) if ENGLISH.search(line)]

    def _whole(self, node: ast.AST) -> str:
        """Return a literal with ○ for what is filled in; '' for parts of one, and what is no literal."""
        if isinstance(self.parent.get(node), ast.JoinedStr) or node in self.aside or self._looks(node):
            return ""
        if isinstance(node, ast.JoinedStr):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "○" for part in node.values)
        return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""

    def literals(self) -> list[ast.Constant]:
        return [node for node in self.nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]

    def sentences(self) -> list[str]:
        """Return English sentences in any string, whatever becomes of it."""
        prose = [str(node.value) for node in self.literals() if node not in self.aside and not self._looks(node)]
        return [text for text in prose if ENGLISH.search(inside(text)) and JOINING.search(inside(text))]

    def in_chinese(self) -> list[ast.Constant]:
        """Return strings with Chinese that are more than looked for."""
        chinese = [node for node in self.literals() if CHINESE.search(str(node.value)) and node not in self.aside]
        return [node for node in chinese if not self._looks(node)]

    def chinese(self, reading: Iterable[str] = ()) -> list[str]:
        """Return what is said in Chinese; `reading`: constants that hold it to recognise what others write."""
        return [str(node.value) for node in self.in_chinese() if self.holder(node) not in reading]

    def holder(self, node: ast.AST) -> str:
        """Return the constant of the module, or the class, that a node stands in; '' in a function."""
        while (above := self.parent.get(node)) is not None:
            if isinstance(above, FUNCTIONS):
                return ""
            if isinstance(above, ast.Assign | ast.AnnAssign) and isinstance(self.parent.get(above), ast.Module):
                target = above.targets[0] if isinstance(above, ast.Assign) else above.target
                return target.id if isinstance(target, ast.Name) else ""
            node = above
        return ""

    def _looks(self, node: ast.AST) -> bool:
        """Return whether a string is only looked for or taken away: a pattern, what is compared or stripped."""
        while (above := self.parent.get(node)) is not None and not isinstance(above, ast.stmt):
            if isinstance(above, ast.Compare):
                return True
            if isinstance(above, ast.Call):
                function = above.func
                looking = isinstance(function, ast.Attribute) and function.attr in LOOKING
                return looking and node in above.args and (len(above.args) == 1 or node is above.args[0])
            node = above
        return False
