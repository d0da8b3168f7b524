"""Conditions: what is read of them, and what is said of those that are none."""

from __future__ import annotations

from datetime import date

import pytest

from segmentation import columns as c
from segmentation.conditions.parsing import Comparison, Not, check_segments, parse
from segmentation.conditions.vocabulary import COLUMNS, COMPARED_WITH, OPERATORS
from segmentation.errors import ConditionError
from segmentation.profiles import ALL_PROFILES


def _said(text):
    """Write down what was read, with brackets around all that was put together."""

    def write(part):
        if isinstance(part, Comparison):
            return f"{part.column} {part.operator} {', '.join(map(str, part.values))}"
        if isinstance(part, Not):
            return f"not[{write(part.part)}]"
        return f"{type(part).__name__.lower()}[{'; '.join(map(write, part.parts))}]"

    return write(parse(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "segment = 'At risk' and monetary > 500 or frequency = 1",
            "or[and[segment = At risk; monetary > 500.0]; frequency = 1.0]",
        ),
        (
            "segment = 'At risk' and (monetary > 500 or frequency = 1)",
            "and[segment = At risk; or[monetary > 500.0; frequency = 1.0]]",
        ),
        ("not frequency = 1 and frequency = 2", "and[not[frequency = 1.0]; frequency = 2.0]"),
        ("NOT Not frequency = 1", "not[not[frequency = 1.0]]"),
        ("country in ('France', 'EIRE')", "country in France, EIRE"),
        ("country not in ('France')", "country not in France"),
        ("last_purchase >= 2011-10-01", "last_purchase >= 2011-10-01"),
        ("last_purchase >= '2011-10-01'", "last_purchase >= 2011-10-01"),
        (
            "segment_since < 2011-10 or segment_since = '2011-11'",
            "or[segment_since < 2011-10; segment_since = 2011-11]",
        ),
        ("segment != 'Can''t lose'", "segment != Can't lose"),
        ('segment != "Can\'t lose"', "segment != Can't lose"),
        ('country = "a ""b"" c"', 'country = a "b" c'),
        ("monetary<=-0.5", "monetary <= -0.5"),
        ("\n  recency_days\t< 30 ", "recency_days < 30.0"),
        ("customer_id = '' or country = ' and '", "or[customer_id = ; country =  and ]"),
    ],
)
def test_conditions_are_read(text, said):
    """And binds closer than or, not closest; capitals and spaces between words don't matter."""
    assert _said(text) == said


def test_a_day_is_a_date():
    """A text where a date is expected is read as one."""
    assert parse("last_purchase = 2011-10-01").values == (date(2011, 10, 1),)


FAULTS = {
    "": "at character 1: found the end; expected is a column, 'not' or '('",
    "segmnt = 'At risk'": "at character 1: no column 'segmnt'; did you mean 'segment'?",
    "monetary > 5 and ordre = 1": "at character 18: no column 'ordre'; known are customer_id, segment,",
    "monetary > 'a lot'": "at character 12: monetary is compared with 'a lot'; allowed is a number, such as 500",
    "monetary > ": "at character 12: found the end; expected is text in quotes, a number or a date",
    "monetary > 1,000": "at character 13: found ','; expected is 'and', 'or' or the end",
    "monetary == 5": "at character 11: found '='",
    "monetary ~ 5": "at character 10: found '~'; expected is one of = != < <= > >=, 'not' or 'in'",
    "segment = 'At risk": "at character 11: a text begins with ' and does not end",
    "segment = Loyal": "at character 11: found 'Loyal'; expected is text in quotes",
    "segment = 5": "at character 11: segment is compared with 5; allowed is a segment's name in quotes",
    "segment > 'Loyal'": "at character 9: segment can't be compared by >; allowed are =, !=, in, not in",
    "country in ()": "at character 13: found ')'",
    "(monetary > 5": "at character 14: found the end; expected is ')'",
    "last_purchase > 2011-02-30": "at character 17: no such day: 2011-02-30",
    "last_purchase > 2011-02": "at character 17: last_purchase is compared with 2011-02; allowed is a day",
    "segment_since > 2011-13": "at character 17: segment_since is compared with 2011-13; allowed is a month",
    "__import__('os').system('true')": "at character 11: found '('",
    "monetary > 5; drop": "at character 13: found ';'",
    "monetary > " + "1" * 1000: "it has 1,011 characters; allowed are at most 1,000",
}


@pytest.mark.parametrize("text", FAULTS)
def test_what_is_no_condition_is_explained(text):
    """A fault is one line: at which character, what was found, and what is allowed."""
    with pytest.raises(ConditionError) as fault:
        parse(text)
    assert str(fault.value).startswith(FAULTS[text])
    assert "\n" not in str(fault.value)


def test_the_deepest_condition_is_read():
    """No condition that is short enough is too deep."""
    text = "not " * 245 + "frequency = 1"
    assert _said(text).count("not[") == 245
    assert _said("(" * 490 + "frequency = 1" + ")" * 490) == "frequency = 1.0"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("segment = 'At risk' or segment = 'champions, MORE orders'", None),
        ("previous_segment in ('new', 'returned', 'Loyal')", None),
        ("country = 'Nowhere'", None),
        (
            "frequency = 1 or segment = 'At rsk'",
            "at character 28: no segment 'At rsk'; did you mean 'At risk'?",
        ),
        ("segment in ('Loyal', 'new')", "at character 22: no segment 'new'; known are Hibernating, At risk,"),
    ],
)
def test_names_of_segments_are_checked(text, fault):
    """A name that no segment has is a slip; a previous segment may be none."""
    condition = parse(text)
    if fault is None:
        check_segments(condition, ALL_PROFILES)
        return
    with pytest.raises(ConditionError) as raised:
        check_segments(condition, ALL_PROFILES)
    assert str(raised.value).startswith(fault)


def test_customers_come_as_the_analysis_says():
    """The words for having no previous segment are the same everywhere."""
    assert (c.NEW, c.RETURNED) == (c.NEW, c.RETURNED)


def test_every_column_can_be_compared():
    """Whatever a column holds, it is said how it is compared and with what."""
    assert {*COLUMNS.values()} == OPERATORS.keys() == COMPARED_WITH.keys()
