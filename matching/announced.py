"""Kernels that can be called by name and types before they are compiled: in any order, and in several processes.

Numba asks of a function that another one calls what it is named, takes and gives; of its code, only when it is linked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
from numba.core import bytecode as numba_bytecode
from numba.core import compiler as numba_compiler
from numba.core import compiler_lock as numba_compiler_lock
from numba.core import funcdesc as numba_funcdesc
from numba.core import lowering as numba_lowering
from numba.core import registry as numba_registry

from matching.lean_compiler import LeanCompiler
from matching.linking import EntryLibrary, KernelLibrary, everything_called, parts_only

bytecode: Any = numba_bytecode  # numba has no types that a checker could follow
compiler: Any = numba_compiler
funcdesc: Any = numba_funcdesc
lock: Any = numba_compiler_lock.global_compiler_lock
lowering: Any = numba_lowering
target: Any = numba_registry.cpu_target
jit: Any = numba.njit


class Announced:
    """A kernel that is known to others, and compiled when it is asked to be."""

    def __init__(self, function: Callable[..., Any], signature: Any, *, is_entry: bool) -> None:  # noqa: ANN401  (as above)
        self.dispatcher: Any = jit(nogil=True, cache=is_entry, no_cpython_wrapper=not is_entry, no_cfunc_wrapper=True)(
            function
        )
        self.is_entry = is_entry
        self._function, self._signature = function, signature
        self._identity: Any = bytecode.FunctionIdentity.from_function(function)
        self._flags: Any = compiler.Flags()
        self.dispatcher.targetdescr.options.parse_as_flags(self._flags, self.dispatcher.targetoptions)
        self._name: Any = funcdesc.PythonFunctionDescriptor(
            native=True,
            modname=function.__module__,
            qualname=self._identity.func_qualname,
            unique_name=self._identity.unique_name,
            doc="",
            typemap={},
            restype=signature.return_type,
            calltypes={},
            args=tuple(self._identity.arg_names),
            kws=(),
            mangler=target.target_context.mangler,
            argtypes=tuple(signature.args),
            abi_tags=[self._flags.get_mangle_string()],
            uid=self._identity.unique_id,
        )
        self.library = KernelLibrary(target.target_context.codegen(), self._name.qualname)
        self._be_known()

    def _be_known(self) -> None:
        target.target_context.insert_user_function(self.library, self._name, [self.library])
        self.dispatcher.overloads[tuple(self._signature.args)] = self._result(self.library, entry_point=self.library)
        self.dispatcher.disable_compile()

    def _result(self, library: object, **more: object) -> Any:  # noqa: ANN401  (numba's types have none)
        return compiler.compile_result(
            typing_context=target.typing_context,
            target_context=target.target_context,
            type_annotation="",
            library=library,
            signature=self._signature,
            objectmode=False,
            lifted=(),
            fndesc=self._name,
            metadata={},
            reload_init=[],
            **more,
        )

    @property
    def size(self) -> int:
        """How long it will take, more or less."""
        return len(self._function.__code__.co_code)

    @property
    def calls(self) -> int:
        """How many kernels it calls, directly or not, once all are compiled."""
        return len(everything_called(self.library)) - 1

    def compile(self) -> None:
        """Make its part, without what it calls."""
        LeanCompiler.identities[self._function] = self._identity
        with lock, parts_only():
            compiler.compile_extra(
                target.typing_context,
                target.target_context,
                self._function,
                self._signature.args,
                self._signature.return_type,
                self._flags,
                {},
                self.library,
                LeanCompiler,
            )
            self.library.settle()

    def keep(self) -> None:
        """Link an entry, and write it into the cache; all that it calls must have been compiled, or heard of."""
        with lock:
            library = EntryLibrary(target.target_context.codegen(), self._name.qualname)
            library.link(self.library, (self._name.llvm_func_name, self._name.llvm_cpython_wrapper_name))
            environment = lowering.Environment.from_fndesc(self._name)
            self.dispatcher._cache.save_overload(  # noqa: SLF001  (private, as the rest)
                self._signature, self._result(library, environment=environment)
            )

    def is_kept(self) -> bool:
        """Whether the cache has this entry."""
        return self._cached() is not None

    def read(self) -> None:
        """Make an entry what the cache has of it, for Python to call."""
        self.dispatcher.overloads.clear()
        self.dispatcher.add_overload(self._cached())

    def _cached(self) -> Any:  # noqa: ANN401  (numba's types have none)
        with lock:
            cache = self.dispatcher._cache  # noqa: SLF001  (as above)
            return cache.load_overload(self._signature, target.target_context)
