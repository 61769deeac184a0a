"""What kernels know of tables: their cells, read through the note on where the arrays lie.

Numba passes an array as seven words and more, and asks of each index whether it counts from the end. Here a call passes
one word for all tables together, the note's address; nothing counts from the end, and nothing checks bounds.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any, TypeAlias

from numba import extending as numba_extending
from numba.core import cgutils as numba_cgutils
from numba.core import imputils as numba_imputils
from numba.core import types as numba_types
from numba.core.typing import templates as numba_templates

from matching.tables import WORDS, Tables

Untyped: TypeAlias = Any  # numba and llvmlite have no types that a checker could follow

extending: Untyped = numba_extending
imputils: Untyped = numba_imputils
templates: Untyped = numba_templates
cgutils: Untyped = numba_cgutils
ir: Untyped = cgutils.ir
types: Untyped = numba_types
WORD: Untyped = ir.IntType(64)


class Cells(types.Type):
    """An array of one to three dimensions, row by row, of numbers that kernels read as 64 bits."""

    def __init__(self, dimensions: int, number: Untyped = types.int64) -> None:
        self.dimensions, self.number = dimensions, number
        types.Type.__init__(self, name=f"Cells({dimensions}, {number})")


@extending.register_model(Cells)
class CellsModel(extending.models.StructModel):
    """An address and sizes."""

    def __init__(self, manager: Untyped, cells: Cells) -> None:
        sizes = [(f"n{i}", types.intp) for i in range(cells.dimensions)]
        extending.models.StructModel.__init__(self, manager, cells, [("data", types.CPointer(cells.number)), *sizes])


class Handle(types.Type):
    """The note on a class of tables."""

    def __init__(self, name: str, members: dict[str, Cells]) -> None:
        self.members = members
        types.Type.__init__(self, name=f"Handle({name}: {', '.join(map(str, members.values()))})")


@extending.register_model(Handle)
class HandleModel(extending.models.PrimitiveModel):
    """An address."""

    def __init__(self, manager: Untyped, handle: Handle) -> None:
        extending.models.PrimitiveModel.__init__(self, manager, handle, ir.PointerType(WORD))


def handle_of(tables: type[Tables], members: Sequence[Cells]) -> Handle:
    """The type by which kernels know a class of tables; `members` in the order of its fields."""
    named = dict(zip(tables.__annotations__, members, strict=True))
    handle = Handle(f"{tables.__module__}.{tables.__name__}", named)

    def type_of(_tables: Tables, _context: Untyped) -> Handle:
        return handle

    extending.typeof_impl.register(tables)(type_of)
    return handle


@extending.unbox(Handle)
def unbox_tables(_: Handle, tables: Untyped, c: Untyped) -> Untyped:
    """Read the note's address from the object that Python passes."""
    number = c.pyapi.object_getattr_string(tables, "address")
    address = c.pyapi.long_as_longlong(number)
    c.pyapi.decref(number)
    failed = cgutils.is_not_null(c.builder, c.pyapi.err_occurred())
    return extending.NativeValue(c.builder.inttoptr(address, ir.PointerType(WORD)), is_error=failed)


@templates.infer_getattr
class TablesOfHandle(templates.AttributeTemplate):
    """`tables.name` has the cells of that member."""

    key = Handle

    def generic_resolve(self, handle: Handle, name: str) -> Cells | None:
        """None where there is no such member."""
        return handle.members.get(name)


@imputils.lower_getattr_generic(Handle)
def lower_member(context: Untyped, builder: Untyped, handle: Handle, note: Untyped, name: str) -> Untyped:
    """Read address and sizes from the note, which no kernel changes."""
    cells, row = handle.members[name], list(handle.members).index(name)
    words: list[Untyped] = []
    for i in range(1 + cells.dimensions):
        where = builder.gep(note, [ir.Constant(WORD, WORDS * row + i)], inbounds=True)
        words.append(builder.load(where))
        words[-1].set_metadata("invariant.load", builder.module.add_metadata([]))
    array = cgutils.create_struct_proxy(cells)(context, builder)
    array.data = builder.inttoptr(words[0], context.get_value_type(types.CPointer(cells.number)))
    for i, size in enumerate(words[1:]):
        setattr(array, f"n{i}", size)
    return array._getvalue()  # noqa: SLF001  (so numba's own code asks for it)


