"""The report in other languages: its catalogues, its sentences, its numbers."""

from __future__ import annotations

import ast
import contextlib
import re
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

import segmentation
from segmentation.errors import ReportError
from segmentation.mail.page import render_mail
from segmentation.mail.picture import draw_mail_pictures
from segmentation.page.explorer import render_explore
from segmentation.page.first_page import headline
from segmentation.page.html import render_html
from segmentation.page.markdown import render_markdown
from segmentation.page.pictures import draw_pictures
from segmentation.profiles import ALL_PROFILES, CHAMPIONS, LOYAL
from segmentation.style import formats
from segmentation.style.language import FOLDER, gettext, ngettext, pgettext, places_in, speaking
from segmentation.style.segment_names import segment_in_words, segment_name
from segmentation.style.wording import days
from segmentation.topics.movement.words import what_changed
from segmentation.topics.segments.naming import DIFFERENCES

from ..by_hand import months as months_by_hand
from ..by_hand import movement as movement_by_hand
from ..by_hand import portraits as portraits_by_hand
from ..by_hand.facts import four_groups, tell
from ..by_hand.odd_reports import ODD_REPORTS
from ..by_hand.uplift import MANY, uplift

ENGLISH = re.compile(
    r"[^\n]{0,40}\b(?:the|of|and|with|from|are|is|by|customers?|orders?|spend|month)\b[^\n]{0,40}", re.I
)
"""Words that no German sentence has."""
OWN = ("Call them.", "They buy.", "By telephone", "Orders within 60 days")
"""The action of the facts made by hand."""
MARKS = {"_", "N_", "NP_", "gettext", "ngettext", "pgettext"}
CODE = Path(segmentation.__file__).parent
DIFFERENT = {"Champions", "Potential loyalists", "Slipping away"}


def _read(path):
    return read_po(path.read_bytes().splitlines(keepends=True), locale=path.stem if path.suffix == ".po" else None)


@pytest.fixture(scope="module")
def collected(templates, tmp_path_factory):
    """Collect every message of code and templates, as `nox -s catalogue` does."""
    path = tmp_path_factory.mktemp("collected") / "messages.pot"
    options = ("--mapping=pyproject.toml", "--keywords=NP_:1c,2", "--add-location=file", f"--output={path}")
    with contextlib.chdir(CODE.parent):
        CommandLineInterface().run(["pybabel", "-q", "extract", *options, CODE.name, templates.name])
    return path


@pytest.fixture(scope="module")
def german(templates):
    """Read the German catalogue."""
    return _read(templates / FOLDER / "de.po")


@pytest.fixture(scope="module")
def facts():
    """Tell the facts of four segments, compared with other months."""
    months = {**months_by_hand.compared(), **movement_by_hand.compared(four_groups())}
    told = portraits_by_hand.with_portraits(tell(four_groups(), compared=months))
    return told.model_copy(update={"uplift": uplift(MANY)})


def _is_put_together(node: ast.expr) -> bool:
    """Tell whether an argument is a text that is only made when the program runs."""
    texts = [part for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.BinOp) and bool(texts))


def test_no_message_hides():
    """A message stands by itself: within an f-string, or put together, it would not be collected."""
    hidden = []
    for path in sorted(CODE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        calls = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in MARKS]
        within = [part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)]
        hidden += [
            f"{path.name}:{call.lineno}" for call in calls if call in within and isinstance(call.args[0], ast.Constant)
        ]
        hidden += [f"{path.name}:{call.lineno}" for call in calls if any(map(_is_put_together, call.args))]
    assert hidden == []


def _write(folder: Path, name: str, text: str) -> Path:
    path = folder / FOLDER / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _key(message):
    return message.context, message.id if isinstance(message.id, str) else tuple(message.id)


def _forms(text):
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.mark.parametrize("name", ["messages.pot", "de.po"])
def test_every_message_is_in_the_catalogue(collected, templates, name):
    """A catalogue has each message, in both its forms and with its places, and none that is no longer used."""
    ours, theirs = (
        {_key(each): sorted(each.locations) for each in _read(path) if each.id}
        for path in (collected, templates / FOLDER / name)
    )
    assert theirs == ours, "run: nox -s catalogue"


