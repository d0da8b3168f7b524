"""A model in words, for people on a terminal."""

from __future__ import annotations

from pathlib import Path

from segmentation.errors import ModelError
from segmentation.topics.model.folder import Models, read_models
from segmentation.topics.model.saved import Model


def describe_models(folder: Path, month: str | None, currency: str) -> str:
    """Describe the model that scores a month."""
    models = read_models(folder)
    model = models.in_force(month or "9999-12")
    if model is None:
        msg = f"there is no model in {folder} yet; 'segmentation report' fits one"
        raise ModelError(msg)
    return "\n".join([*_about(model), "", *_clusters(model, currency), "", *_in_force(models, folder, model), ""])


def _about(model: Model) -> list[str]:
    space = model.fit.space
    transform = "as they are" if space.powers is None else "Yeo-Johnson, then standardised"
    powers = () if space.powers is None else zip(space.features, space.powers, strict=True)
    choice = model.fit.choice
    caps = ", ".join(f"{name} {cap:,.2f}" for name, cap in model.caps.items())
    return [
        f"model      {model.identifier}",
        f"sha256     {model.sha256}",
        f"fitted on  {model.fitted_on}: {model.fit.customers:,} customers of {model.source.uri}",
        f"source     {model.source.sha256}",
        f"transform  {transform}{''.join(f'; {name} {power:.3f}' for name, power in powers)}",
        f"clusters   {model.n_clusters} ({choice.reason}), silhouette {model.fit.silhouette:.3f}",
        *([f"replaces   {model.replaces}"] if model.replaces else []),
        *([f"set apart  above {caps}"] if caps else []),
    ]


def _clusters(model: Model, currency: str) -> list[str]:
    rows = [("segment", "days since", "orders", currency, "share then")]
    for named in model.names:
        share = f"{model.reference.segments.get(named.name.name, 0):.1%}"
        if isinstance(named.cluster, int):
            days, orders, spend = model.fit.centers_in_units[named.cluster]
            rows.append((named.name.name, f"{days:,.1f}", f"{orders:,.2f}", f"{spend:,.2f}", share))
        else:
            rows.append((named.name.name, "–", "–", "–", share))
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(f"{cell:{'>' if place else '<'}{widths[place]}}" for place, cell in enumerate(row)) for row in rows
    ]


def _in_force(models: Models, folder: Path, shown: Model) -> list[str]:
    lines = [f"In force, of the models in {folder}:"]
    for number, (since, model) in enumerate(models.since):
        when = f"from {since} on"
        if not number:
            when = "every month" if len(models.since) == 1 else f"before {models.since[1][0]}"
        lines.append(f"  {when}: {model.identifier}{'  (this one)' if model.identifier == shown.identifier else ''}")
    return lines
