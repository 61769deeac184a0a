"""A family of kernels compiled by two processes gives what Python gives, also where one of them ends early."""

import os
import subprocess
import sys

import pytest

SHAPES = """
from pathlib import Path
from matching.compiling import Kernels
FAMILY = Kernels(Path(__file__).parent, {})
kernel, entry = FAMILY.kernel, FAMILY.entry
"""
KERNELS = """
from small.shapes import FAMILY, entry, kernel

@kernel
def twice(number: int) -> int:
    return 2 * number

@kernel
def larger(one: int, other: int) -> int:
    return max(twice(one), other)

@entry
def steps(number: int) -> int:
    count = 0
    while number > 1:
        number = number // 2 if number % 2 == 0 else 3 * number + 1
        count += 1
    return count

@entry
def most_steps(until: int) -> int:
    most = 0
    for number in range(1, until):
        most = larger(most // 2, steps(number))
    return most

FAMILY.finish()
"""
COMPILE = """
import os, sys
from matching import announced
from matching.warming import compile_by_importing

first, ends_in = os.getpid(), sys.argv[1]
def no_fork():
    raise BlockingIOError("too many processes")

if ends_in == "fork":
    os.fork = no_fork
for name in ("compile", "keep"):
    def told(kernel, plain=getattr(announced.Announced, name), name=name):
        if name == ends_in and os.getpid() != first:
            os._exit(1)
        plain(kernel)
        print(name, kernel.dispatcher.py_func.__name__, os.getpid() == first, flush=True)
    setattr(announced.Announced, name, told)
compile_by_importing("small.kernels")
"""
ASK = "from small.kernels import most_steps, steps, twice; print(steps(27), most_steps(1000), twice.__class__.__name__)"


@pytest.fixture
def ask(tmp_path):
    """Runs a program beside a family of two parts and two entries; its lines."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "shapes.py").write_text(SHAPES)
    (folder / "kernels.py").write_text(KERNELS)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *filter(None, sys.path)])}

    def run(program, *arguments):
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout.splitlines()

    return run


@pytest.mark.parametrize("ends_in", ["nothing", "fork", "compile", "keep"])
def test_entries_lie_in_the_cache_whatever_becomes_of_the_helper(ask, ends_in):
    told = ask(COMPILE, ends_in)

    assert {line.rsplit(" ", 1)[0] for line in told} == {
        "compile twice",
        "compile larger",
        "compile steps",
        "compile most_steps",
        "keep steps",
        "keep most_steps",
    }
    assert ask(ASK) == ["111 178 function"]  # a part is as it was: nobody but entries needs it compiled


def test_entry_that_was_deleted_is_compiled_again(ask, tmp_path):
    ask(COMPILE, "nothing")
    next((tmp_path / "small").rglob("*most_steps*.nbc")).unlink()

    assert "keep most_steps True" in [line.replace("False", "True") for line in ask(COMPILE, "nothing")]
    assert ask(ASK) == ["111 178 function"]


def test_family_is_compiled_where_it_is_imported_without_warning(ask):
    assert ask(ASK)[-1].startswith("111 178 ")
    assert ask(ASK) == ["111 178 function"]
