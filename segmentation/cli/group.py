"""The program, to which every command belongs."""

from __future__ import annotations

import click

from segmentation import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="segmentation")
@click.option("--debug", is_flag=True, help="Show a traceback where something goes wrong.")
def program(debug: bool) -> None:
    """Turn a retailer's invoice lines into a monthly customer-segmentation report."""
