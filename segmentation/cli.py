"""The command line: arguments become a `Config`, which goes to the pipeline.

The options of ``report`` are the settings of `segmentation.config`, one for one. Heavy modules are loaded by
the command that needs them, so that ``--help`` answers at once.
"""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, NoReturn, get_origin

import click

from segmentation import __version__
from segmentation.config import Config, is_table
from segmentation.config_layers import Settings, as_toml, load_settings
from segmentation.config_mail import MailConfig
from segmentation.database.address import VARIABLE, is_address, shown, without_secrets
from segmentation.errors import (
    ConfigError,
    DatabaseError,
    GateError,
    NotebookError,
    SegmentationError,
    UndeliveredError,
)

Command = Callable[..., None]

READING: Final = (
    *("sheet", "columns", "header", "separator", "decimal", "date_format", "time_zone", "date_zone", "amount_of"),
    *("fractions", "void", "trim", "currency", "snapshots"),
)
"""Settings that have a say in how a file is read."""


def _with_settings(command: Command, names: Sequence[str] = tuple(Config.model_fields)) -> Command:
    """Give a command an option for every setting, or for some, and one for the settings file."""
    for name, field in reversed(Config.model_fields.items()):
        if name not in names or is_table(field):
            continue
        option = f"--{name.replace('_', '-')}"
        kind = get_origin(field.annotation)
        if field.annotation is bool:
            decorate = click.option(f"{option}/--no-{name}", name, default=None, help=field.description)
        elif kind in (tuple, dict):
            decorate = click.option(
                option,
                name,
                multiple=True,
                metavar="COLUMN=NAME" if kind is dict else "NAME",
                help=field.description,
            )
        else:
            decorate = click.option(option, name, metavar="VALUE", help=field.description)
        command = decorate(command)
    return click.option(
        "--config",
        "file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Settings file; segmentation.toml by default.",
    )(command)


def _columns(pairs: Sequence[str]) -> dict[str, str]:
    columns = {}
    for pair in pairs:
        column, equals, name = pair.partition("=")
        if not equals:
            msg = f"--columns is '{pair}'; allowed is column=its name, such as price=Cost"
            raise ConfigError(msg)
        columns[column.strip()] = name.strip()
    return columns


def _settings(file: Path | None, options: dict[str, Any]) -> Settings:
    return load_settings({**options, "columns": _columns(options["columns"])}, file=file)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="segmentation")
@click.option("--debug", is_flag=True, help="Show a traceback where something goes wrong.")
def program(debug: bool) -> None:
    """Turn a retailer's invoice lines into a monthly customer-segmentation report."""


@program.command()
@_with_settings
@click.option("--refit", is_flag=True, help="Fit a new model, which takes over in this month; names are carried over.")
def report(file: Path | None, refit: bool, **options: Any) -> None:
    """Make a month's report: HTML, PDF, the analyst's notebook, facts and customers."""
    settings = _settings(file, options)
    if settings.config.send:
        from segmentation.mail_steps import check_mail

        check_mail(settings.config)
    from segmentation.pipeline import make_report

    with _listed_all_the_same():
        folder = make_report(settings.config, refit=refit)
        _list(folder)
    if settings.config.send:
        _send(settings.config, folder)


@program.command()
@_with_settings
@click.option("--from", "first", required=True, metavar="MONTH", help="The first month, such as 2010-12.")
@click.option("--to", "last", required=True, metavar="MONTH", help="The last month, such as 2011-11.")
@click.option(
    "--jobs", type=click.IntRange(1), default=2, show_default=True, metavar="NUMBER",
    help="How many processes share the months; each has the lines in memory once more.",
)  # fmt: skip
def backfill(file: Path | None, first: str, last: str, jobs: int, **options: Any) -> None:
    """Make the reports of several months; those that are there already, as they would be made, are left alone."""
    config = _settings(file, {**options, "month": last}).config
    _settings(file, {**options, "month": first})
    from segmentation.analysis.features import Month
    from segmentation.pipeline import backfill as fill

    for folder in fill(config, Month.parse(first), Month.parse(last), jobs=jobs):
        click.echo(folder)


@program.group()
def model() -> None:
    """Look at the model in force."""


@model.command("show")
@_with_settings
def show_model(file: Path | None, **options: Any) -> None:
    """Print the model that scores a month, by default the last: what it was fitted on, its clusters and their names."""
    config = _settings(file, options).config
    from segmentation.models.description import describe_models
    from segmentation.models.folder import has_models
    from segmentation.steps.model import models_folder

    folder = models_folder(config)
    # Nobody who names no source means the sample shop, once there is another.
    folder = folder.parent if config.source == "sample" and has_models(folder.parent) else folder
    click.echo(describe_models(folder, config.month, config.currency), nl=False)


