"""The program: its commands, and one line for every error.

Heavy modules are imported by the command that needs them, so that ``--help`` answers at once.
"""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Sequence
from functools import partial
from typing import Final, NoReturn

import click

from segmentation import __version__
from segmentation.cli.line_commands import download, inspect, load, sample
from segmentation.cli.report_commands import backfill, config, doctor, model, notebook, render, report, summary
from segmentation.cli.send_command import send
from segmentation.errors import SegmentationError
from segmentation.mongo.address import without_secrets

COMMANDS: Final = (
    *(report, backfill, render, notebook, summary, send),
    *(load, inspect, sample, download),
    *(config, doctor, model),
)


@click.group(commands=COMMANDS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="segmentation")
@click.option("--debug", is_flag=True, help="Show a traceback if something goes wrong.")
def program(debug: bool) -> None:
    """Turn a retailer's invoice lines into a monthly customer-segmentation report."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program and exit: 0 if all went well, 1 for a bug of ours, others for what the user can fix."""
    # A run makes millions of small objects and ends; collecting cycles as often as usual costs a twentieth of the time.
    gc.set_threshold(100_000)
    given = list(sys.argv[1:] if arguments is None else arguments)
    # Users often put --debug last; it belongs to the program, not to a command.
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
        fail("interrupted; every month's folder is complete or unchanged", 130)
    except Exception as error:  # noqa: BLE001  (the last resort: anything that gets here is our bug)
        fail(
            f"a bug in segmentation itself ({type(error).__name__}: {error}); run again with --debug and report it",
            1,
        )
    sys.exit(0)


def _fail(message: str, exit_code: int, *, debug: bool, said: Sequence[str]) -> NoReturn:
    # A password may be in an address that was mistyped or misplaced, or in a library's message.
    said = [*said, *os.environ.values()]
    if debug:
        click.echo(without_secrets(traceback.format_exc(), said), err=True, nl=False)
    # One line, even if a file name has line breaks.
    click.echo(f"segmentation: {' '.join(without_secrets(message, said).split())}", err=True)
    sys.exit(exit_code)
