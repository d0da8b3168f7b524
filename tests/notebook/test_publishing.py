"""The page of an executed notebook.

Quarto itself is not here: its package fetches a binary while it is installed. A stub on the PATH records how it is
called and behaves as Quarto's command line is documented to. It proves the call, and nothing of the rendering; that
is tried with the real command in the project's workflow on GitHub.
"""

from __future__ import annotations

import json
import re
import stat
import sys
from html.parser import HTMLParser

import pytest

from segmentation.errors import NotebookError
from segmentation.notebook.publishing import publish_notebook, renderer
from segmentation.style.colours import DARK_TOKENS, TOKENS

from .conftest import TEMPLATES, write_notebook

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="the stub is a script with a shebang")

STUB = """#!{python}
# What `quarto render --help` documents: an input, --to, --no-execute, --output with a file name beside the input.
import json, pathlib, sys
arguments = sys.argv[1:]
seen = sorted(path.name for path in pathlib.Path().iterdir())
pathlib.Path({record!r}).write_text(json.dumps([arguments, seen]))
if {fails}:
    sys.stderr.write("Starting\\n\\x1b[91mERROR: the sass is wrong\\x1b[0m\\nStack trace:\\n  at file:///x.js\\n")
    sys.exit(1)
assert arguments[0] == "render" and pathlib.Path(arguments[1]).is_file()
name = arguments[arguments.index("--output") + 1]
assert "/" not in name
pathlib.Path(name).write_text("<p>quarto's</p>")
"""


@pytest.fixture
def executed(tmp_path):
    """Write a notebook as though it had run."""
    path = tmp_path / "analysis.ipynb"
    write_notebook(path, "1 + 1")
    notebook = json.loads(path.read_text())
    notebook["cells"][3]["outputs"] = [
        {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "two"}}
    ]
    path.write_text(json.dumps(notebook))
    return path


@pytest.fixture
def quarto(tmp_path, monkeypatch):
    """Put a stub of Quarto on the PATH, and tell what it was called with."""
    record = tmp_path / "record.json"

    def install(*, fails=False):
        command = tmp_path / "bin" / "quarto"
        command.parent.mkdir()
        command.write_text(STUB.format(python=sys.executable, record=str(record), fails=fails))
        command.chmod(command.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(command.parent))
        return lambda: json.loads(record.read_text())

    return install


@POSIX
def test_quarto_is_called_as_documented(executed, quarto):
    """Where the command is there, it renders the executed notebook, with the look beside it, and runs nothing."""
    called = quarto()
    before = executed.read_bytes()
    assert renderer()[0] == "quarto"
    page = publish_notebook(executed, (TEMPLATES,))
    assert page.read_text() == "<p>quarto's</p>"
    assert called() == [
        ["render", "analysis.ipynb", "--to", "html", "--no-execute", "--output", "analysis.html"],
        ["_quarto.yml", "analysis.ipynb", "quarto_dark.scss", "quarto_light.scss"],
    ]
    assert executed.read_bytes() == before


@POSIX
def test_a_fault_of_quartos_is_one_line(executed, quarto):
    """What Quarto says is wrong is told, without its colours and its stack; no page is left."""
    quarto(fails=True)
    with pytest.raises(NotebookError) as fault:
        publish_notebook(executed, (TEMPLATES,))
    assert str(fault.value) == "quarto can't render the notebook (exit code 1): ERROR: the sass is wrong"
    assert not executed.with_name("analysis.html").exists()


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_quarto_has_the_house_colours(shade):
    """The colours that Quarto reads are those of the house, in light and in the dark."""
    tokens = TOKENS if shade == "light" else DARK_TOKENS
    text = (TEMPLATES / f"quarto_{shade}.scss").read_text()
    assert dict(re.findall(r"^\$(\w+): (#\w+);", text, flags=re.MULTILINE)) == {
        name: tokens[name] for name in ("ink", "muted", "rule", "paper", "wash", "accent")
    }


@pytest.fixture
def without_quarto(monkeypatch, tmp_path):
    """Be on a machine without Quarto."""
    monkeypatch.setenv("PATH", str(tmp_path / "nothing-here"))


class Page(HTMLParser):
    """What a page refers to, and what is in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.without_alt = 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        """Take note of it."""
        values = dict(attributes)
        self.tags.append(tag)
        self.links += [values[name] for name in ("src", "href") if name in values]
        self.ids |= {values["id"]} if "id" in values else set()
        self.without_alt += tag == "img" and not values.get("alt")


def test_without_quarto_nbconvert_makes_the_page(executed, without_quarto):
    """The page has the title, the contents, code folded away and what cells came to, in the house colours."""
    name, reason = renderer()
    assert name == "nbconvert"
    assert "pip install 'customer-segmentation[quarto]'" in reason
    text = publish_notebook(executed, (TEMPLATES,)).read_text(encoding="utf-8")
    page = Page(text)
    assert "<title>Small</title>" in text
    assert "title: " not in text
    assert page.tags.count("details") == 2
    assert "two" in text
    assert page.links
    assert {link.removeprefix("#") for link in page.links} <= page.ids
    for colour in (*TOKENS.values(), *DARK_TOKENS.values()):
        assert colour in text
    assert "prefers-color-scheme: dark" in text
    assert "font/woff2;base64," in text


def test_the_page_asks_for_nothing(executed, without_quarto):
    """There is no script in the page, and nothing that a browser would fetch."""
    text = publish_notebook(executed, (TEMPLATES,)).read_text(encoding="utf-8")
    page = Page(text)
    assert "script" not in page.tags
    assert "link" not in page.tags
    assert all(link.startswith(("#", "data:")) for link in page.links)
    assert "@import" not in text
    assert all(url.startswith("data:") for url in re.findall(r"url\(([^)]*)", text))


def test_the_same_notebook_gives_the_same_page(executed, without_quarto):
    """Two pages of one notebook differ in no byte."""
    first = publish_notebook(executed, (TEMPLATES,)).read_bytes()
    assert publish_notebook(executed, (TEMPLATES,)).read_bytes() == first


def test_a_look_that_is_missing_is_named(executed, without_quarto, tmp_path):
    """Templates without the page's own are told which one is missing."""
    with pytest.raises(NotebookError, match=r"notebook/index.html.j2 is not in .*copy it there"):
        publish_notebook(executed, (tmp_path / "elsewhere",))