def test_every_message_is_translated(german):
    """No form of a message lacks its translation, and nobody has to look at one again."""
    assert [each.id for each in german if each.id and (each.fuzzy or not all(_forms(each.string)))] == []


def test_every_place_has_its_value(german):
    """A translation has the places of its message, form by form: one forgotten is a figure lost."""
    wrong = []
    for message in (message for message in german if message.id):
        ids, told = _forms(message.id), _forms(message.string)
        wanted = [ids[0], *ids[1:] * (len(told) - 1)]
        wrong += [text for of, text in zip(wanted, told, strict=True) if places_in(of) != places_in(text)]
    assert wrong == []


def test_german_quotes_are_german(german):
    """Quotation marks stand low and high, and an apostrophe is no accent."""
    told = " ".join(text for message in german if message.id for text in _forms(message.string))
    assert not re.search('["”`]', told)
    assert told.count("„") == told.count("“")


@pytest.mark.parametrize(
    ("count", "english", "german"),
    [(0, "0 days", "0 Tage"), (1, "1 day", "1 Tag"), (2, "2 days", "2 Tage"), (1.5, "1.5 days", "1,5 Tage")],
)
def test_only_one_is_singular(templates, count, english, german):
    """Nothing, two and one and a half are plural, in either language."""
    assert days(count) == english
    with speaking("de_DE", [templates]):
        assert days(count) == german


def test_a_sentence_in_two_languages(facts, templates):
    """The same facts, told by the rules of each language, and in British English again behind the block."""
    english = headline(facts)
    assert english.startswith("Champions are 25% of known customers and bring in ")
    with speaking("de_DE", [templates]):
        assert headline(facts).startswith("Champions sind 25\xa0% der bekannten Kunden und bringen ")
        assert what_changed(facts).startswith("Von den ")
    assert headline(facts) == english


@pytest.mark.parametrize(
    ("name", "heading", "sentence"),
    [
        ("Champions", "Champions", "Champions"),
        ("Loyal, higher spend", "Stammkunden, höherer Umsatz", "Stammkunden (höherer Umsatz)"),
        ("Loyal, 2nd of 3 by spend", "Stammkunden, 2. von 3 nach Umsatz", "Stammkunden (2. von 3 nach Umsatz)"),
        ("Our friends, of old", "Our friends, of old", "Our friends, of old"),
        ("Loyalty club", "Loyalty club", "Loyalty club"),
    ],
)
def test_names_of_segments(templates, name, heading, sentence):
    """Names are those of the language, in brackets within a sentence; a name that is not ours stays."""
    assert segment_name(name) == name
    with speaking("de_DE", [templates]):
        assert segment_name(name) == heading
        assert segment_in_words(name) == sentence


def test_every_name_that_can_be_given_is_translated(templates):
    """Profiles and what tells two of one apart are German in German."""
    names = [*ALL_PROFILES, *(f"{LOYAL}, {difference}" for difference in DIFFERENCES)]
    with speaking("de_DE", [templates]):
        assert [name for name in names if segment_name(name) == name] == [CHAMPIONS]


def test_ones_own_words_stand_as_they_are(templates):
    """An action that a marketer wrote is shown as written; one of ours is translated; nothing stays nothing."""
    with speaking("de_DE", [templates]):
        assert gettext("Ring the bell.") == "Ring the bell."
        assert gettext("E-mail") == "E-Mail"
        assert gettext("") == ""
        assert pgettext("place", "{n}nd") == "{n}."


def _words_of(page: str) -> str:
    """Give what is read of a page: what stands in it, and what is said of pictures and regions."""
    body = re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL)
    named = " ".join(re.findall(r'(?:alt|aria-label|title)="([^"]*)"', body))
    return unescape(re.sub(r"<[^>]*>", "\n", body) + "\n" + named)


