"""Mark texts that the facts hold in English, and that are translated only where they are written.

``nox -s catalogue`` collects them by these names, as it collects ``_()`` and ``ngettext()``.
"""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802  (the name that catalogues' tools know)
    """Mark a message."""
    return message


def NP_(_context: str, message: str) -> str:  # noqa: N802  (likewise)
    """Mark a message that means different things in different places."""
    return message
