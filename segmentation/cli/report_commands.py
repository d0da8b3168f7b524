"""Commands that make reports and show what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import click

from segmentation.cli.options import to_settings, with_settings
from segmentation.cli.send_command import send_report
from segmentation.errors import GateError, NotebookError, SegmentationError
from segmentation.settings.loading import FILE_NAME, as_toml

# Not a setting: a page that names customers is asked for each time by the person who makes it; no file or environment
# that a scheduled run inherits can ask for it.
_with_identities = click.option(
    "--with-identities", is_flag=True, help="Show customer ids in explore.html; by default it shows none."
)


@click.command()
@with_settings
@click.option("--refit", is_flag=True, help="Fit a new model and use it from this month on; segments keep their names.")
@_with_identities
def report(file: Path | None, refit: bool, with_identities: bool, **options: Any) -> None:
    """Make a month's report: HTML, PDF, the analyst's notebook, facts and customers."""
    settings = to_settings(file, options)
    if settings.config.send:
        from segmentation.commands.send import check_mail

        check_mail(settings.config)
    from segmentation.commands.report import make_report

    with _listed_all_the_same(is_sent=settings.config.send):
        folder = make_report(settings.config, refit=refit, with_identities=with_identities)
        _list_files(folder)
    if settings.config.send:
        send_report(settings.config, folder)


@click.command()
@with_settings
@click.option("--from", "first", required=True, metavar="MONTH", help="The first month, such as 2010-12.")
@click.option("--to", "last", required=True, metavar="MONTH", help="The last month, such as 2011-11.")
@click.option(
    "--jobs", type=click.IntRange(1), default=2, show_default=True, metavar="NUMBER",
    help="How many processes share the months; each holds the lines in memory.",
)  # fmt: skip
def backfill(file: Path | None, first: str, last: str, jobs: int, **options: Any) -> None:
    """Make the reports of several months; skip those that are already up to date."""
    config = to_settings(file, {**options, "month": last}).config
    to_settings(file, {**options, "month": first})
    from segmentation.commands.backfill import backfill as fill
    from segmentation.months import Month

    for folder in fill(config, Month.parse(first), Month.parse(last), jobs=jobs):
        click.echo(folder)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FOLDER",
    help="Folder for the pages; by default the month's own.",
)  # fmt: skip
@click.option("--watch", is_flag=True, help="Render again each time a template, the settings or the facts are saved.")
@_with_identities
@partial(with_settings, names=("templates", "pdf", "report"))
def render(
    folder: Path, output: Path | None, watch: bool, with_identities: bool, file: Path | None, **options: Any
) -> None:
    """Render a month's pages again, from its facts.json alone.

    FOLDER is the month's folder, such as outputs/2011-11. No lines are read, so it takes seconds. Ctrl-C ends --watch.
    """
    load = partial(to_settings, file, options)
    config = load().config
    if watch:
        from segmentation.commands.watch import watch_month

        with suppress(KeyboardInterrupt):
            watch_month(
                lambda: load().config,
                file or Path(FILE_NAME),
                folder,
                output,
                click.echo,
                with_identities=with_identities,
            )
        return
    from segmentation.commands.render import render_month

    for path in render_month(config, folder, output, with_identities=with_identities):
        click.echo(path)


@click.group()
def model() -> None:
    """Look at the model in force."""


@model.command("show")
@with_settings
def show_model(file: Path | None, **options: Any) -> None:
    """Print the model that scores a month, by default the last: its data, its clusters and their names."""
    config = to_settings(file, options).config
    from segmentation.commands.models import describe_models
    from segmentation.run.models import models_folder
    from segmentation.topics.model.folder import has_models

    folder = models_folder(config)
    # Once another source has models, giving no source does not mean the sample shop.
    folder = folder.parent if config.source == "sample" and has_models(folder.parent) else folder
    click.echo(describe_models(folder, config.month, config.currency), nl=False)


@click.command()
@with_settings
@click.option(
    "-p", "--parameter", "parameters", type=(str, str), multiple=True, metavar="NAME VALUE",
    help="Set a parameter of the notebook; may be given several times.",
)  # fmt: skip
def notebook(file: Path | None, parameters: tuple[tuple[str, str], ...], **options: Any) -> None:
    """Make only the analyst's notebook of a month, beside its report."""
    from segmentation.notebook.execution import TEMPLATE, require_notebook

    templates = to_settings(file, options).config.template_folders
    require_notebook(templates)
    said: dict[str, Any] = {}
    model = ""
    if parameters:
        from segmentation.notebook.checking import check_parameters
        from segmentation.notebook.parameters import to_options
        from segmentation.page.template_folders import find

        said = check_parameters(find(templates, TEMPLATE), dict(parameters))
        model = said.pop("model", "")
        said = to_options(said)
    settings = to_settings(file, {**options, **said})
    from segmentation.commands.notebook import make_notebook_alone

    with _listed_all_the_same():
        _list_files(make_notebook_alone(settings.config, model))


@click.command()
@with_settings
def doctor(file: Path | None, **options: Any) -> None:
    """Check this machine: what a report will find, what is missing, and how to fix it."""
    settings = to_settings(file, options)
    from segmentation.commands.doctor import examine, print_table

    findings = examine(settings.config)
    print_table(findings)
    if missing := [finding.what for finding in findings if finding.state == "missing"]:
        msg = f"missing, though the settings ask for it: {', '.join(missing)}; the table says how to fix it"
        raise SegmentationError(msg)


@contextmanager
def _listed_all_the_same(*, is_sent: bool = False) -> Iterator[None]:
    """List the month's files even if a gate fails or the notebook is missing; say if the report was not sent."""
    try:
        yield
    except (GateError, NotebookError) as error:
        if error.folder is not None:
            _list_files(error.folder)
        if is_sent:
            error.args = (f"{error}; it was not sent to anyone",)
        raise


def _list_files(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if not path.is_dir():
            click.echo(path)


@click.command()
@with_settings
def config(file: Path | None, **options: Any) -> None:
    """Print every setting and where its value comes from."""
    click.echo(as_toml(to_settings(file, options)), nl=False)


@click.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@partial(with_settings, names=("templates", "report"))
def summary(folder: Path, file: Path | None, **options: Any) -> None:
    """Print the report's first page from a month's FOLDER as Markdown, such as for a CI job summary."""
    config = to_settings(file, options).config
    from segmentation.facts import FILE_NAME, read_facts
    from segmentation.page.markdown import render_markdown
    from segmentation.page.owner import spoken

    facts = read_facts(folder / FILE_NAME)
    with spoken(config):
        click.echo(render_markdown(facts, templates=config.template_folders), nl=False)
