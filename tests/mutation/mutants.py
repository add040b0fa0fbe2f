"""Makes the mutants of a rule: its source with one small change each.

Changed are comparisons, conditions, ``and`` and ``or``, ``not``, ``any`` and ``all``, arithmetic, constants, and
whether something is yielded, raised, returned or passed over. Left alone are declarations of rules (decorators), which
the catalogue test checks, annotations, docstrings, and the words of messages: f-strings and texts with blanks.
"""

import ast
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

Change = Callable[[ast.AST], ast.AST]

_COMPARISONS = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_ARITHMETIC = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_SIGNS = {ast.And: ast.Or, ast.Or: ast.And}
_SWAPPED = {"any": "all", "all": "any", "min": "max", "max": "min"}


class Mutant(NamedTuple):
    """A rule with one change."""

    name: str
    """What is changed into what; the same as long as that part of the rule is."""
    line: int
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Yield the mutants of a rule's file."""
    names: dict[str, int] = {}
    for number, place in enumerate(_places(ast.parse(source))):
        for choice, _ in enumerate(_changes(place)):
            tree = ast.parse(source)
            node = _places(tree)[number]
            changed = list(_changes(node))[choice](node)
            name = f"{_words(node)} -> {_words(changed)}"
            text = ast.unparse(ast.fix_missing_locations(_Put(node, changed).visit(tree)))
            names[name] = count = names.get(name, 0) + 1
            yield Mutant(name if count == 1 else f"{name} #{count}", place.lineno, text)


class _Put(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def _places(tree: ast.Module) -> list[ast.AST]:
    """Return the nodes that may be changed, in the order of the source."""
    found: list[ast.AST] = []
    for statement in tree.body:
        if not isinstance(statement, ast.Import | ast.ImportFrom):
            _collect(statement, found)
    return found


def _collect(node: ast.AST, found: list[ast.AST]) -> None:
    if isinstance(node, ast.JoinedStr | ast.arg) or _is_text(node):
        return
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        for statement in node.body:
            _collect(statement, found)
        return
    if isinstance(node, ast.AnnAssign):
        if node.value is not None:
            _collect(node.value, found)
        return
    if hasattr(node, "lineno"):
        found.append(node)
    for inner in ast.iter_child_nodes(node):
        _collect(inner, found)


def _is_text(node: ast.AST) -> bool:
    """Tell whether a node is a docstring, or words for people."""
    if isinstance(node, ast.Expr):
        return _is_text(node.value) or (
            isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        )
    return (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip()
    )


def _changes(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.stmt):
        yield from _of_statement(node)
    elif isinstance(node, ast.Constant):
        yield from _other_constants(node)
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        for at, part in enumerate(node.generators):
            yield from (partial(_without_if, at=at, index=index) for index in range(len(part.ifs)))
    else:
        yield from _of_expression(node)


def _of_expression(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Compare():
            for at, sign in enumerate(node.ops):
                for other in _COMPARISONS[type(sign)]:
                    yield partial(_with_sign, at=at, sign=other())
        case ast.BoolOp():
            yield lambda it: ast.BoolOp(_SIGNS[type(it.op)](), it.values)
        case ast.UnaryOp(op=ast.Not()):
            yield lambda it: it.operand
        case ast.BinOp() if type(node.op) in _ARITHMETIC:
            yield lambda it: ast.BinOp(it.left, _ARITHMETIC[type(it.op)](), it.right)
        case ast.Name(ctx=ast.Load()) if node.id in _SWAPPED:
            yield lambda it: ast.Name(_SWAPPED[it.id], ast.Load())
        case ast.IfExp():
            yield from (partial(_with_test, value=value) for value in (True, False))


def _of_statement(node: ast.stmt) -> Iterator[Change]:
    match node:
        case ast.If() | ast.While():
            yield from (partial(_with_test, value=value) for value in (True, False))
        case ast.Expr(value=ast.YieldFrom(value=ast.Tuple(elts=[]))):
            return  # It yields nothing already.
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()):
            # A function that yields nothing is still one that yields.
            yield lambda _: ast.Expr(ast.YieldFrom(ast.Tuple([], ast.Load())))
        case ast.Raise() | ast.Continue() | ast.Expr() | ast.AugAssign() | ast.Return(value=None):
            yield lambda _: ast.Pass()
        case ast.Return(value=ast.Constant(value=None | False)):
            return  # Nothing is as good as false, and that false becomes true is a change of its own.
        case ast.Return():
            yield lambda _: ast.Return(ast.Constant(None))


def _other_constants(node: ast.Constant) -> Iterator[Change]:
    value = node.value
    if isinstance(value, bool):
        yield lambda _: ast.Constant(not value)
    elif isinstance(value, int | float):
        yield lambda _: ast.Constant(value + 1)
    elif isinstance(value, str):
        yield lambda _: ast.Constant(f"{value}-changed" if value else "changed")


def _with_sign(node: ast.Compare, at: int, sign: ast.cmpop) -> ast.Compare:
    return ast.Compare(node.left, [*node.ops[:at], sign, *node.ops[at + 1 :]], node.comparators)


def _with_test(node: ast.If | ast.IfExp | ast.While, value: bool) -> ast.AST:  # noqa: FBT001
    return type(node)(ast.Constant(value), node.body, node.orelse)


def _without_if(node: ast.AST, at: int, index: int) -> ast.AST:
    generators = [
        ast.comprehension(
            part.target,
            part.iter,
            [test for number, test in enumerate(part.ifs) if (place, number) != (at, index)],
            part.is_async,
        )
        for place, part in enumerate(node.generators)
    ]
    if isinstance(node, ast.DictComp):
        return ast.DictComp(node.key, node.value, generators)
    return type(node)(node.elt, generators)


def _words(node: ast.AST) -> str:
    """Return a node in one short line; of a statement with others in it the head alone."""
    text = ast.unparse(ast.fix_missing_locations(node))
    return text.partition("\n")[0]