@program.command()
@_with_settings
@click.option(
    "-p", "--parameter", "parameters", type=(str, str), multiple=True, metavar="NAME VALUE",
    help="Set a parameter of the notebook; may be given several times.",
)  # fmt: skip
def notebook(file: Path | None, parameters: tuple[tuple[str, str], ...], **options: Any) -> None:
    """Make the analyst's notebook of a month by itself, beside its report."""
    from segmentation.report.notebook.execution import TEMPLATE, why_not

    templates = _settings(file, options).config.templates
    if reason := why_not(templates):
        raise NotebookError(reason)
    said: dict[str, Any] = {}
    model = ""
    if parameters:
        from segmentation.parameters import to_options
        from segmentation.report.notebook.parameters import check_parameters

        said = check_parameters(templates / TEMPLATE, dict(parameters))
        model = said.pop("model", "")
        said = to_options(said)
    settings = load_settings({**options, "columns": _columns(options["columns"]), **said}, file=file)
    from segmentation.pipeline import make_notebook_alone

    with _listed_all_the_same():
        _list(make_notebook_alone(settings.config, model))


@program.command()
@_with_settings
def doctor(file: Path | None, **options: Any) -> None:
    """Look at this machine: what a report will find, what is missing, and what mends it."""
    settings = _settings(file, options)
    from segmentation.doctor import examine, print_table

    findings = examine(settings.config)
    print_table(findings)
    if missing := [finding.what for finding in findings if finding.state == "missing"]:
        msg = f"missing, though the settings ask for it: {', '.join(missing)}; the table says what mends it"
        raise SegmentationError(msg)


@contextmanager
def _listed_all_the_same() -> Iterator[None]:
    """List the month's files where a gate is broken, and where all is there but the notebook, too."""
    try:
        yield
    except (GateError, NotebookError) as error:
        if error.folder is not None:
            _list(error.folder)
        raise


def _mail_options(command: Command) -> Command:
    """Give a command an option for every setting of a mail that is one text or truth."""
    for name, field in reversed(MailConfig.model_fields.items()):
        option = f"--{name.replace('_', '-')}"
        if field.annotation is bool:
            decorate = click.option(f"{option}/--no-{option[2:]}", name, default=None, help=field.description)
        elif name != "recipients":
            decorate = click.option(option, name, metavar="TEXT", help=field.description)
        else:
            continue
        command = decorate(command)
    return command


@program.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--to", multiple=True, metavar="ADDRESS", help="Who gets it, in place of the settings' recipients.")
@click.option("--cc", multiple=True, metavar="ADDRESS", help="Who gets a copy.")
@_mail_options
@click.option("--attach-lists", is_flag=True, help="Attach lists of customers, for those whom the settings allow them.")
@click.option("--dry-run", is_flag=True, help="Write the mail as a file, and send nothing.")
@click.option("--again", is_flag=True, help="Send it to those, too, who have it.")
@click.option(
    "--uncertain", type=click.Choice(["again", "received"]),
    help="What becomes of those of whom it is not known: send it again, or take it as received.",
)  # fmt: skip
@click.option("--insecure", is_flag=True, help="Go on without TLS where the server offers none.")
@partial(_with_settings, names=("templates",))
def send(folder: Path, file: Path | None, templates: str | None, dry_run: bool, **options: Any) -> None:
    """Send a month's report by mail, to those who have not got it yet.

    FOLDER is the month's, such as outputs/2011-11. The server is named in SEGMENTATION_SMTP_HOST, _PORT, _USER and
    _PASSWORD; the last two may stand in the netrc.
    """
    table = {name: options.pop(name) for name in MailConfig.model_fields if name != "recipients"}
    said = {name: value for name, value in table.items() if value is not None}
    config = load_settings({"templates": templates, "mail": said}, file=file).config
    if not dry_run:
        _send(config, folder, **options)
        return
    from segmentation.mail_steps import draft

    for written in draft(config, folder, **{name: options[name] for name in ("to", "cc", "attach_lists")}):
        click.echo(f"{written.path}: would go to {', '.join(written.waiting) or 'nobody'}")
        for known in written.known:
            click.echo(f"  {known.address}: {known.state} on {known.before:%Y-%m-%d}, and would not be sent again")


def _send(config: Config, folder: Path, **options: Any) -> None:
    """Send a month's report, and tell what became of it for each recipient."""
    from segmentation.mail_steps import send

    results = send(config, folder, say=partial(click.echo, err=True), **options)
    for result in results:
        before = "" if result.before is None else f" on {result.before:%Y-%m-%d}, and not sent again"
        click.echo(f"{result.address}: {result.state}{before} ({result.detail})")
    missing = [result for result in results if result.state != "sent"]
    if missing:
        what = {
            "refused": "mend the address",
            "failed": "the same command tries again",
            "uncertain": "ask them, then --uncertain received, or --uncertain again",
        }
        states = dict.fromkeys(result.state for result in missing)
        todo = "; ".join(f"{state}: {what[state]}" for state in states)
        msg = f"{len(missing)} of {len(results)} recipients may not have the report; {todo}"
        raise UndeliveredError(msg)


