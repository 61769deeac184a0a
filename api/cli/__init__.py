"""The command `linli`: a door to the domain. Parse, call, print, exit."""

from __future__ import annotations

import sys

from cyclopts import CycloptsError
from pydantic import ValidationError
from pydantic_settings import SettingsError

from api.cli.app import app
from api.cli.report import complain


def main() -> None:
    """Run the command line; exit code 0 done, 1 checked and found wanting, 2 could not be taken as given."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and answer its exit code; arguments that can't be taken are told in one line."""
    try:
        code = app(arguments, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        complain(" ".join(str(error).split()), "linli --help, linli COMMAND --help")
        return 2
    except ValidationError as error:
        complain(*(f"LINLI_{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in error.errors()))
        return 2
    except SettingsError as error:
        complain(str(error), 'a list is written as in ["linli.example"]')
        return 2
    return code if isinstance(code, int) else 0
