"""What a stranger's machine installs beside us must not collide with our top-level names."""

from importlib.metadata import distributions, requires

OURS = {"api", "schema", "domain", "matching", "bench", "tests"}


def test_no_installed_distribution_ships_one_of_our_top_level_names():
    shipped = {
        (distribution.metadata["Name"], file.parts[0].removesuffix(".py"))
        for distribution in distributions()
        if distribution.metadata["Name"] != "linli"
        for file in distribution.files or []
        if file.suffix == ".py"
    }

    assert {(name, top) for name, top in shipped if top in OURS} == set()


def test_no_dependency_needs_a_distribution_of_one_of_our_names():
    needed = {
        requirement.split()[0].split(";")[0].split("[")[0].rstrip("<>=!~0123456789.,")
        for distribution in distributions()
        for requirement in requires(distribution.metadata["Name"]) or []
    }

    assert needed & OURS == set()
    assert "graphql-core" in needed
