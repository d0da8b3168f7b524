"""Zip archives that don't know when they were written, so that equal workbooks are equal bytes."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import SizedBuffer


class DatelessZip(zipfile.ZipFile):
    """A zip archive whose parts all bear the first date that a zip archive can bear."""

    def write(
        self,
        filename: str | os.PathLike[str],
        arcname: str | os.PathLike[str] | None = None,
        compress_type: int | None = None,  # noqa: ARG002  (the signature is the base class's)
        compresslevel: int | None = None,  # noqa: ARG002  (likewise)
    ) -> None:
        """Take a file in, without its date."""
        part = self._part(os.fspath(filename if arcname is None else arcname))
        with Path(filename).open("rb") as source, self.open(part, "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target)

    def writestr(
        self,
        zinfo_or_arcname: str | zipfile.ZipInfo,
        data: SizedBuffer | str,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        """Write a part, without the time of day."""
        name = zinfo_or_arcname if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname.filename
        super().writestr(self._part(name), data, compress_type, compresslevel)

    def _part(self, name: str) -> zipfile.ZipInfo:
        part = zipfile.ZipInfo(name)
        part.compress_type = self.compression
        part.create_system = 3
        return part
