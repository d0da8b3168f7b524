"""What a month's files are made from: the files in force, a user's own where there is one."""

from __future__ import annotations

from segmentation.commands.up_to_date import templates_of
from segmentation.settings.config import Config


def test_a_user_s_own_files_are_those_in_force(tmp_path):
    """Of each template the one that is used is listed, of what is not one's own the program's."""
    own, program = tmp_path / "mine", Config().templates
    (own / "sections").mkdir(parents=True)
    (own / "sections" / "method.html.j2").write_text("", encoding="utf-8")
    files = templates_of(Config(templates=own))
    assert files["sections/method.html.j2"] == own / "sections" / "method.html.j2"
    assert files["report.html.j2"] == program / "report.html.j2"
    assert files.keys() == templates_of(Config()).keys()


def test_catalogues_are_those_of_the_language(tmp_path):
    """A catalogue has a say in its own language alone; where a user's leaves messages to the program's, both have."""
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "de.po").write_text("", encoding="utf-8")
    in_english = templates_of(Config(templates=tmp_path))
    in_german = templates_of(Config(templates=tmp_path, report={"locale": "de_AT"}))
    assert in_german.keys() - in_english.keys() == {"languages/de.po", "languages/de.po (the program's)"}
    assert in_german["languages/de.po"] == tmp_path / "languages" / "de.po"


def test_actions_and_logo_may_stand_elsewhere(tmp_path):
    """What a setting names has a say, wherever it stands."""
    files = templates_of(Config(actions=tmp_path / "a.toml", report={"logo": tmp_path / "logo.svg"}))
    assert files["actions.toml"] == tmp_path / "a.toml"
    assert files["logo"] == tmp_path / "logo.svg"
