"""The shape of the house: who may know whom. Held by reading the imports, those within functions included."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import segmentation

PACKAGE = Path(segmentation.__file__).parent

SHARED = ("errors", "columns", "messages", "months", "profiles", "values", "coins", "progress")
"""Words that all rooms share; they know only each other."""

PAPER = ("words", "picture", "captions")
"""How a topic's files are called that say or draw what its record holds."""

ONLY_IN = {
    "jinja2": ("page.templating",),
    "markupsafe": ("page.templating",),
    "css_inline": ("mail.page",),
    "weasyprint": ("page.pdf",),
    "watchfiles": ("commands.watch",),
    "PIL": ("style.point_clouds", "page.logo"),
    "papermill": ("notebook.execution", "notebook.checking"),
    "nbclient": ("notebook.execution",),
    "ipykernel": ("notebook.execution",),
    "nbformat": ("notebook",),
    "nbconvert": ("notebook.publishing",),
    "plotly": ("page.explorer",),
    "sklearn": ("topics.clustering", "topics.model"),
    "polars": ("lines", "mongo", "run"),
    "click": ("cli",),
    "xlsxwriter": ("delivery", "lines"),
    "lark": ("conditions.parsing",),
    "pymongo": ("mongo",),
    "bson": ("mongo",),
    "pymongoarrow": ("mongo.reading",),
    "smtplib": ("mail.connection", "mail.handover"),
    "ssl": ("mail.connection", "mail.handover"),
    "netrc": ("mail.server",),
}
"""By package, the only modules or rooms that may import it."""

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


def _without_types(tree: ast.Module) -> ast.Module:
    """Leave out what is imported for annotations alone: it ties nothing together when the program runs."""

    class Runtime(ast.NodeTransformer):
        def visit_If(self, node: ast.If) -> ast.AST | None:
            return None if ast.unparse(node.test) == "TYPE_CHECKING" else self.generic_visit(node)

    return Runtime().visit(tree)


def _runs_with(module: str) -> set[str]:
    path = MODULES[module]
    source = ast.unparse(_without_types(ast.parse(path.read_text(encoding="utf-8"))))
    return {name for name in imports(source, module, is_package=path.name == "__init__.py") if name in MODULES}


def _room(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


def _topic(module: str) -> str | None:
    parts = module.split(".")
    return parts[2] if len(parts) > 3 and parts[1] == "topics" else None


def _is_paper(module: str) -> bool:
    return module.endswith(PAPER)


def _run(code: str, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, cwd=cwd)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import segmentation.settings", {"segmentation.settings"}),
        ("def f():\n    from segmentation import settings as s", {"segmentation.settings"}),
        ("from segmentation import __version__", {"segmentation"}),
        ("from segmentation import __version__, errors", {"segmentation", "segmentation.errors"}),
        ("if x:\n    from segmentation.facts import Facts", {"segmentation.facts"}),
        ("from . import html", {"segmentation.page.html"}),
        ("from .html import render_html", {"segmentation.page.html"}),
        ("from ..style import colours", {"segmentation.style.colours"}),
        ("import weasyprint.urls", {"weasyprint.urls"}),
    ],
)
def test_imports_are_found(source, found):
    """Every way of importing is seen, so that none gets past the tests below."""
    assert imports(source, "segmentation.page.pdf") == found


def test_no_import_goes_round_in_a_circle():
    """Whatever a module needs, that doesn't need the module: the way through the house has no way back."""
    order = list(TopologicalSorter({module: _runs_with(module) for module in MODULES}).static_order())
    assert set(order) == set(MODULES)


def test_shared_words_know_only_each_other():
    """Columns, errors and their like lie at the bottom."""
    strangers = {
        (module, name)
        for module in MODULES
        if _room(module) in SHARED
        for name in _runs_with(module)
        if _room(name) not in SHARED
    }
    assert strangers == set()


def test_style_lies_below_the_topics():
    """What words and pictures are made with is handed colours and currency, and knows no topic."""
    strangers = {
        (module, name)
        for module in MODULES
        if _room(module) == "style"
        for name in _runs_with(module)
        if _room(name) not in (*SHARED, "style")
    }
    assert strangers == set()


def test_a_topics_work_knows_nothing_of_paper():
    """What is worked out imports no words, no pictures and no style: only topics' records and work."""
    strangers = {
        (module, name)
        for module in MODULES
        if _topic(module) and not _is_paper(module)
        for name in _runs_with(module)
        if _room(name) not in (*SHARED, "topics") or _is_paper(name)
    }
    assert strangers == set()


def test_a_topics_words_are_its_own():
    """Words and pictures know records, work and style; another topic's words and pictures never."""
    strangers = {
        (module, name)
        for module in MODULES
        if _topic(module) and _is_paper(module)
        for name in _runs_with(module)
        if _room(name) not in (*SHARED, "style", "topics") or (_is_paper(name) and _topic(name) != _topic(module))
    }
    assert strangers == set()


def test_a_library_is_known_in_one_place():
    """A library that is one module's business is imported by no other."""
    imported = {module: {name.split(".")[0] for name in _imports_of(module)} for module in MODULES}
    for package, places in ONLY_IN.items():
        users = {module.removeprefix("segmentation.") for module, found in imported.items() if package in found}
        assert users, package
        strangers = {user for user in users if not any(f"{user}.".startswith(f"{place}.") for place in places)}
        assert (package, strangers) == (package, set())


def test_no_warning_is_silenced():
    """A warning is mended where it comes from, and never filtered."""
    for module, path in MODULES.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.attr if isinstance(node, ast.Attribute) else node.id for node in ast.walk(tree)
                 if isinstance(node, ast.Attribute | ast.Name)}  # fmt: skip
        assert (module, names & {*SILENCERS}) == (module, set())


def test_importing_a_module_does_nothing():
    """At its top level a module only imports, defines and names things."""
    quiet = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
    for module, path in MODULES.items():
        loud = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if not isinstance(node, quiet)]
        assert all(_is_text(node) or _is_guard(node) for node in loud), module


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
from segmentation.cli.program import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert end.code == 0
print(*(name for name in {HEAVY!r} if name in sys.modules), file=sys.stderr)
"""
    result = _run(code, *arguments, cwd=tmp_path)
    assert result.stdout
    assert result.stderr.split() == []
