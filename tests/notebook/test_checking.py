"""The parameters cell, and what is asked of it."""

from __future__ import annotations

import pytest

from segmentation.errors import ConfigError
from segmentation.notebook.checking import check_parameters, known_parameters
from segmentation.notebook.execution import TEMPLATE
from segmentation.settings.config import Config

NOTEBOOK = Config().templates / TEMPLATE


def test_every_parameter_is_typed_and_described():
    """Papermill reads the type, the default and the description of each parameter out of the cell."""
    known = known_parameters(NOTEBOOK)
    assert list(known) == ["source", "month", "window", "clusters", "preset", "model", "output", "settings"]
    assert {name: one["inferred_type_name"] for name, one in known.items()} == {
        **dict.fromkeys(("source", "month", "preset", "model", "output"), "str"),
        **dict.fromkeys(("window", "clusters"), "int"),
        "settings": "dict",
    }
    assert all(one["help"].endswith(".") and one["default"] for one in known.values())


def test_values_come_in_the_declared_types():
    """What is typed becomes a number, a text or a table; a text that looks like a number stays one."""
    wanted = {"clusters": "5", "month": "2011-11", "source": "5", "settings": "{'currency': 'EUR'}"}
    assert check_parameters(NOTEBOOK, wanted) == {
        "clusters": 5,
        "month": "2011-11",
        "source": "5",
        "settings": {"currency": "EUR"},
    }


@pytest.mark.parametrize("value", ["five", "5.0", "True", "", "[5]"])
def test_a_wrong_type_is_refused(value):
    """A value of another type is refused with what is allowed, and the list of parameters."""
    with pytest.raises(ConfigError) as fault:
        check_parameters(NOTEBOOK, {"clusters": value})
    assert f"the parameter clusters is {value!r}; allowed is a whole number" in str(fault.value)
    assert "source (str), month (str), window (int)" in str(fault.value)


def test_a_wrong_name_is_refused():
    """A name that the cell does not have is refused, and the right ones are listed."""
    with pytest.raises(ConfigError, match=r"no parameter 'cluster'; it has source \(str\), .*settings \(dict\)$"):
        check_parameters(NOTEBOOK, {"cluster": "5"})
