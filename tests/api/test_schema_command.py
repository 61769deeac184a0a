"""`linli schema breaks`: what breaks programs must be named in the changelog."""

import pytest

from api.cli.sdl import breaks
from schema.build import sdl


@pytest.fixture
def files(tmp_path):
    """The SDL of a release that had one field more, and a changelog that tells so or not."""

    def written(told: str):
        released, changelog = tmp_path / "released.graphql", tmp_path / "CHANGELOG.md"
        released.write_text(sdl().replace("type Week {", "type Week {\n  mood: String\n", 1), "utf-8")
        changelog.write_text(f"# Changelog\n\n## Unreleased\n\n{told}\n\n## 0.1.0\n\n- Old `Week.mood`.\n", "utf-8")
        return released, changelog

    return written


def test_a_break_that_the_newest_section_does_not_name_is_refused(files, capsys):
    code = breaks(*files("- Nothing to see."))

    shown = capsys.readouterr()
    assert code == 1
    assert "Week.mood" in shown.out
    assert "name in CHANGELOG.md, in backquotes: Week.mood" in shown.err


def test_a_break_that_is_named_may_pass(files):
    assert breaks(*files("- Breaking: `Week.mood` is gone; ask the coordinator.")) == 0


def test_a_file_that_is_no_sdl_is_told_in_one_line(tmp_path, files, capsys):
    _, changelog = files("")
    broken = tmp_path / "broken.graphql"
    broken.write_text("type {", "utf-8")

    assert breaks(broken, changelog) == 2
    assert "no SDL" in capsys.readouterr().err
