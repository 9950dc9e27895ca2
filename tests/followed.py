"""Strings followed through a module: what a name, a call or a sum may come to hold, found on the syntax tree.

Names are followed to all they are ever given, default arguments and other names of imports with them; text through
concatenation, `%`, `format` and `join`; calls into the functions of the same module.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

CHANGING = {"format", "format_map", "join", "strip", "lstrip", "rstrip", "capitalize", "title", "upper", "lower",
            "replace", "removeprefix", "removesuffix", "expandtabs", "center", "ljust", "rjust"}  # fmt: skip
TAKING = {"format", "format_map", "join", "replace"}  # of these, what puts its arguments into the text
PASSING = {"str", "list", "tuple", "sorted", "reversed", "map", "filter", "next", "iter", "cast", "dedent", "cleandoc",
           "dict", "zip", "getattr", "Markup", "escape"}  # fmt: skip


class Followed:
    """A module: what its names are given, and what its functions return."""

    def __init__(self, tree: ast.AST) -> None:
        self.nodes = list(ast.walk(tree))
        self.order = {node: place for place, node in enumerate(self.nodes)}  # parts of an f-string share one column
        self.parent = {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}
        self.values: dict[tuple[ast.AST | None, str], list[ast.expr]] = {}
        self.returned: dict[str, list[ast.expr]] = {}
        for node in self.nodes:
            self._note(node)

    def _note(self, node: ast.AST) -> None:
        """Note which values the names in a node are given."""
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._give(target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value:
            self._give(node.target, node.value)
        elif isinstance(node, ast.For | ast.comprehension):
            self._give(node.target, node.iter)
        elif isinstance(node, ast.arguments):
            places = [*node.posonlyargs, *node.args]
            defaults = [*zip(places[::-1], node.defaults[::-1], strict=False), *zip(node.kwonlyargs, node.kw_defaults)]  # noqa: B905
            for argument, default in defaults:
                if default is not None:
                    self._name(argument.arg, default, self.scope(node))
        elif isinstance(node, ast.alias) and node.asname:
            self._name(node.asname, ast.Name(node.name.rpartition(".")[2], ast.Load()), None)
        elif isinstance(node, ast.FunctionDef):
            results = [inner.value for inner in ast.walk(node) if isinstance(inner, ast.Return | ast.Yield)]
            self.returned.setdefault(node.name, []).extend(value for value in results if value is not None)

    def _give(self, target: ast.expr, value: ast.expr) -> None:
        for part in ast.walk(target):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                self._name(part.id, value, self.scope(part))
            elif isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store):
                self._name(part.attr, value, None)

    def _name(self, name: str, value: ast.expr, scope: ast.AST | None) -> None:
        self.values.setdefault((scope, name), []).append(value)

    def scope(self, node: ast.AST) -> ast.AST | None:
        """Return the outermost function a node stands in, None outside of all."""
        scope = None
        at: ast.AST | None = node
        while at is not None:
            scope = at if isinstance(at, ast.FunctionDef | ast.AsyncFunctionDef) else scope
            at = self.parent.get(at)
        return scope

    def given(self, node: ast.expr) -> list[ast.expr]:
        """Return all that a name is given where it is used: in its function, or outside of all; [] of no name."""
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        scope = self.scope(node) if isinstance(node, ast.Name) else None
        return [value for at in dict.fromkeys((scope, None)) for value in self.values.get((at, name), [])]

    def called(self, function: ast.expr) -> list[str]:
        """Return the names a callee may have: `Text`, also where it was imported or assigned under another."""
        if isinstance(function, ast.Attribute):
            return [function.attr, *self.called(function.value)]
        if isinstance(function, ast.Call):
            return self.called(function.func)
        if not isinstance(function, ast.Name):
            return []
        values = self.given(function)
        also = [value.id for value in values if isinstance(value, ast.Name)]
        return [function.id, *also, *(value.attr for value in values if isinstance(value, ast.Attribute))]

    def strings(self, expression: ast.expr) -> set[ast.Constant]:
        """Return the strings an expression may come to hold."""
        waiting: list[ast.expr] = [expression]
        seen: set[ast.expr] = set()
        while waiting:
            part = waiting.pop()
            if part not in seen:
                seen.add(part)
                waiting += self._parts(part)
        return {part for part in seen if isinstance(part, ast.Constant) and isinstance(part.value, str)}

    def _parts(self, node: ast.expr) -> Iterable[ast.expr]:
        """Return the parts of an expression whose text is in its own."""
        match node:
            case ast.Name() | ast.Attribute():
                return self.given(node)
            case ast.JoinedStr(values=parts) | ast.BoolOp(values=parts):
                return parts
            case ast.Dict(keys=_, values=parts):
                return parts
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
                return parts
            case ast.BinOp(left=left, right=right):
                return left, right
            case ast.IfExp(body=body, orelse=other):
                return body, other
            case ast.ListComp(elt=part) | ast.SetComp(elt=part) | ast.GeneratorExp(elt=part) | ast.Lambda(body=part):
                return (part,)
            case ast.FormattedValue(value=part) | ast.Starred(value=part) | ast.NamedExpr(value=part):
                return (part,)
            case ast.Subscript(value=part):
                return (part,)
            case ast.Call():
                return self._passed(node)
        return ()

    def _passed(self, call: ast.Call) -> Iterable[ast.expr]:
        """Return what of a call is in its result."""
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        if isinstance(call.func, ast.Attribute) and call.func.attr in CHANGING:
            return [call.func.value, *(given if call.func.attr in TAKING else ())]
        names = self.called(call.func)
        if isinstance(call.func, ast.Name):
            returned = [value for name in names for value in self.returned.get(name, [])]
            return [*(given if PASSING & {*names} else ()), *returned]
        return given if names[:1] == ["dedent"] else ()
