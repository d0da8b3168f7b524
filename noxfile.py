# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = ["nox>=2025.2.9"]
# ///
"""Everything a contributor or a build runs, and the report itself: ``python3 noxfile.py -s report``.

``python3 noxfile.py``, ``nox`` and ``uv run noxfile.py`` are the same. The first needs nothing but Python and
its venv module: where nox is missing it puts nox into ``.nox/`` and starts over there. What follows a lone
``--`` goes to the program that the session runs.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
CONSTRAINTS = ROOT / "constraints.txt"
STAMP = "installed.sha256"

# The libraries WeasyPrint loads, and the Debian and Ubuntu packages that bring them.
PDF_LIBRARIES = (
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
    "libgobject-2.0.so.0",
)
PDF_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
NODE_PACKAGES = ROOT / "tests" / "page" / "browser" / "node_modules"


def fingerprint(*parts: str) -> str:
    """Digest all that decides what an environment holds, this tree's place included: environments don't move.

    Parameters
    ----------
    *parts : str
        What is installed, and into which Python.

    Returns
    -------
    str
        SHA-256, hexadecimal.
    """
    files = [(ROOT / name).read_text(encoding="utf-8") for name in ("pyproject.toml", CONSTRAINTS.name)]
    return hashlib.sha256("\0".join([str(ROOT), *parts, *files]).encode()).hexdigest()


def say(message: str) -> str:
    """Put the file's name before a message of one line."""
    return f"noxfile.py: {message}"


