"""What the sample shop sells."""

from __future__ import annotations

import numpy as np
import pytest

from segmentation.lines.sample_shop.catalogue import PRODUCTS, RETIRED, Catalogue, make_catalogue, snap_price


@pytest.fixture
def rng() -> np.random.Generator:
    """A stream of chance that is the same each time."""
    return np.random.Generator(np.random.PCG64(1))


@pytest.fixture
def catalogue() -> Catalogue:
    """A catalogue that is the same each time."""
    return make_catalogue(np.random.Generator(np.random.PCG64(2)))


def test_codes_and_names(catalogue: Catalogue) -> None:
    """Every product has a code of five digits, some with a letter, and a name of its own in capitals."""
    assert catalogue.code.n_unique() == catalogue.description.n_unique() == PRODUCTS + RETIRED
    assert catalogue.code.str.contains(r"^\d{5}[A-Z]?$").all()
    assert 0.1 < catalogue.code.str.contains(r"[A-Z]$").mean() < 0.4
    assert catalogue.description.str.contains(r"^[A-Z -]{8,45}$").all()


def test_variants_differ_in_colour_only(catalogue: Catalogue) -> None:
    """Codes of one number and another letter name the same thing, after a colour of that letter."""
    variants = [
        (code[:5], code[5], name.split(" ", 1))
        for code, name in zip(catalogue.code, catalogue.description, strict=True)
        if len(code) > 5
    ]
    names = {number: name[1] for number, _, name in variants}
    assert all(letter == name[0][0] and names[number] == name[1] for number, letter, name in variants)
    assert len(variants) > 1.5 * len(names)


def test_retired_products_are_never_drawn(catalogue: Catalogue, rng: np.random.Generator) -> None:
    """Draws reach every part of the catalogue but the last, which is kept for what comes back."""
    drawn = catalogue.draw(100_000, rng)
    assert 0.95 * PRODUCTS < len(np.unique(drawn)) <= PRODUCTS
    assert drawn.max() < PRODUCTS <= catalogue.retired(1_000, rng).min()
    assert catalogue.retired(1_000, rng).max() == PRODUCTS + RETIRED - 1


def test_few_products_are_many_lines(catalogue: Catalogue, rng: np.random.Generator) -> None:
    """The most popular hundredth of the products has about a tenth of the lines, the lesser half a sixth."""
    lines = np.sort(np.bincount(catalogue.draw(200_000, rng), minlength=PRODUCTS))[::-1]
    assert 0.07 < lines[: PRODUCTS // 100].sum() / lines.sum() < 0.20
    assert lines[PRODUCTS // 2 :].sum() / lines.sum() < 0.17


def test_bulk_is_cheaper(catalogue: Catalogue) -> None:
    """Who takes many never pays more, and for most things less."""
    assert (catalogue.bulk_price <= catalogue.price).all()
    assert (catalogue.bulk_price < catalogue.price).mean() > 0.5
    assert catalogue.price.min() >= 100


def test_snap_price() -> None:
    """Prices go up to the next on a label; what is dearer than all labels gets the last."""
    assert snap_price(np.array([0.01, 0.85, 0.86, 10.0, 5_000.0])).tolist() == [
        120,
        850,
        1_250,
        10_950,
        999_950,
    ]
