"""What README.md, docs/ and CONTRIBUTING.md name is there: commands, their options, and paths."""

from __future__ import annotations

import re
import shlex
from itertools import takewhile
from pathlib import Path

import click
import pytest

from segmentation.cli.program import program

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FOLDERS = ("segmentation/", "report_templates/", "tests/", "benchmarks/", "docs/", ".github/")

BLOCK = re.compile(
    r"^(```+)[^\n]*\n(?P<fenced>.*?)^\1|(?<=\n\n)(?P<indented>(?: {4}[^\n]*\n)+)", re.MULTILINE | re.DOTALL
)
SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
PATH = re.compile(r"[\w.<>{},*-]*/[\w.<>{},*/-]*|[\w<>{},*-]+\.(?:py|j2|css|md|po|ipynb)")


def _code(text):
    """List a page's code: the lines of its blocks, and its spans."""
    blocks = "".join(block["fenced"] or block["indented"] for block in BLOCK.finditer(text)).replace("\\\n", " ")
    spans = [" ".join(span.split()) for span in SPAN.findall(BLOCK.sub("", text))]
    return [line.strip() for line in blocks.splitlines()], spans


def _calls(code):
    """List the arguments of each call of the program in a line for a shell."""
    try:
        reader = shlex.shlex(code, posix=True, punctuation_chars="|&;")
        reader.whitespace_split = True
        tokens = list(reader)
    except ValueError:
        return []
    found = []
    while tokens:
        call = list(takewhile(lambda token: token not in ("&&", "||", "|", ";"), tokens))
        tokens = tokens[len(call) + 1 :]
        call = list(takewhile(lambda token: not re.match(r"\d?>", token), call))
        while call and re.fullmatch(r"[A-Z_]+=\S*", call[0]) and not call[0].endswith("/segmentation"):
            call.pop(0)
        if "-s" in call and call[call.index("-s") + 1 :][:2] == ["report", "--"]:
            found.append(["report", *call[call.index("--") + 1 :]])
        elif call[:1] and re.fullmatch(r"(?:\S*/)?segmentation", call[0]):
            found.append(call[1:])
        elif call[1:3] == ["-m", "segmentation"]:
            found.append(call[3:])
    return found


def _refused(arguments):
    """Let click read arguments, and say what it does not know."""
    rest = [argument for argument in arguments if argument != "--debug"]
    command = program
    context = click.Context(program)
    try:
        while isinstance(command, click.Group):
            _, rest, _ = command.make_parser(context).parse_args(rest)
            if not rest:
                return None
            _, command, rest = command.resolve_command(context, rest)
            context = click.Context(command, parent=context)
        command.make_parser(context).parse_args(rest)
    except click.BadOptionUsage:
        return None  # its value is left out, but the option is known
    except click.UsageError as error:
        return f"{shlex.join(arguments)}: {error.format_message()}"
    return None


def _refused_span(span):
    """Like `_refused`, of what stands within a sentence: a call, a command with options, or options alone."""
    try:
        tokens = shlex.split(span)
    except ValueError:
        return None
    if calls := _calls(span):
        return next(filter(None, map(_refused, calls)), None)
    if tokens and tokens[0] in program.commands:
        return _refused(tokens)
    if tokens and re.match("--[a-z]", tokens[0]):
        answers = [_refused([name, *tokens]) for name in program.commands]
        return None if None in answers else f"{span}: no command knows it"
    return None


def _paths(text):
    """List the paths that a page names, one for each alternative in braces, with a star for a name in <>."""
    lines, spans = _code(text)
    linked = re.findall(r"\]\((?!\w+:|#)([^)#]+)", text)
    tokens = [token for line in lines for token in line.split() if token.startswith(FOLDERS)]
    named = [token.rstrip(",;:") for token in [*linked, *spans, *tokens] if PATH.fullmatch(token.rstrip(",;:"))]
    found = []
    for path in named:
        braces = re.search(r"\{([^{}]*)\}", path)
        each = [path.replace(braces[0], name) for name in braces[1].split(",")] if braces else [path]
        found += [re.sub("<[^>]*>", "*", name) for name in each]
    return found


def _is_there(path):
    """Look for a path from the root, or anywhere in the folders."""
    inside = path.strip("/")
    places = [ROOT.glob(inside), *((ROOT / folder).glob(f"**/{inside}") for folder in FOLDERS)]
    return any(True for place in places for _ in place)


@pytest.mark.parametrize(
    ("code", "calls"),
    [
        ("segmentation inspect orders.csv > shop.toml", [["inspect", "orders.csv"]]),
        ("segmentation report --month 2011-11   # --refit", [["report", "--month", "2011-11"]]),
        ("30 6 2 * * cd /srv && .venv/bin/segmentation report --pdf > a.log", [["report", "--pdf"]]),
        ("ExecStart=/srv/.venv/bin/segmentation report", [["report"]]),
        ("SEGMENTATION_WINDOW=6 python -m segmentation config", [["config"]]),
        ("python3 noxfile.py -s report -- --source a.csv", [["report", "--source", "a.csv"]]),
        ("docker compose up --detach --wait", []),
        ("import segmentation", []),
        ("cp report_templates/a.j2 mine; segmentation model show", [["model", "show"]]),
    ],
)
def test_calls_are_found(code, calls):
    """The program's calls are told from those of others, whatever stands around them."""
    assert _calls(code) == calls


@pytest.mark.parametrize(
    ("span", "known"),
    [
        ("segmentation report --no-hold-borders", True),
        ("segmentation report --no-hold_borders", False),
        ("segmentation reprot", False),
        ("segmentation model show --models kept", True),
        ("inspect --refit", False),
        ("render --watch", True),
        ("--uncertain received", True),
        ("--no-such-option", False),
        ("nox -s pages", True),
        ("can't say", True),
    ],
)
def test_unknown_options_are_found(span, known):
    """An option is looked up with the command it is shown with; one alone must be known to some command."""
    assert (_refused_span(span) is None) is known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_option_that_a_page_names_is_known(page):
    """Click's own parser reads every call in a page, and every option named in a sentence."""
    lines, spans = _code(page.read_text(encoding="utf-8"))
    calls = [arguments for line in lines for arguments in _calls(line)]
    assert [fault for fault in [*map(_refused, calls), *map(_refused_span, spans)] if fault] == []


def test_the_readme_shows_how_to_make_a_report():
    """A README read wrongly would pass for one without a fault."""
    lines, _ = _code(PAGES[0].read_text(encoding="utf-8"))
    assert "report" in {arguments[0] for line in lines for arguments in _calls(line) if arguments}


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("`segmentation/cli/` and `noxfile.py`", ["segmentation/cli/", "noxfile.py"]),
        ("`topics/<topic>/{record,work}.py`", ["topics/*/record.py", "topics/*/work.py"]),
        ("[how](docs/how.md#top), [there](https://a.b/c.md)", ["docs/how.md"]),
        ("\n\n    pytest tests/lines\n", ["tests/lines"]),
        ("`run.month()` of `facts.json`, `--dist worksteal`", []),
    ],
)
def test_paths_are_found(text, paths):
    """Paths are told from other code."""
    assert _paths(text) == paths


def test_every_path_that_contributing_names_is_there():
    """A path in CONTRIBUTING.md leads somewhere."""
    named = _paths((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    paths = [path for path in dict.fromkeys(named) if not path.startswith(("../", "outputs/"))]
    assert paths
    assert [path for path in paths if not _is_there(path)] == []