@pytest.mark.parametrize("name", ["as ever", "all warnings"])
def test_a_german_page_is_german(name, facts, german, templates):
    """No message that German says differently stands in English anywhere on page, mail or Markdown."""
    facts = facts if name == "as ever" else ODD_REPORTS[name]().facts
    with speaking("de_DE", [templates]):
        page = render_html(facts, draw_pictures(facts), templates=(templates,))
        mail = render_mail(facts, draw_mail_pictures(facts), templates=(templates,), attachments=["report.pdf"])
        explore = render_explore(facts, templates=(templates,))
        texts = [_words_of(page), _words_of(explore), _words_of(mail.html), mail.text]
        texts.append(render_markdown(facts, templates=(templates,)))
    assert '<html lang="de-DE">' in page
    assert '<html lang="de-DE"' in explore
    assert '<html lang="de-DE">' in mail.html
    told = "\n".join(texts)
    english = []
    for message in (message for message in german if message.id):
        for of, text in zip(_forms(message.id), _forms(message.string), strict=False):
            # A message is looked for in the parts between its values; one word alone may be German, too.
            parts = [part.strip(" .,;:()") for part in re.split(r"\{\w*\}", of)]
            parts = [part for part in parts if len(part.split()) > 2 and part not in text]
            english += [part for part in parts if re.search(rf"\b{re.escape(part)}\b", told)]
    assert english == []
    # What is of a test's own making, and names of files and methods, are left as they are.
    told = re.sub("|".join([*map(re.escape, OWN), r"\w+\.(?:csv|html|json|xlsx)", r"Blatt „[^“]*“"]), "", told)
    assert sorted({found[0] for found in ENGLISH.finditer(told)}) == []
    assert [name for name in ("Loyal", "At risk", "Hibernating", "Lapsed") if re.search(rf"\b{name}\b", told)] == []


def test_a_user_s_folder_comes_first(tmp_path, templates):
    """What a user's catalogue has counts; what it lacks is taken from ours."""
    _write(tmp_path, "de.po", 'msgid "Contents"\nmsgstr "Übersicht"\n')
    with speaking("de_DE", [tmp_path, templates]):
        assert gettext("Contents") == "Übersicht"
        assert gettext("Source") == "Quelle"


def test_one_file_makes_a_language(tmp_path, templates):
    """A catalogue of a user's own, with rules for plurals of its own, is all that another language needs."""
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    rule = '"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n>=2 && n<=4 ? 1 : 2);\\n"\n'
    forms = 'msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "{n} den"\nmsgstr[1] "{n} dny"\nmsgstr[2] "{n} dní"\n'
    _write(tmp_path, "cs.po", f"{head}{rule}\n{forms}")
    with speaking("cs_CZ", [tmp_path, templates]):
        assert [days(count) for count in (0, 1, 3, 5)] == ["0 dní", "1 den", "3 dny", "5 dní"]
        assert formats.day(datetime(2011, 12, 9)) == "9. prosince 2011"  # noqa: DTZ001  (the shop's local time)
        assert formats.month_name("2011-12", "MMMM") == "prosinec"
        assert gettext("Contents") == "Contents"


def test_a_country_may_say_some_of_it_differently(tmp_path, templates):
    """A catalogue of a territory lies over that of the language, in English too."""
    _write(tmp_path, "de_CH.po", 'msgid "Contents"\nmsgstr "Inhaltsverzeichnis"\n')
    _write(tmp_path, "en_US.po", 'msgctxt "thousands"\nmsgid "{figure}k"\nmsgstr "{figure}K"\n')
    with speaking("de_CH", [tmp_path, templates]):
        assert (gettext("Contents"), gettext("Source")) == ("Inhaltsverzeichnis", "Quelle")
    with speaking("de_DE", [tmp_path, templates]):
        assert gettext("Contents") == "Inhalt"
    with speaking("en_US", [tmp_path, templates]):
        assert formats.short_money(369_000, "USD") == "$369K"


