# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = ["nox>=2025.2.9"]
# ///
"""Everything that contributors and CI run, and the report itself: ``python3 noxfile.py -s report``.

``python3 noxfile.py``, ``nox`` and ``uv run noxfile.py`` do the same. The first only needs Python and
its venv module: if nox is missing, it installs nox into ``.nox/`` and starts over. Arguments after
``--`` go to the program that the session runs.
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

# The libraries WeasyPrint loads, and the Debian and Ubuntu packages that have them.
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
    """Hash what decides an environment's content, and the folder of this tree, since environments can't be moved."""
    files = [(ROOT / name).read_text(encoding="utf-8") for name in ("pyproject.toml", CONSTRAINTS.name)]
    return hashlib.sha256("\0".join([str(ROOT), *parts, *files]).encode()).hexdigest()


def say(message: str) -> str:
    """Put the file name before a one-line message."""
    return f"noxfile.py: {message}"


def make_bootstrap() -> Path:
    """Make the virtual environment for nox, unless it is complete; return its Python."""
    home = ROOT / ".nox" / "bootstrap-{}.{}".format(*sys.version_info)
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    stamp = home / STAMP
    wanted = fingerprint("nox", sys.version, sys.base_prefix)
    if stamp.is_file() and stamp.read_text() == wanted:
        return python
    sys.stderr.write(say(f"nox is not installed; installing it into {home.relative_to(ROOT)}, once.\n"))
    # The stamp is removed first and written last: an unfinished environment has none.
    stamp.unlink(missing_ok=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        subprocess.run([*pip, "install", "--constraint", str(CONSTRAINTS), "nox"], check=True)
    except subprocess.CalledProcessError:
        sys.exit(say("could not install nox; the reason is above."))
    stamp.write_text(wanted)
    return python


def bootstrap() -> NoReturn:
    """Start over under our own nox; stop if this Python is the wrong version or has no venv."""
    version = sys.version.split()[0]
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        sys.exit(say(f"needs Python 3.11, 3.12 or 3.13; {sys.executable} is {version}."))
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit(say("this Python can't make virtual environments: run `apt install python3-venv`, then try again."))
    command = [str(make_bootstrap()), "-m", "nox", "-f", __file__, *sys.argv[1:]]
    if sys.platform == "win32":  # On Windows, exec returns to the shell before the program has ended.
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
    """Install the project and dependency groups at the locked versions, unless they are installed already."""
    wanted = [*(["-e", ".[mongodb]" if mongodb else "."] if project else []), *dependency_groups(PYPROJECT, *groups)]
    digest = fingerprint(*wanted, str(session.python or sys.version))
    stamp = Path(session.virtualenv.location) / STAMP
    if stamp.is_file():
        if stamp.read_text() == digest or session._runner.global_config.no_install:  # The latter is `nox -R`.
            return
        # Made again, since pip doesn't remove what is no longer needed.
        shutil.rmtree(session.virtualenv.location)
        session.virtualenv.create()
    stamp.write_text("unfinished")
    session.install("--constraint", str(CONSTRAINTS), *wanted)
    stamp.write_text(digest)


def pdf_libraries_missing() -> list[str]:
    """List the libraries of WeasyPrint that this machine can't load."""
    missing = []
    for name in PDF_LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    return missing


def prepare_pdf(session: nox.Session) -> None:
    """Install Pango where that needs no question: on Debian and Ubuntu, as root.

    Elsewhere the program says what is missing, and can work without a PDF.
    """
    if not (missing := pdf_libraries_missing()) or not may_install():
        return
    session.log(f"The PDF needs {', '.join(missing)}: installing {' '.join(PDF_PACKAGES)} with apt-get.")
    apt_get(session, *PDF_PACKAGES)
    if still := pdf_libraries_missing():
        session.warn(f"apt-get did not install {', '.join(still)}: no PDF can be made.")


def may_install() -> bool:
    """Check whether packages can be installed without asking: on Debian and Ubuntu, as root."""
    return sys.platform == "linux" and Path("/usr/bin/apt-get").exists() and os.geteuid() == 0


def apt_get(session: nox.Session, *packages: str) -> None:
    """Install packages; the caller checks whether it worked."""
    anyhow = range(256)
    session.run("apt-get", "-qq", "update", external=True, success_codes=anyhow)
    session.run(
        *("apt-get", "-qq", "install", "--yes", "--no-install-recommends", *packages),
        env={"DEBIAN_FRONTEND": "noninteractive"},
        external=True,
        success_codes=anyhow,
    )


def find_browser() -> str | None:
    """Find Chromium or Chrome: the one in CHROME, or the first on the PATH."""
    return next(filter(None, map(shutil.which, (os.environ.get("CHROME", ""), *BROWSERS))), None)


