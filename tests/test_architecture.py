"""The shape of the house: who may know whom. Held by reading the imports, those within functions included."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import segmentation

PACKAGE = Path(segmentation.__file__).parent
WINGS = ("sources", "analysis", "report", "delivery")

MAY_IMPORT = {
    "__init__": set(),
    "__main__": {"cli"},
    # The commands `sample` and `download` are the sources' own; only `report` needs the pipeline.
    # The command `notebook` looks at the notebook's parameters before anything runs.
    "cli": {
        *("__init__", "analysis", "config", "database", "doctor", "errors", "mail_steps", "models", "pipeline"),
        *("report", "sources", "steps"),
    },
    "doctor": {"config", "database", "delivery", "errors", "report"},
    # A month's folder is mailed by itself, too, without what makes one.
    "mail_steps": {"config", "delivery", "errors", "mail_address", "report"},
    "config": {"columns", "conditions", "contrast", "database", "errors", "mail_address"},
    # What customers a list has: checked with the settings, worked out where the list is written.
    "conditions": {"columns", "errors"},
    "columns": set(),
    # Whether a colour can be read is asked of the settings; which shade of it can be, of the page.
    "contrast": set(),
    "errors": set(),
    # What is an address is the same for the settings and for a mail's head.
    "mail_address": set(),
    "progress": set(),
    "pipeline": {"config", "database", "errors", "models", "progress", "steps", *WINGS},
    "steps": {
        *("__init__", "analysis", "columns", "conditions", "config", "contrast", "database", "delivery", "errors"),
        *("models", "progress", "report", "sources"),
    },
    # What is fitted once is made of what the stages found, and outlives the run.
    "models": {"analysis", "errors"},
    # What the wings at both ends share about MongoDB: lines come from there, and results go there.
    "database": {"columns", "errors"},
    # Workbooks are written at both ends, and equal ones are equal bytes.
    "dateless_zip": set(),
    "sources": {"columns", "database", "dateless_zip", "errors", "progress"},
    "analysis": {"columns", "errors"},
    "report": {"__init__", "columns", "errors", "analysis"},
    "delivery": {
        *("__init__", "columns", "conditions", "database", "dateless_zip", "errors", "mail_address", "report"),
    },
}
"""By room, the other rooms it may know. A room is a wing or a file beside the wings; __init__ has the version."""

ONLY_IN = {
    "jinja2": ("report.templating",),
    "markupsafe": ("report.templating",),
    "css_inline": ("report.mail_page",),
    "weasyprint": ("report.pdf",),
    "watchfiles": ("pipeline.watching",),
    "PIL": ("report.charts.clouds", "report.logo"),
    "papermill": ("report.notebook.execution", "report.notebook.parameters"),
    "nbclient": ("report.notebook.execution",),
    "ipykernel": ("report.notebook.execution",),
    "nbformat": ("report.notebook",),
    "nbconvert": ("report.notebook.publishing",),
    # Of the one in the house style: where its fonts are.
    "matplotlib": ("report.charts", "report.style"),
    "plotly": ("report.explore",),
    "seaborn": ("report.charts",),
    "sklearn": ("analysis.clustering",),
    "polars": ("sources", "steps"),
    "click": ("cli",),
    "openpyxl": ("delivery.summary_sheet", "delivery.workbook", "sources"),
    "lark": ("conditions.parsing",),
    "pymongo": ("database", "sources.mongo", "delivery.mongo_results"),
    "bson": ("database", "sources.mongo", "delivery.mongo_results"),
    "pymongoarrow": ("sources.mongo.reading",),
    "smtplib": ("delivery.mail.connection", "delivery.mail.sending"),
    "ssl": ("delivery.mail.connection", "delivery.mail.sending"),
    "netrc": ("delivery.mail.server",),
}
"""By package, the only modules or wings that may import it."""

HEAVY = ("pandas", "polars", "sklearn", "matplotlib", "seaborn", "weasyprint", "narwhals", "scipy", "pyarrow",
         "plotly", "pymongo", "bson", "papermill", "nbconvert", "nbclient", "zmq")  # fmt: skip
SILENCERS = ("filterwarnings", "simplefilter", "catch_warnings", "captureWarnings", "showwarning")


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports(source: str, module: str, *, is_package: bool = False) -> set[str]:
    """List every module that a source imports, wherever in it: in functions, and for types only, too."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = module.split(".")[: len(module.split(".")) - node.level + is_package] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            # What is imported from a package may be a module of it.
            modules = {f"{origin}.{alias.name}" for alias in node.names} & MODULES.keys()
            named = {f"{origin}.{alias.name}" for alias in node.names}
            found |= modules | ({origin} if named - modules else set())
    return found


