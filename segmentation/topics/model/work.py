"""Which model scores a month, and what each segment's name meant under the model it replaced."""

from __future__ import annotations

from segmentation.coins import to_coins
from segmentation.months import Month
from segmentation.topics.model.record import CarriedName, Center, ModelInForce
from segmentation.topics.model.saved import Model


def describe_model(
    model: Model, month: Month, digits: int, *, since: str | None = None, replaced: Model | None = None
) -> ModelInForce:
    """Record which model scores a month, and by ``since`` from which on; None, the first model of all, scores all."""
    return ModelInForce(
        identifier=model.identifier,
        sha256=model.sha256,
        fitted_on=model.fitted_on,
        age_months=month.number - Month.parse(model.fitted_on).number,
        since=since,
        customers=model.fit.customers,
        replaces=replaced.identifier if replaced else None,
        names=() if replaced is None else _names(_centers(replaced, digits), _centers(model, digits)),
    )


def _names(before: dict[str, Center], now: dict[str, Center]) -> tuple[CarriedName, ...]:
    """Set each name's centre before against that of now; names that go on first, new ones last."""
    ordered = sorted({*before, *now}, key=lambda name: (name not in before, name not in now, name))
    return tuple(CarriedName(segment=name, before=before.get(name), now=now.get(name)) for name in ordered)


def _centers(model: Model, digits: int) -> dict[str, Center]:
    return {
        model.by_cluster[cluster].name: Center(recency_days=days, frequency=orders, monetary=to_coins(spend, digits))
        for cluster, (days, orders, spend) in enumerate(model.fit.centers_in_units)
    }
