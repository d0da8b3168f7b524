"""Every option takes dashes."""

from __future__ import annotations

import click
import pytest

from segmentation.cli.program import COMMANDS
from segmentation.cli.report_commands import model


@pytest.mark.parametrize("command", [*COMMANDS, *model.commands.values()], ids=lambda command: command.name)
def test_options_have_dashes_alone(command):
    """Neither an option nor its opposite is spelt with an underscore."""
    spellings = [each for option in command.params for each in (*option.opts, *option.secondary_opts)]
    assert [each for each in spellings if each.startswith("-") and "_" in each] == []


@pytest.mark.parametrize("name", ["hold-borders", "write-back"])
def test_a_setting_of_two_words_is_turned_off(name):
    """``--no-hold-borders`` is an option; with underscores it is none."""
    command = next(each for each in COMMANDS if each.name == "report")
    parser = command.make_parser(click.Context(command))
    options, _, _ = parser.parse_args([f"--no-{name}"])
    assert options == {name.replace("-", "_"): False}
    with pytest.raises(click.NoSuchOption):
        parser.parse_args([f"--no-{name.replace('-', '_')}"])
