"""Where a module can be made wrong by one small change, as text, so that everything else stays as it is."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARED = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}
_RECKONED = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "+"),
}
_CALLED = {"min": "max", "max": "min", "any": "all", "all": "any"}
_HABITS = {"frozen", "kw_only", "slots", "daemon"}
"""How things are made here, as a habit and not as a behaviour."""
_ASSERTED = {"strict"}
"""Where it is True it is a check on ourselves: of lists that have one length it changes nothing."""
_TALK = {"log", "logging", "print"}
"""Calls that no test has to notice."""


@dataclass(frozen=True)
class Mutant:
    """One change: the text from `start` to `end` (characters of the module) becomes `after`."""

    line: int
    start: int
    end: int
    before: str
    after: str

    def apply(self, source: str) -> str:
        """The module with the bug in it."""
        return source[: self.start] + self.after + source[self.end :]

    def __str__(self) -> str:
        shown = " ".join(self.before.split()), " ".join(self.after.split())
        return " -> ".join(text if len(text) <= 60 else f"{text[:57]}..." for text in shown)


def mutants(source: str) -> list[Mutant]:
    """Every change of the module that this file knows, in the order of the text; each leaves a module that parses."""
    found = []
    for mutant in _Finder(source).all():
        try:
            ast.parse(mutant.apply(source))
        except SyntaxError:
            continue
        found.append(mutant)
    return sorted(found, key=lambda mutant: (mutant.start, mutant.end, mutant.after))


class _Finder:
    def __init__(self, source: str) -> None:
        self._source = source
        self._lines = [0]
        for line in source.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self._bytes = [line.encode() for line in source.splitlines(keepends=True)]

    def all(self) -> Iterator[Mutant]:
        yield from self._below(ast.parse(self._source))

    def _below(self, node: ast.AST) -> Iterator[Mutant]:
        for child in ast.iter_child_nodes(node):
            if not self._is_passed_over(node, child):
                yield from self._of(child)
                yield from self._below(child)

    @staticmethod
    def _is_passed_over(node: ast.AST, child: ast.AST) -> bool:
        """Annotations and decorators do nothing that a test could miss; docstrings and log lines are words."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and child is node.returns:
            return True
        if isinstance(node, ast.arg | ast.AnnAssign) and child is node.annotation:
            return True
        if child in getattr(node, "decorator_list", ()):
            return True
        if isinstance(child, ast.keyword) and (child.arg in _HABITS or _is_asserted(child)):
            return True
        if isinstance(child, ast.Expr):
            return isinstance(child.value, ast.Constant) or _is_talk(child.value)
        return isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"

    def _of(self, node: ast.AST) -> Iterator[Mutant]:
        match node:
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARED:
                yield from self._between(left, right, *_COMPARED[type(op)])
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _RECKONED:
                yield from self._between(left, right, *_RECKONED[type(op)])
            case ast.BoolOp(op=op, values=[left, right, *_]):
                words = ("and", "or") if isinstance(op, ast.And) else ("or", "and")
                yield from self._between(left, right, *words)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield self._instead(node, self._text(operand))
            case ast.Constant(value=bool() as value):
                yield self._instead(node, str(not value))
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                yield self._instead(node, f"({self._text(node)} + 1)")
            case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
                yield self._instead(test, f"(not ({self._text(test)}))")
            case ast.Call(func=ast.Name(id=name) as called) if name in _CALLED:
                yield self._instead(called, _CALLED[name])
            case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Assign(targets=[ast.Attribute()]):
                yield self._instead(node, "pass")
            case ast.Break():
                yield self._instead(node, "continue")

    def _between(self, left: ast.expr, right: ast.expr, before: str, after: str) -> Iterator[Mutant]:
        """The operator that stands between two operands, wherever brackets and line ends are."""
        start, end = self._end(left), self._start(right)
        place = self._source.find(before, start, end)
        if place >= 0:
            line = self._source.count("\n", 0, place) + 1
            yield Mutant(line, place, place + len(before), self._around(left, right), after)

    def _around(self, left: ast.expr, right: ast.expr) -> str:
        return self._source[self._start(left) : self._end(right)]

    def _instead(self, node: ast.expr | ast.stmt, after: str) -> Mutant:
        return Mutant(node.lineno, self._start(node), self._end(node), self._text(node), after)

    def _text(self, node: ast.expr | ast.stmt) -> str:
        return self._source[self._start(node) : self._end(node)]

    def _start(self, node: ast.expr | ast.stmt) -> int:
        return self._at(node.lineno, node.col_offset)

    def _end(self, node: ast.expr | ast.stmt) -> int:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._at(node.end_lineno, node.end_col_offset)

    def _at(self, line: int, column: int) -> int:
        """The character's place; `ast` counts columns in bytes."""
        return self._lines[line - 1] + len(self._bytes[line - 1][:column].decode())


def _is_asserted(keyword: ast.keyword) -> bool:
    return keyword.arg in _ASSERTED and isinstance(keyword.value, ast.Constant) and keyword.value.value is True


def _is_talk(call: ast.expr) -> bool:
    if not isinstance(call, ast.Call):
        return False
    return any(isinstance(part, ast.Name) and part.id in _TALK for part in ast.walk(call.func))
