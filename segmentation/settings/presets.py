"""Named sets of settings that reproduce published figures.

A preset overrides the defaults; a settings file, the environment and the command line override
it.
"""

from __future__ import annotations

from typing import Any, Final

_AS_PUBLISHED: Final[dict[str, Any]] = {
    "trim": False,
    "window": "all",
    "as_of": "last purchase",
    "returns": "ignore",
    "transform": "none",
    "hold_borders": False,
    "outliers": "iqr",
    "max_clusters": 12,
    "n_init": 1,
    "max_iter": 1000,
    "tol": 1e-4,
    "random_state": 42,
}

PRESETS: Final[dict[str, dict[str, Any]]] = {
    "classic": {
        **_AS_PUBLISHED,
        "rules": ("not an invoice", "not a product", "no customer", "no price"),
        "invoice_number": r"^\d{6}$",
    },
    "classic-both-sheets": {
        **_AS_PUBLISHED,
        "overlap": "keep",
        "rules": ("no customer", "repeated line", "cancellation", "no price"),
    },
}
"""By name: ``classic`` is the widely copied notebook on one sheet of Online Retail II, ``classic-both-sheets`` the
cleaning that public notebooks apply to both sheets together."""