def make_bootstrap() -> Path:
    """Make the virtual environment that holds nox, unless it is there and whole.

    Returns
    -------
    Path
        Its Python.

    Raises
    ------
    SystemExit
        If nox cannot be installed.
    """
    home = ROOT / ".nox" / "bootstrap-{}.{}".format(*sys.version_info)
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    stamp = home / STAMP
    wanted = fingerprint("nox", sys.version, sys.base_prefix)
    if stamp.is_file() and stamp.read_text() == wanted:
        return python
    sys.stderr.write(say(f"nox is not installed; putting it into {home.relative_to(ROOT)}, once.\n"))
    # The stamp is taken away first and put back last: an environment whose making was cut short has none.
    stamp.unlink(missing_ok=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        subprocess.run([*pip, "install", "--constraint", str(CONSTRAINTS), "nox"], check=True)
    except subprocess.CalledProcessError:
        sys.exit(say("could not install nox; the reason stands above."))
    stamp.write_text(wanted)
    return python


def bootstrap() -> NoReturn:
    """Start over under a nox of our own.

    Raises
    ------
    SystemExit
        If this Python is too old or too new, or has no venv module; on Windows, always.
    """
    version = sys.version.split()[0]
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        sys.exit(say(f"needs Python 3.11, 3.12 or 3.13; {sys.executable} is {version}."))
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit(say("this Python cannot make virtual environments: `apt install python3-venv`, then again."))
    command = [str(make_bootstrap()), "-m", "nox", "-f", __file__, *sys.argv[1:]]
    if sys.platform == "win32":  # There, exec returns to the shell before the program has ended.
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(command[0], command)


try:
    import nox
    from nox.project import dependency_groups, load_toml, python_versions
except ImportError:  # Not installed, or too old to know dependency groups.
    if __name__ != "__main__":
        raise
    bootstrap()

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = True
nox.options.sessions = ["lint", "types", "tests", "pages"]

PYPROJECT = load_toml(ROOT / "pyproject.toml")


def install(session: nox.Session, *groups: str, project: bool = True, mongodb: bool = False) -> None:
    """Install the project and dependency groups at the locked versions, unless that is what is there.

    Parameters
    ----------
    session : nox.Session
        The session to install into.
    *groups : str
        Names of ``[dependency-groups]`` in pyproject.toml.
    project : bool
        Whether the project itself is installed, editable, with what it needs.
    mongodb : bool
        Whether what a MongoDB needs comes with it.
    """
    wanted = [*(["-e", ".[mongodb]" if mongodb else "."] if project else []), *dependency_groups(PYPROJECT, *groups)]
    digest = fingerprint(*wanted, str(session.python or sys.version))
    stamp = Path(session.virtualenv.location) / STAMP
    if stamp.is_file():
        if stamp.read_text() == digest or session._runner.global_config.no_install:  # The latter is `nox -R`.
            return
        # Made over, since pip takes nothing away that is no longer asked for.
        shutil.rmtree(session.virtualenv.location)
        session.virtualenv.create()
    stamp.write_text("unfinished")
    session.install("--constraint", str(CONSTRAINTS), *wanted)
    stamp.write_text(digest)


def pdf_libraries_missing() -> list[str]:
    """Name the libraries of WeasyPrint's that this machine cannot load."""
    missing = []
    for name in PDF_LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    return missing


def prepare_pdf(session: nox.Session) -> None:
    """Install Pango where that can be done unasked: on Debian and Ubuntu, as root.

    Elsewhere the program says itself what it misses, and can do without a PDF.
    """
    if not (missing := pdf_libraries_missing()) or not may_install():
        return
    session.log(f"The PDF needs {', '.join(missing)}: installing {' '.join(PDF_PACKAGES)} with apt-get.")
    apt_get(session, *PDF_PACKAGES)
    if still := pdf_libraries_missing():
        session.warn(f"apt-get did not bring {', '.join(still)}: no PDF can be made.")


def may_install() -> bool:
    """Tell whether packages can be installed unasked: on Debian and Ubuntu, as root."""
    return sys.platform == "linux" and Path("/usr/bin/apt-get").exists() and os.geteuid() == 0


def apt_get(session: nox.Session, *packages: str) -> None:
    """Install packages; whether it worked is for the caller to see."""
    anyhow = range(256)
    session.run("apt-get", "-qq", "update", external=True, success_codes=anyhow)
    session.run(
        *("apt-get", "-qq", "install", "--yes", "--no-install-recommends", *packages),
        env={"DEBIAN_FRONTEND": "noninteractive"},
        external=True,
        success_codes=anyhow,
    )


def find_browser() -> str | None:
    """Find Chromium or Chrome: the one that CHROME names, or the first on the PATH."""
    return next(filter(None, map(shutil.which, (os.environ.get("CHROME", ""), *BROWSERS))), None)


def prepare_browser(session: nox.Session) -> str:
    """Find what looks at pages, or install it where that can be done unasked.

    Returns
    -------
    str
        The browser's path.
    """
    missing = [
        *([] if find_browser() else ["chromium"]),
        *([] if shutil.which("node") else ["nodejs"]),
        *([] if shutil.which("npm") else ["npm"]),
    ]
    if missing and may_install():
        session.log(f"Looking at pages needs {', '.join(missing)}: installing with apt-get.")
        apt_get(session, *missing)
    browser = find_browser()
    if not (browser and shutil.which("node") and shutil.which("npm")):
        session.error(
            "looking at pages needs Chromium or Chrome (on the PATH, or named in CHROME), and Node 20 or later with "
            "npm: install what is missing, then again"
        )
    install_node_packages(session)
    return browser


def install_node_packages(session: nox.Session) -> None:
    """Install axe-core and playwright-core at the locked versions, unless they are there; no script of theirs runs."""
    lock = NODE_PACKAGES.with_name("package-lock.json")
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = NODE_PACKAGES / STAMP
    if stamp.is_file() and stamp.read_text() == digest:
        return
    with session.chdir(lock.parent):
        session.run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", external=True)
    stamp.write_text(digest)


@nox.session
def report(session: nox.Session) -> None:
    """Make the month's report; options for it after ``--``."""
    asked = any("mongodb" in text for text in (*session.posargs, os.environ.get("SEGMENTATION_SOURCE", "")))
    install(session, mongodb=asked)
    if "--no-pdf" not in session.posargs:
        prepare_pdf(session)
    session.run("python", "-m", "segmentation", "report", *session.posargs)


def tests(session: nox.Session) -> None:
    """Run the tests."""
    install(session, "tests", mongodb=True)
    prepare_pdf(session)
    # A process that has run out of tests takes some from the end of another's.
    session.run("pytest", "--numprocesses=logical", "--dist=worksteal", *session.posargs)


# With a list of Pythons, `-s tests` would run on all of them. So each is a session of its own: `tests` on the
# Python that runs nox, `tests-3.11` and so on elsewhere.
nox.session(tests)
for _version in python_versions(PYPROJECT):
    nox.session(name=f"tests-{_version}", python=_version)(tests)


@nox.session(venv_backend="none")
def pages(session: nox.Session) -> None:
    """Look at the pages in a browser: light and dark, from 360 to 1600 px, by keyboard, with axe-core."""
    browser = prepare_browser(session)
    # They are tests, and run where the others do: an environment more would take a build another minute.
    session.run(
        *(
            sys.executable,
            "-m",
            "nox",
            "-f",
            __file__,
            "-s",
            "tests",
            "--",
            *(session.posargs or ["tests/page/browser"]),
        ),
        env={"SEGMENTATION_TEST_BROWSER": browser},
    )


@nox.session
def pictures(session: nox.Session) -> None:
    """Draw anew the pictures of pages that tests compare with; look at what changed before it is committed."""
    install(session, "tests", mongodb=True)
    prepare_pdf(session)
    session.env["SEGMENTATION_TEST_RENEW_PICTURES"] = "1"
    session.run("pytest", "tests/page/test_looks.py", *session.posargs)


@nox.session
def spark(session: nox.Session) -> None:
    """Run the rules of cleaning on a real Spark session; needs Java."""
    install(session, "spark", mongodb=True)
    session.run("pytest", "tests/topics/cleaning/test_spark.py", *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """Run the tests and tell which lines they don't reach; writes coverage.xml."""
    install(session, "coverage", mongodb=True)
    prepare_pdf(session)
    session.run("pytest", "--cov", "--cov-report=term", "--cov-report=xml", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and formatting, and the workflows against their schema; ``-- --fix`` mends what can be mended."""
    install(session, "lint", project=False)
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", *([] if "--fix" in session.posargs else ["--check"]))
    workflows = sorted(str(path) for path in (ROOT / ".github" / "workflows").glob("*.yml"))
    # The schema that comes with the package: nothing is fetched.
    session.run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows)


@nox.session
def types(session: nox.Session) -> None:
    """Check the type annotations."""
    install(session, "types", mongodb=True)
    session.run("mypy", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure what a report costs, next to what a user would otherwise run: with openpyxl, which only tests have."""
    install(session, "tests")
    prepare_pdf(session)
    session.run("python", "benchmarks/report_cost.py", *session.posargs)


@nox.session
def bench_clustering(session: nox.Session) -> None:
    """Measure what the choice of the number of clusters costs, step by step."""
    install(session)
    session.run("python", "benchmarks/clustering_cost.py", *session.posargs)


@nox.session
def bench_mongodb(session: nox.Session) -> None:
    """Measure what loading into a MongoDB and reading from it cost, next to insert_many and find alone."""
    install(session, "tests", mongodb=True)
    session.run("python", "benchmarks/mongo_cost.py", *session.posargs)


@nox.session
def bench_notebook(session: nox.Session) -> None:
    """Measure what the analyst's notebook adds to a report."""
    install(session)
    prepare_pdf(session)
    session.run("python", "benchmarks/notebook_cost.py", *session.posargs)


@nox.session
def bench_backfill(session: nox.Session) -> None:
    """Measure what a backfill of twelve months costs, next to a report of one."""
    install(session)
    prepare_pdf(session)
    session.run("python", "benchmarks/backfill_cost.py", *session.posargs)


@nox.session
def schema(session: nox.Session) -> None:
    """Renew facts.schema.json after a change to the record of facts."""
    install(session)
    code = """
import json, pathlib
from segmentation import facts
path = pathlib.Path(facts.__file__).with_name("facts.schema.json")
path.write_text(json.dumps(facts.make_schema(), indent=2) + "\\n", encoding="utf-8")
"""
    session.run("python", "-c", code)


CATALOGUES_HEAD = """\
# The words of the report of customer-segmentation.
# Saved as languages/<language>.po in a folder of templates of your own, such as fr.po, and translated, it makes a
# language. What is in braces stays as it is; every form of a message has its own; what is left empty is English.
#"""


@nox.session
def catalogue(session: nox.Session) -> None:
    """Collect the report's words into messages.pot and every catalogue; new ones are to be translated still."""
    install(session)
    folder = Path("report_templates", "languages")
    template = folder / "messages.pot"
    session.run(
        *("pybabel", "-q", "extract", "--mapping=pyproject.toml", "--keywords=NP_:1c,2", "--add-location=file"),
        *("--sort-output", "--width=120", "--project=customer-segmentation", f"--header-comment={CATALOGUES_HEAD}"),
        *(f"--output={template}", "segmentation", "report_templates"),
    )
    # Without its date it changes with the words alone.
    lines = template.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith('"POT-Creation-Date')]
    template.write_text("".join(kept), encoding="utf-8", newline="\n")
    for path in sorted(folder.glob("*.po")):
        session.run(
            *("pybabel", "-q", "update", f"--input-file={template}", f"--output-file={path}", f"--locale={path.stem}"),
            *("--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date", "--width=120"),
        )


@nox.session
def picture(session: nox.Session) -> None:
    """Renew the README's picture: the first page of the report on the sample shop."""
    install(session, "tests")
    prepare_pdf(session)
    output = session.create_tmp()
    session.run("python", "-m", "segmentation", "report", "--source", "sample", "--output", output)
    code = """
import pathlib, sys, pypdfium2
(path,) = pathlib.Path(sys.argv[1]).glob("20*/report.pdf")
with pypdfium2.PdfDocument(path) as document:
    page = document[0].render(scale=1.6).to_pil().convert("P", palette=1, colors=64)
page.save(".github/first_page.png", optimize=True)
"""
    session.run("python", "-c", code, output)


@nox.session
def lock(session: nox.Session) -> None:
    """Renew constraints.txt: the newest versions allowed, the same for all Pythons and platforms."""
    session.install("uv")
    session.run(
        *(
            "uv",
            "pip",
            "compile",
            "pyproject.toml",
            "--group",
            "dev",
            "--group",
            "spark",
            # Not the extra quarto: its package fetches a binary even to be asked what it needs.
            "--extra",
            "mongodb",
            "--strip-extras",
        ),
        *("--universal", "--python-version", "3.11", "--fork-strategy", "fewest", "--upgrade", "--quiet"),
        *("--custom-compile-command", "python3 noxfile.py -s lock"),
        *("--output-file", CONSTRAINTS.name, *session.posargs),
    )


if __name__ == "__main__":
    nox.main()
