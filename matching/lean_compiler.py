"""What numba does to a kernel, without what ours never need: closures, rewrites of arrays, tuples of literals.

Its order is that of numba's own pipeline.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from numba.core import compiler as numba_compiler
from numba.core import compiler_machinery, typed_passes, untyped_passes

compiler: Any = numba_compiler  # numba has no types that a checker could follow
machinery: Any = compiler_machinery
typed: Any = typed_passes
untyped: Any = untyped_passes

PASSES = (
    untyped.TranslateByteCode,
    untyped.FixupArgs,
    untyped.IRProcessing,
    untyped.ReconstructSSA,
    typed.NopythonTypeInference,
    typed.PreLowerStripPhis,
    typed.IRLegalization,
    typed.AnnotateTypes,
    typed.NativeLowering,
    typed.NoPythonBackend,
)


class LeanCompiler(compiler.CompilerBase):
    """Compiles a kernel in these steps, under the name that it was announced by."""

    identities: ClassVar[dict[Callable[..., Any], Any]] = {}

    def compile_extra(self, function: Callable[..., Any]) -> Any:  # noqa: ANN401  (numba's types have none)
        """Begin as numba does, but for the name."""
        self.state.func_id = self.identities[function]
        untyped.ExtractByteCode().run_pass(self.state)
        self.state.lifted, self.state.lifted_from = (), None
        return self._compile_bytecode()

    def define_pipelines(self) -> list[Any]:
        """The one way there is."""
        manager = machinery.PassManager("kernels")
        for each in PASSES:
            manager.add_pass(each, each.__name__)
        manager.finalize()
        return [manager]
