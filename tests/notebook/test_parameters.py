"""Settings as a notebook's parameters, and back."""

from __future__ import annotations

import pytest

from segmentation.errors import ConfigError
from segmentation.notebook.parameters import from_parameters, to_options, to_parameters
from segmentation.settings.config import Config

NOTHING = {"source": "sample", "month": "", "window": 12, "clusters": 0, "preset": "", "output": "", "settings": {}}


@pytest.mark.parametrize(
    "config",
    [
        Config(),
        Config(window="all", clusters=5, currency="EUR"),
        Config(preset="classic", random_state=7),
        Config(source="shop.csv", columns={"price": "Cost"}, rules=("no customer",), snapshots="here"),
    ],
)
def test_there_and_back(config):
    """The settings that parameters are written from are made of them again, but for what a notebook has no use for."""
    written = to_parameters(config, month="2011-11", output="outputs")
    said = from_parameters(**written)
    same = {"month": "2011-11", "output": config.output}
    assert said.model_copy(update=same) == config.model_copy(update=same)
    assert said.month == "2011-11"


def test_a_preset_is_taken_with_what_overrides_it():
    """A preset's values hold, and one that was said otherwise, even with the default's value, is said again."""
    preset = from_parameters(**{**NOTHING, "preset": "classic", "window": 0})
    assert (preset.window, preset.transform) == ("all", "none")
    overridden = preset.model_copy(update={"window": 12, "transform": "yeo-johnson"})
    again = from_parameters(**to_parameters(overridden, month="2011-11", output=""))
    assert (again.window, again.transform, again.outliers) == (12, "yeo-johnson", "iqr")


def test_nothing_said_is_the_default():
    """An empty text and a zero say nothing."""
    assert from_parameters(**NOTHING) == Config()


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"clusters": 1}, "clusters is 1 (from the notebook's parameters); allowed is a whole number from 2 to 50"),
        ({"month": "November"}, "allowed is a month such as 2011-11"),
        ({"settings": {"currrency": "EUR"}}, "settings has an unknown key 'currrency'"),
        ({"settings": {"currency": "pounds"}}, "currency is 'pounds'"),
    ],
)
def test_a_value_that_is_not_allowed_is_named(wrong, what):
    """What is wrong is said as it is of any other setting."""
    with pytest.raises(ConfigError) as fault:
        from_parameters(**{**NOTHING, **wrong})
    assert what in str(fault.value)


def test_as_options():
    """Parameters that somebody set are settings of the command line; those that say nothing are none."""
    assert to_options({"clusters": 5, "window": 0, "month": "", "settings": {"currency": "EUR"}}) == {
        "clusters": 5,
        "window": "all",
        "currency": "EUR",
    }
