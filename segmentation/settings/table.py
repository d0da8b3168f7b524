"""A setting, and a table of them: a frozen model whose fields are described where they are declared."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


def setting(default: Any, description: str, allowed: str, **checks: Any) -> Any:
    """Declare a setting; ``allowed`` is what an error message says is allowed."""
    if callable(default):
        checks["default_factory"] = default
    else:
        checks["default"] = default
    return Field(description=description, json_schema_extra={"allowed": allowed}, **checks)


class Table(BaseModel):
    """A table of settings: frozen, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")
