"""The command line is run, and what goes wrong is said in one line."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Sequence
from functools import partial
from typing import NoReturn

import click

from segmentation.cli.group import program
from segmentation.errors import (
    SegmentationError,
)
from segmentation.mongo.address import without_secrets


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program, and say in one line what went wrong.

    Parameters
    ----------
    arguments : sequence of str, optional
        The command line; the process's own by default.

    Raises
    ------
    SystemExit
        0 if all went well; 2 for a fault the user can mend; 1 for a fault of ours, with what to report.
    """
    # A run makes millions of small objects and ends: to look through them for cycles ever again costs a twentieth.
    gc.set_threshold(100_000)
    given = list(sys.argv[1:] if arguments is None else arguments)
    # A user may well put --debug last; it belongs to the program, not to a command.
    debug = "--debug" in given
    given = [argument for argument in given if argument != "--debug"]
    fail = partial(_fail, debug=debug, said=given)
    try:
        program(given, prog_name="segmentation", standalone_mode=False)
    except SegmentationError as error:
        fail(str(error), error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(2)
    except click.UsageError as error:
        hint = (
            f"; see 'segmentation {error.ctx.info_name} --help'"
            if error.ctx and error.ctx.parent
            else "; see 'segmentation --help'"
        )
        fail(error.format_message().rstrip(".") + hint, 2)
    except click.ClickException as error:
        fail(error.format_message(), 2)
    except (click.Abort, KeyboardInterrupt):
        fail("interrupted; every month's folder is whole, or as it was", 130)
    except Exception as error:  # noqa: BLE001  (the last resort: whatever reaches this is our fault)
        fail(
            f"a fault in segmentation itself ({type(error).__name__}: {error}); run again with --debug and report it",
            1,
        )
    sys.exit(0)


def _fail(message: str, exit_code: int, *, debug: bool, said: Sequence[str]) -> NoReturn:
    # A password may be in any address that was mistyped, misplaced, or is in what a library says.
    said = [*said, *os.environ.values()]
    if debug:
        click.echo(without_secrets(traceback.format_exc(), said), err=True, nl=False)
    # One line, whatever there is in the name of a file.
    click.echo(f"segmentation: {' '.join(without_secrets(message, said).split())}", err=True)
    sys.exit(exit_code)