@templates.infer_getattr
class ShapeOfCells(templates.AttributeTemplate):
    """`shape` is that of the array."""

    key = Cells

    def resolve_shape(self, cells: Cells) -> Untyped:
        """Whole numbers, as many as there are dimensions."""
        return types.UniTuple(types.intp, cells.dimensions)


@imputils.lower_getattr(Cells, "shape")
def lower_shape(context: Untyped, builder: Untyped, cells: Cells, value: Untyped) -> Untyped:
    """Put the sizes together."""
    return cgutils.pack_array(builder, _sizes(context, builder, cells, value), WORD)


def _sizes(context: Untyped, builder: Untyped, cells: Cells, value: Untyped) -> list[Untyped]:
    array = cgutils.create_struct_proxy(cells)(context, builder, value)
    return [getattr(array, f"n{i}") for i in range(cells.dimensions)]


def _rank(index: Untyped) -> int:
    """How many dimensions an index goes down; 0 if it is none of ours."""
    if isinstance(index, types.BaseTuple):
        return len(index) if all(isinstance(one, types.Integer) for one in index) else 0
    return 1 if isinstance(index, types.Integer) else 0


@templates.infer_global(operator.getitem)
class ReadCell(templates.AbstractTemplate):
    """`cells[i, j]` is a number, and with fewer indexes than dimensions a row."""

    def generic(self, args: tuple[Untyped, ...], _kws: object) -> Untyped:
        """None where cells or indexes are none of ours."""
        cells, index = args
        if not isinstance(cells, Cells) or not 0 < _rank(index) <= cells.dimensions:
            return None
        left = cells.dimensions - _rank(index)
        return templates.signature(Cells(left, cells.number) if left else types.int64, cells, index)


@templates.infer_global(operator.setitem)
class WriteCell(templates.AbstractTemplate):
    """`cells[i, j] = number`."""

    def generic(self, args: tuple[Untyped, ...], _kws: object) -> Untyped:
        """None where cells or indexes are none of ours."""
        cells, index, _ = args
        if not isinstance(cells, Cells) or _rank(index) != cells.dimensions:
            return None
        return templates.signature(types.none, cells, index, types.int64)


def _address(
    context: Untyped, builder: Untyped, cells: Cells, value: Untyped, kind: Untyped, index: Untyped
) -> Untyped:
    """Where a cell lies, or a row begins."""
    is_tuple = isinstance(kind, types.BaseTuple)
    given = cgutils.unpack_tuple(builder, index) if is_tuple else [index]
    kinds = list(kind) if is_tuple else [kind]
    indexes = [context.cast(builder, one, of, types.intp) for one, of in zip(given, kinds, strict=True)]
    at = indexes[0]
    for i, size in enumerate(_sizes(context, builder, cells, value)[1:], 1):
        at = builder.mul(at, size, flags=["nsw"])
        if i < len(indexes):
            at = builder.add(at, indexes[i], flags=["nsw"])
    array = cgutils.create_struct_proxy(cells)(context, builder, value)
    return builder.gep(array.data, [at], inbounds=True)


@imputils.lower_builtin(operator.getitem, Cells, types.Integer)
@imputils.lower_builtin(operator.getitem, Cells, types.BaseTuple)
def lower_read(context: Untyped, builder: Untyped, sig: Untyped, args: Sequence[Untyped]) -> Untyped:
    """Load a number, or find a row."""
    (cells, kind), (value, index) = sig.args, args
    where = _address(context, builder, cells, value, kind, index)
    if not isinstance(sig.return_type, Cells):
        return context.cast(builder, builder.load(where), cells.number, types.int64)
    row = cgutils.create_struct_proxy(sig.return_type)(context, builder)
    row.data = where
    for i, size in enumerate(_sizes(context, builder, cells, value)[_rank(kind) :]):
        setattr(row, f"n{i}", size)
    return row._getvalue()  # noqa: SLF001  (as above)


@imputils.lower_builtin(operator.setitem, Cells, types.Integer, types.Integer)
@imputils.lower_builtin(operator.setitem, Cells, types.BaseTuple, types.Integer)
def lower_write(context: Untyped, builder: Untyped, sig: Untyped, args: Sequence[Untyped]) -> Untyped:
    """Store a number."""
    (cells, kind, given), (value, index, number) = sig.args, args
    where = _address(context, builder, cells, value, kind, index)
    builder.store(context.cast(builder, number, given, cells.number), where)
    return context.get_dummy_value()
