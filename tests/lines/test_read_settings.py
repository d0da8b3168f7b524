"""How a file is to be understood."""

from __future__ import annotations

from dataclasses import fields

import pytest

from segmentation import columns as c
from segmentation.lines.read_settings import ReadSettings
from segmentation.settings.config import Config


def test_every_attribute_is_a_setting():
    """What a reading asks for, the settings have under the same name, with the same default."""
    settings = Config()
    for attribute in fields(ReadSettings):
        if attribute.name != "currency":  # Only the report needs one.
            assert getattr(settings, attribute.name) == getattr(ReadSettings(), attribute.name)


@pytest.mark.parametrize(
    ("reading", "absent"),
    [
        (ReadSettings(), set()),
        (ReadSettings(columns={c.INVOICE: "", c.COUNTRY: " ", c.PRICE: "Cost"}), {c.INVOICE, c.COUNTRY}),
        (ReadSettings(columns={c.STOCK_CODE: ""}), {c.STOCK_CODE, c.QUANTITY}),
        (ReadSettings(amount_of="invoice"), {c.STOCK_CODE, c.QUANTITY}),
    ],
)
def test_absent(reading, absent):
    """A column with an empty name is absent; without products, so are pieces."""
    assert reading.absent == absent


def test_options_tell_readings_apart():
    """Everything that lines depend on is part of a snapshot's key."""
    assert ReadSettings().options().keys() == {attribute.name for attribute in fields(ReadSettings)}
