"""The texts that an expression can have, found in the source: `…` stands for a value."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VALUE: Final = "…"
_SAME: Final = frozenset({"str", "list", "sorted", "tuple", "set", "next", "iter", "dict"})
_SAME_TEXT: Final = frozenset({"format", "replace", "strip", "rstrip", "get", "values", "items"})

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, eq=False)
class Module:
    """A file of a package, its functions, and which function each node stands in."""

    path: Path
    tree: ast.Module
    functions: dict[str, list[Function]] = field(default_factory=dict)
    within: dict[ast.AST, Function] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Module:
        """Parse a file."""
        found = cls(path, ast.parse(path.read_text(encoding="utf-8")))
        for node in ast.walk(found.tree):
            if isinstance(node, Function):
                found.functions.setdefault(node.name, []).append(node)
                # Outer functions come first, so that the innermost is kept.
                found.within.update((one, node) for one in ast.walk(node) if one is not node)
        return found


@dataclass(frozen=True)
class Package:
    """All files of a package."""

    modules: list[Module]

    @classmethod
    def read(cls, folder: Path) -> Package:
        """Parse all files below a folder."""
        return cls([Module.read(path) for path in sorted(folder.rglob("*.py"))])

    def functions_named(self, name: str, module: Module) -> list[tuple[Module, Function]]:
        """The functions a call of that name can mean: those of the module, else of the package."""
        own = [(module, one) for one in module.functions.get(name, ())]
        return own or [(m, one) for m in self.modules for one in m.functions.get(name, ())]

    def texts(self, node: ast.AST, module: Module, seen: frozenset[ast.AST]) -> set[str]:
        """All texts that an expression can have; none where it comes from elsewhere."""
        if node in seen:
            return set()
        seen |= {node}
        if isinstance(node, ast.Constant | ast.JoinedStr):
            return _written(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            parts = [self.texts(one, module, seen) for one in (node.left, node.right)]
            return {one + other for one in parts[0] or {VALUE} for other in parts[1] or {VALUE}}
        if isinstance(node, ast.Call):
            return self._of_call(node, module, seen)
        is_name = isinstance(node, ast.Name)
        values = _values_of(node.id, node, module) if is_name else _alternatives(node)  # type: ignore[attr-defined]
        return self._of_all(values, module, seen)

    def _of_all(
        self, nodes: Iterator[ast.AST], module: Module, seen: frozenset[ast.AST]
    ) -> set[str]:
        return {text for one in nodes for text in self.texts(one, module, seen)}

    def _of_call(self, call: ast.Call, module: Module, seen: frozenset[ast.AST]) -> set[str]:
        name = called(call)
        if isinstance(call.func, ast.Attribute):
            owner = call.func.value
            if name == "join" and isinstance(owner, ast.Constant) and owner.value in {"; ", " "}:
                return self._of_all(iter(call.args), module, seen)
            if name in _SAME_TEXT:
                return self.texts(owner, module, seen)
        if name in _SAME:
            return self._of_all(iter(call.args), module, seen)
        return {
            text
            for where, function in self.functions_named(name, module)
            for text in self._of_all(_results_of(function), where, seen)
        }


def called(call: ast.Call) -> str:
    """The last part of the name of what is called."""
    return str(getattr(call.func, "attr", None) or getattr(call.func, "id", ""))


def parameters(function: Function) -> list[str]:
    """The names of a function's parameters, without self and cls."""
    names = [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def _written(node: ast.Constant | ast.JoinedStr) -> set[str]:
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) else set()
    parts = (one.value if isinstance(one, ast.Constant) else VALUE for one in node.values)
    return {"".join(map(str, parts))}


def _alternatives(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of an expression that can be its value, or stand in it as a list."""
    if isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    elif isinstance(node, ast.BoolOp | ast.Dict):
        yield from node.values
    elif isinstance(node, ast.List | ast.Tuple | ast.Set):
        yield from node.elts
    elif isinstance(node, ast.Starred | ast.NamedExpr | ast.Subscript | ast.YieldFrom):
        yield node.value
    elif isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp):
        yield node.elt
        yield from (one.iter for one in node.generators)


def _values_of(name: str, node: ast.AST, module: Module) -> Iterator[ast.AST]:
    """What a name is bound to in its function, or in the module; what is added to it, too."""
    function = module.within.get(node)
    for one in ast.walk(function) if function else ast.iter_child_nodes(module.tree):
        yield from _bound(one, name)
    if function:
        for one in ast.iter_child_nodes(module.tree):
            yield from _bound(one, name)


def _bound(node: ast.AST, name: str) -> Iterator[ast.AST]:
    def is_it(target: ast.AST) -> bool:
        return any(isinstance(one, ast.Name) and one.id == name for one in ast.walk(target))

    if isinstance(node, ast.Assign) and any(map(is_it, node.targets)):
        yield node.value
    elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and is_it(node.target):
        yield from filter(None, [node.value])
    elif isinstance(node, ast.For) and is_it(node.target):
        yield node.iter
    elif isinstance(node, ast.Call) and called(node) in {"append", "extend", "setdefault"}:
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        if isinstance(owner, ast.Name) and owner.id == name:
            yield from node.args


def _results_of(function: Function) -> Iterator[ast.AST]:
    for one in ast.walk(function):
        if isinstance(one, ast.Return | ast.Yield | ast.YieldFrom) and one.value:
            yield one.value
