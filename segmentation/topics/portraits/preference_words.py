"""What a segment's customers buy more than others do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from segmentation.style import formats as f
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext
from segmentation.topics.portraits.words import as_ratio

if TYPE_CHECKING:
    from segmentation.topics.portraits.record import Preferences, Product

_LONGEST: Final = 48
"""Letters of a product's name that still fit a heading."""


@dataclass(frozen=True)
class ProductRow:
    """A row of the table of what a segment's customers prefer; own and others are of a thousand products bought."""

    name: str
    code: str
    customers: str
    own: str
    others: str
    times: str


def product_rows(preferences: Preferences) -> list[ProductRow]:
    """Write the rows of the table of what a segment's customers prefer."""
    return [
        ProductRow(
            product_name(each),
            each.code,
            f.count(each.customers),
            f.exact_number(each.per_thousand, 2),
            f.exact_number(each.other_per_thousand, 2),
            _("only they") if each.ratio is None else f"{f.exact_number(each.ratio, 1)}×",
        )
        for each in preferences.products
    ]


def product_name(product: Product) -> str:
    """Name a product; one that is written in capitals throughout is written as in a sentence.

    >>> from segmentation.topics.portraits.record import Product
    >>> fields = dict.fromkeys(Product.model_fields, 1) | {"lower": 2.0}
    >>> names = ("PARTY BUNTING", "iPad sleeve", None)
    >>> [product_name(Product(**fields | {"code": "47566", "description": name})) for name in names]
    ['Party bunting', 'iPad sleeve', '47566']
    """
    name = " ".join((product.description or "").split())
    return (name.capitalize() if name.isupper() else name) or product.code


def what_they_prefer(preferences: Preferences) -> str:
    """Say what stands out most in what a segment's customers buy: the finding of the table."""
    if not preferences.looked_at:
        return ngettext(
            "No product was bought by {n} of them",
            "No product was bought by as many as {n} of them",
            preferences.minimum,
        ).format(n=f.count(preferences.minimum))
    if not preferences.products:
        return _("Nothing they buy stands out against what others buy")
    first = preferences.products[0]
    name = product_name(first)
    name = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"
    if first.ratio is None:
        return _("Only they buy “{product}”").format(product=name)
    return _("“{product}” is {ratio} as common in their shopping as in others’").format(
        product=name, ratio=as_ratio(first.ratio)
    )


def how_preferred(preferences: Preferences) -> str:
    """Say what is compared, and how many products were looked at."""
    if not preferences.looked_at:
        return _("With fewer customers, chance would weigh more than what they buy.")
    words = {"n": f.count(preferences.looked_at), "minimum": f.count(preferences.minimum)}
    if not preferences.products:
        return ngettext(
            "The {n} product that at least {minimum} of them bought takes up no clearly larger part of their shopping "
            "than of others’.",
            "None of the {n} products that at least {minimum} of them bought takes up a clearly larger part of their "
            "shopping than of others’.",
            preferences.looked_at,
        ).format(**words)
    clear = ngettext(
        "Of the {n} products that at least {minimum} of them bought, 1 clearly takes up more of their shopping than of "
        "others’.",
        "Of the {n} products that at least {minimum} of them bought, {clear} clearly take up more of their shopping "
        "than of others’.",
        preferences.clear,
    ).format(**words, clear=f.count(preferences.clear))
    if preferences.looked_at == 1:
        clear = _("It is the only product that at least {minimum} of them bought.").format(**words)
    shown = len(preferences.products)
    surest = (
        ngettext("The {n} of which that is surest is shown.", "The {n} of which that is surest are shown.", shown)
        if preferences.clear > shown
        else _("The surest comes first.")
    )
    parts = [clear, surest.format(n=f.count(shown))] if preferences.clear > 1 else [clear]
    return " ".join([*parts, _("Shopping is counted in products, each once for every customer.")])
