"""Families of kernels: each has a cache of its own, which a changed, touched or copied file leaves behind."""

import os
import shutil

import pytest

from matching.compiling import Kernels


@pytest.fixture
def family(tmp_path):
    """A folder with one file of kernels."""
    folder = tmp_path / "kernels"
    folder.mkdir()
    (folder / "one.py").write_text("ONE = 1\n")
    return folder


def test_cache_of_a_family_is_found_again(family):
    first = Kernels(family, {})
    assert not first.is_cached

    first.finish()

    assert not first.is_cached
    first.look_again()
    assert first.is_cached
    assert Kernels(family, {}).is_cached


def test_changed_file_has_another_cache(family):
    before = Kernels(family, {}).cache_folder

    (family / "one.py").write_text("ONE = 2\n")

    assert Kernels(family, {}).cache_folder != before


def test_file_written_again_with_the_same_text_has_another_cache(family):
    before = Kernels(family, {}).cache_folder

    os.utime(family / "one.py", (1, 1))

    assert Kernels(family, {}).cache_folder != before


def test_folder_copied_with_its_cache_is_not_taken_for_compiled(family, tmp_path):
    Kernels(family, {}).finish()

    copied = shutil.copytree(family, tmp_path / "copied")

    assert not Kernels(copied, {}).is_cached


def test_change_in_one_family_leaves_the_others_cache(family, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(family, other)
    before = Kernels(other, {}).cache_folder

    (family / "one.py").write_text("ONE = 2\n")

    assert Kernels(other, {}).cache_folder == before
