"""What numba does to a kernel, without what ours never need: closures, rewrites of arrays, tuples of literals.

Its order is that of numba's own pipeline.
"""

from __future__ import annotations

from typing import Any

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
    """Compiles a kernel in these steps."""

    def define_pipelines(self) -> list[Any]:
        """The one way there is."""
        manager = machinery.PassManager("kernels")
        for each in PASSES:
            manager.add_pass(each, each.__name__)
        manager.finalize()
        return [manager]