def _imports_of(module: str) -> set[str]:
    path = MODULES[module]
    return imports(path.read_text(encoding="utf-8"), module, is_package=path.name == "__init__.py")


def _room(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


def _run(code: str, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, cwd=cwd)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import segmentation.config", {"segmentation.config"}),
        ("def f():\n    from segmentation import config as c", {"segmentation.config"}),
        ("from segmentation import __version__", {"segmentation"}),
        ("from segmentation import __version__, errors", {"segmentation", "segmentation.errors"}),
        ("if x:\n    from segmentation.report.facts import Facts", {"segmentation.report.facts"}),
        ("from . import style", {"segmentation.report.style"}),
        ("from .facts import Facts", {"segmentation.report.facts"}),
        ("from ..analysis import segments", {"segmentation.analysis.segments"}),
        ("import weasyprint.urls", {"weasyprint.urls"}),
    ],
)
def test_imports_are_found(source, found):
    """Every way of importing is seen, so that none gets past the tests below."""
    assert imports(source, "segmentation.report.html") == found


@pytest.mark.parametrize("module", MODULES)
def test_a_room_knows_only_those_it_may(module):
    """Imports follow the way through the house: cli, pipeline, wings from left to right, columns and errors."""
    known = {_room(name) for name in _imports_of(module) if name.split(".")[0] == "segmentation"}
    assert known - {_room(module)} <= MAY_IMPORT[_room(module)]


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("segmentation.analysis.")])
def test_stages_do_not_know_each_other(module):
    """A stage of the analysis gets what another made from the pipeline, not from the other."""
    stage = ".".join(module.split(".")[:3])
    others = {name for name in _imports_of(module) if name.startswith("segmentation.analysis")}
    assert {name for name in others if not f"{name}.".startswith(f"{stage}.")} == set()


def _taken_from_analysis(module: str) -> dict[str, object]:
    """Give what a module takes from the analysis, by name."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    taken, stages = {}, {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("segmentation.analysis"):
            for alias in node.names:
                if f"{node.module}.{alias.name}" in MODULES:
                    stages[alias.asname or alias.name] = import_module(f"{node.module}.{alias.name}")
                else:
                    taken[alias.name] = getattr(import_module(node.module), alias.name)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in stages:
            taken[node.attr] = getattr(stages[node.value.id], node.attr)
    return taken


def test_report_takes_results_and_no_work_from_the_analysis():
    """The report computes nothing: of the analysis it knows result types and constants, and no function."""
    taken = {
        name: value
        for module in MODULES
        if _room(module) == "report"
        for name, value in _taken_from_analysis(module).items()
    }
    assert {"Segment", "LedgerRow", "CHAMPIONS"} <= taken.keys()
    assert [name for name, value in taken.items() if inspect.isroutine(value) or inspect.ismodule(value)] == []


@pytest.mark.parametrize("package", ONLY_IN)
def test_a_library_is_known_in_one_place(package):
    """A library that is one module's business is imported by no other."""
    users = {
        module.removeprefix("segmentation.")
        for module in MODULES
        if package in {name.split(".")[0] for name in _imports_of(module)}
    }
    strangers = {user for user in users if not any(f"{user}.".startswith(f"{place}.") for place in ONLY_IN[package])}
    assert users
    assert strangers == set()


@pytest.mark.parametrize("module", MODULES)
def test_no_warning_is_silenced(module):
    """A warning is mended where it comes from, and never filtered."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    names = {node.attr if isinstance(node, ast.Attribute) else node.id for node in ast.walk(tree)
             if isinstance(node, ast.Attribute | ast.Name)}  # fmt: skip
    assert names.isdisjoint(SILENCERS)


@pytest.mark.parametrize("module", MODULES)
def test_importing_a_module_does_nothing(module):
    """At its top level a module only imports, defines and names things."""
    quiet = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    loud = [node for node in tree.body if not isinstance(node, quiet)]
    assert all(_is_text(node) or _is_guard(node) for node in loud)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_guard(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "__name__ == '__main__'")


def test_importing_the_package_loads_nothing_else():
    """`import segmentation` loads the package itself and no other module of it or of anyone else."""
    code = """
import sys
before = set(sys.modules)
import segmentation
print(*sorted(set(sys.modules) - before - {"__future__"}))
"""
    assert _run(code).stdout.split() == ["segmentation"]


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["config"], ["report", "--help"], ["send", "--help"]])
def test_light_commands_load_nothing_heavy(arguments, tmp_path):
    """What only prints answers at once: no data-frame, learning, drawing or page library is loaded for it."""
    code = f"""
import sys
from segmentation.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert end.code == 0
print(*(name for name in {HEAVY!r} if name in sys.modules), file=sys.stderr)
"""
    result = _run(code, *arguments, cwd=tmp_path)
    assert result.stdout
    assert result.stderr.split() == []