def prepare_browser(session: nox.Session) -> str:
    """Find the browser's path, or install one where that needs no question."""
    missing = [
        *([] if find_browser() else ["chromium"]),
        *([] if shutil.which("node") else ["nodejs"]),
        *([] if shutil.which("npm") else ["npm"]),
    ]
    if missing and may_install():
        session.log(f"The page tests need {', '.join(missing)}: installing with apt-get.")
        apt_get(session, *missing)
    browser = find_browser()
    if not (browser and shutil.which("node") and shutil.which("npm")):
        session.error(
            "the page tests need Chromium or Chrome (on the PATH, or in CHROME), and Node 20 or later with "
            "npm: install what is missing, then try again"
        )
    install_node_packages(session)
    return browser


def install_node_packages(session: nox.Session) -> None:
    """Install axe-core and playwright-core at the locked versions, without running their scripts."""
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
    """Make the month's report; its options come after ``--``."""
    asked = any("mongodb" in text for text in (*session.posargs, os.environ.get("SEGMENTATION_SOURCE", "")))
    install(session, mongodb=asked)
    if "--no-pdf" not in session.posargs:
        prepare_pdf(session)
    session.run("python", "-m", "segmentation", "report", *session.posargs)


def tests(session: nox.Session) -> None:
    """Run the tests."""
    install(session, "tests", mongodb=True)
    prepare_pdf(session)
    # A process that runs out of tests takes some from the end of another's queue.
    session.run("pytest", "--numprocesses=logical", "--dist=worksteal", *session.posargs)


# With a list of Pythons, `-s tests` would run on all of them. So each has its own session: `tests` on the
# Python that runs nox, `tests-3.11` and so on elsewhere.
nox.session(tests)
for _version in python_versions(PYPROJECT):
    nox.session(name=f"tests-{_version}", python=_version)(tests)


@nox.session(venv_backend="none")
def pages(session: nox.Session) -> None:
    """Test the pages in a browser: light and dark, from 360 to 1600 px, by keyboard, with axe-core."""
    browser = prepare_browser(session)
    # They run in the environment of the other tests: another one would take CI another minute.
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
    """Redraw the page images that tests compare with; look at what changed before you commit."""
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
    """Run the tests and list the lines they don't reach; write coverage.xml."""
    install(session, "coverage", mongodb=True)
    prepare_pdf(session)
    session.run("pytest", "--cov", "--cov-report=term", "--cov-report=xml", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and formatting, and the workflows against their schema; ``-- --fix`` fixes what it can."""
    install(session, "lint", project=False)
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", *([] if "--fix" in session.posargs else ["--check"]))
    workflows = sorted(str(path) for path in (ROOT / ".github" / "workflows").glob("*.yml"))
    # The schema is part of the package: nothing is downloaded.
    session.run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows)


@nox.session
def types(session: nox.Session) -> None:
    """Check the type annotations."""
    install(session, "types", mongodb=True)
    session.run("mypy", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure what a report costs, beside the usual notebook; needs openpyxl, which only the tests install."""
    install(session, "tests")
    prepare_pdf(session)
    session.run("python", "benchmarks/report_cost.py", *session.posargs)


@nox.session
def bench_clustering(session: nox.Session) -> None:
    """Measure what choosing the number of clusters costs, step by step."""
    install(session)
    session.run("python", "benchmarks/clustering_cost.py", *session.posargs)


@nox.session
def bench_mongodb(session: nox.Session) -> None:
    """Measure loading into and reading from a MongoDB, beside insert_many and find alone."""
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
    """Measure what a backfill of twelve months costs, beside a report of one."""
    install(session)
    prepare_pdf(session)
    session.run("python", "benchmarks/backfill_cost.py", *session.posargs)


@nox.session
def schema(session: nox.Session) -> None:
    """Update facts.schema.json after a change to the facts."""
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
    """Collect the report's words into messages.pot and every catalogue; translate the new ones afterwards."""
    install(session)
    folder = Path("report_templates", "languages")
    template = folder / "messages.pot"
    session.run(
        *("pybabel", "-q", "extract", "--mapping=pyproject.toml", "--keywords=NP_:1c,2", "--add-location=file"),
        *("--sort-output", "--width=120", "--project=customer-segmentation", f"--header-comment={CATALOGUES_HEAD}"),
        *(f"--output={template}", "segmentation", "report_templates"),
    )
    # Without its date, it only changes with the words.
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
    """Update the README's picture: the first page of the sample shop's report."""
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
    """Update constraints.txt: the newest versions allowed, the same for all Pythons and platforms."""
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
            # Not the extra quarto: its package downloads a binary just to list its dependencies.
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