def test_a_language_without_catalogue(templates):
    """Which languages there are is said, and what makes another."""
    with (
        pytest.raises(
            ReportError, match=r"no catalogue for locale 'fr_FR', only for de, en; to add one, put languages/fr"
        ),
        speaking("fr_FR", [templates]),
    ):
        pass


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('msgid "Source"\nmsgstr "Quelle"\n\nrubbish\n', "line 4: unknown or misformatted keyword"),
        (
            'msgid "Source"\nmsgstr "Quelle {n}"\n',
            "line 1: the translation of 'Source' has the placeholder {n}; allowed are those of the message: none",
        ),
        (
            '\nmsgid "{n} points"\nmsgstr "{m} Punkte"\n',
            "line 2: .* has the placeholder {m}; allowed are those of the message: {n}",
        ),
        ('msgid "{n} points"\nmsgstr "{n Punkte"\n', "expected '}' before end of string"),
    ],
)
def test_a_catalogue_that_is_broken(tmp_path, templates, text, fault):
    """File and line are named, and what is wrong there, before anything is rendered."""
    path = _write(tmp_path, "de.po", text)
    with pytest.raises(ReportError, match=f"^the catalogue {re.escape(str(path))} can't be read: .*{fault}"):  # noqa: SIM117
        with speaking("de_DE", [tmp_path, templates]):
            pass


def test_a_message_in_both_forms_and_alone(templates):
    """A message that is used with a count and without is found both ways."""
    with speaking("de_DE", [templates]):
        assert ngettext("{n} customer", "{n} customers", 1) == gettext("{n} customer") == "{n} Kunde"


@pytest.mark.parametrize(
    ("locale", "written_so"),
    [
        ("en_GB", ["1,234.5", "26.4%", "£7,933,550", "−£8,070.12", "£7.9m", "£369k", "£1.2bn", "9 December 2011"]),
        ("en_US", ["1,234.5", "26.4%", "£7,933,550", "−£8,070.12", "£7.9m", "£369k", "£1.2bn", "December 9, 2011"]),
        (
            "de_DE",
            [
                "1.234,5",
                "26,4 %",
                "7.933.550 £",
                "−8.070,12 £",
                "7,9 Mio. £",
                "369 Tsd. £",
                "1,2 Mrd. £",
                "9. Dezember 2011",
            ],
        ),
        (
            "de_CH",
            [
                "1’234.5",
                "26.4%",
                "£ 7’933’550",
                "£−8’070.12",
                "£ 7.9 Mio.",
                "£ 369 Tsd.",
                "£ 1.2 Mrd.",
                "9. Dezember 2011",
            ],
        ),
    ],
)
def test_formats_follow_the_locale(templates, locale, written_so):
    """Numbers, shares, money and days are written as the locale does, and no line breaks between figure and unit."""
    with speaking(locale, [templates]):
        found = [
            formats.number(1234.5, 1),
            formats.percents([0.264, 0.736])[0],
            formats.money(7933550.26, "GBP"),
            formats.exact_money(-8070.12, "GBP"),
            formats.short_money(7933550, "GBP"),
            formats.short_money(368666, "GBP"),
            formats.short_money(1.2e9, "GBP"),
            formats.day(datetime(2011, 12, 9)),  # noqa: DTZ001  (the shop's local time)
        ]
    assert [text.replace("\xa0", " ") for text in found] == written_so
    assert not any(" " in text for text in found[:-1])


@pytest.mark.parametrize(
    ("locale", "months"),
    [
        ("en_GB", ["September 2011", "Sept 2011", "September"]),
        ("en_US", ["September 2011", "Sep 2011", "September"]),
        ("de_DE", ["September 2011", "Sept. 2011", "September"]),
    ],
)
def test_months_follow_the_locale(templates, locale, months):
    """A month is written whole, cut short, and without its year."""
    with speaking(locale, [templates]):
        assert [formats.month_name("2011-09", pattern) for pattern in ("MMMM y", "MMM y", "MMMM")] == months


def test_ticks_are_short(templates):
    """Ticks are said as amounts are, in either language."""
    assert [formats.short_number(value) for value in (0, 0.25, 999, 1500, 2e6, -3e9)] == [
        *("0", "0.25", "999", "1.5k", "2m", "−3bn")
    ]
    with speaking("de_DE", [templates]):
        assert [formats.short_number(value) for value in (0.25, 1500)] == ["0,25", "1,5\xa0Tsd."]