def _list(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if not path.is_dir():
            click.echo(path)


@program.command()
@click.argument("source")
@click.option(
    "--to", "sink", required=True, metavar="ADDRESS",
    help="The database: mongodb://host/database, or 'mongodb' for the one in SEGMENTATION_MONGODB_URI.",
)  # fmt: skip
@partial(_with_settings, names=READING)
def load(source: str, sink: str, file: Path | None, **options: Any) -> None:
    """Load lines into a MongoDB. Done again, it changes nothing, or finishes what was cut short.

    SOURCE is a file, or 'sample' for the embedded sample shop.
    """
    if not is_address(sink):
        msg = f"--to is '{sink}'; allowed is mongodb://host/database, or 'mongodb' with {VARIABLE} in the environment"
        raise ConfigError(msg)
    settings = _settings(file, {**options, "source": source, "write_back": False})
    from segmentation.pipeline import load

    loaded = load(settings.config, sink)
    click.echo(f"{loaded.address}: {loaded.lines:,} lines of {shown(source)}")
    for what, count in (
        ("inserted", loaded.inserted), ("already there", loaded.already_there), ("refused", loaded.refused),
    ):  # fmt: skip
        click.echo(f"{count:>13,} {what}")
    for refusal in loaded.refusals:
        click.echo(f"  refused: {' '.join(str(refusal).split())}")
    if loaded.refused > len(loaded.refusals):
        click.echo(f"  and {loaded.refused - len(loaded.refusals):,} more")
    if loaded.refused:
        msg = f"{loaded.refused:,} of {loaded.lines:,} lines were refused; mend the reasons above and load them again"
        raise DatabaseError(msg)


@program.command()
@_with_settings
def config(file: Path | None, **options: Any) -> None:
    """Print every setting with where it comes from."""
    click.echo(as_toml(_settings(file, options)), nl=False)


@program.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
def summary(folder: Path) -> None:
    """Print the first page of the report in a month's FOLDER as Markdown, such as for a job's summary."""
    from segmentation.report.facts import FILE_NAME, read_facts
    from segmentation.report.markdown import render_markdown

    click.echo(render_markdown(read_facts(folder / FILE_NAME)), nl=False)


@program.command()
@click.argument("file", metavar="FILE")
@click.option("--sheet", multiple=True, metavar="NAME", help="Look at this sheet of a workbook only.")
@click.option("--columns", multiple=True, metavar="COLUMN=NAME", help="What the file calls a column, if you know.")
@click.option("--date-format", metavar="VALUE", help="How dates are written, such as '%d/%m/%Y'.")
@click.option("--decimal", metavar="VALUE", help="What stands before decimals: '.' or ','.")
@click.option("--currency", metavar="VALUE", help="Currency of the amounts, an ISO 4217 code.")
@click.option("--time-zone", metavar="VALUE", help="Where the shop is, such as Europe/London.")
def inspect(file: str, **options: Any) -> None:
    """Look at a file never seen before, and print a settings file to make its report with."""
    # What another shop's settings file or the environment says must not pass for this file's.
    said = load_settings({**options, "columns": _columns(options["columns"])}, {}, Path(os.devnull)).config
    from segmentation.sources.inspection.inspect import inspect_file
    from segmentation.sources.reading import Reading

    given = Reading(
        columns=said.columns,
        decimal=said.decimal,
        date_format=said.date_format,
        time_zone=said.time_zone,
        currency=said.currency if options["currency"] else None,
    )
    click.echo(inspect_file(file, sheets=said.sheet, given=given), nl=False)


@program.command()
@click.option("--customers", type=click.IntRange(1), metavar="NUMBER", help="How many customers the shop has.")
@click.option("--seed", type=click.IntRange(0), metavar="NUMBER", help="Another seed, another shop.")
@click.option(
    "--output", type=click.Path(path_type=Path), default=Path("shop.xlsx"), show_default=True, metavar="FILE",
    help="An .xlsx, .csv or .parquet file.",
)  # fmt: skip
def sample(customers: int | None, seed: int | None, output: Path) -> None:
    """Write the sample shop's lines, as a real shop would have them."""
    from segmentation.sources import sample_shop

    sample_shop.write_sample(
        output,
        customers=sample_shop.DEFAULT_CUSTOMERS if customers is None else customers,
        seed=sample_shop.DEFAULT_SEED if seed is None else seed,
    )
    click.echo(output)


@program.command()
@click.option(
    "--output", type=click.Path(path_type=Path), default=Path("data"), show_default=True, metavar="FOLDER",
    help="Folder to put the workbook in.",
)  # fmt: skip
@click.option("--url", metavar="URL", help="Another place to fetch it from.")
def download(output: Path, url: str | None) -> None:
    """Fetch the public data set Online Retail II from the UCI Machine Learning Repository."""
    from segmentation.sources import public_data

    result = public_data.download(output, url or public_data.DATASET_URL)
    state = "already there" if result.already_there else f"{result.bytes:,} bytes"
    click.echo(f"{result.path}: {state}, SHA-256 {result.sha256}")


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
