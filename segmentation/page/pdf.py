"""HTML becomes an A4 PDF. The only module that knows WeasyPrint."""

from __future__ import annotations

import contextlib
import io
import platform
import sys
from pathlib import Path
from typing import Final

from segmentation.errors import ReportError
from segmentation.page.pdf_tags import complete_tags

_PANGO_COMMANDS: Final = {
    "debian": "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "ubuntu": "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "fedora": "dnf install pango",
    "rhel": "dnf install pango",
    "alpine": "apk add pango",
    "arch": "pacman -S pango",
    "darwin": "brew install pango",
    "windows": "pacman -S mingw-w64-x86_64-pango in MSYS2 (https://www.msys2.org)",
}


def require_renderer() -> None:
    """Make sure a PDF can be made at all, before any work starts."""
    try:
        # Without it, WeasyPrint prints a page of advice before it fails; one line is enough.
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            import weasyprint  # noqa: F401  (loads Pango)
    except OSError:
        command = _PANGO_COMMANDS.get(_system(), "install Pango with your system's packages")
        msg = f"the PDF needs Pango, which is not installed: {command}; or make the report without it: --no-pdf"
        raise ReportError(msg) from None


def _system() -> str:
    if sys.platform in ("darwin", "win32"):
        return {"darwin": "darwin", "win32": "windows"}[sys.platform]
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return ""
    names = [release["ID"], *release.get("ID_LIKE", "").split()]
    return next((name for name in names if name in _PANGO_COMMANDS), "")


def render_pdf(html: str, path: Path, *, identifier: str) -> None:
    """Lay a page out on A4."""
    require_renderer()
    import weasyprint

    # The page carries everything it needs: nothing is fetched from the disk or the network.
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=["data"])
    weasyprint.HTML(string=html, url_fetcher=fetcher).write_pdf(
        path, pdf_identifier=identifier.encode(), pdf_variant="pdf/ua-1", finisher=complete_tags
    )
