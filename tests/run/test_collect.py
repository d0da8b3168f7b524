"""Collecting what the stages computed into the record of facts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from segmentation.profiles import CHAMPIONS, HIBERNATING, LOYAL

from ..by_hand.facts import four_groups, ledger, tell


def test_money_is_the_same_wherever_it_stands():
    """Fractions of a penny round one way in the ledger, the total and the segments.

    £20.004 of customers and £200.004 of nobody make £220.01; the odd penny goes to nobody, who comes first.
    """
    pair = {"Champions": (CHAMPIONS, [(5, 9, 10.002)]), "Loyal": (LOYAL, [(20, 5, 10.002)])}
    facts = tell(pair, nobodys=2_000_040).facts
    kept = next(row.amount for row in facts.ledger if row.rule == "kept")
    assert kept == facts.monetary == sum(x.monetary for x in facts.segments) == Decimal("20.00")
    assert facts.without_customer == next(row.amount for row in facts.ledger if row.rule == "no customer")
    assert facts.revenue == facts.monetary + facts.without_customer == Decimal("220.01")
    assert facts.ledger[0].amount == sum(row.amount for row in facts.ledger[1:]) == Decimal("220.01")


@pytest.mark.parametrize("pence", range(12))
def test_sums_hold_however_the_fractions_fall(pence):
    """The rows of the ledger and of the segments add up whatever fractions of a penny there are."""
    spent = [round(100 + (pence * step + step) * 0.0007, 4) for step in range(1, 6)]
    names = ("Champions", "Loyal", "Promising", "At risk", "Hibernating")
    groups = {name: (name, [(5, 9, pounds)]) for name, pounds in zip(names, spent, strict=True)}
    facts = tell(groups, nobodys=2_000_000 + 7 * pence).facts
    assert facts.ledger[0].amount == sum(row.amount for row in facts.ledger[1:])
    assert facts.ledger[-1].amount == facts.monetary == sum(x.monetary for x in facts.segments)


@pytest.mark.parametrize(("missing", "kept"), [(1, "799.9999"), (-100, "800.01")])
def test_a_ledger_that_keeps_other_money_than_customers_spent_is_our_fault(missing, kept):
    """The hundredth part of a penny, which no rounding shows, is a fault already, and none of the user's making."""
    pair = {"Champions": (CHAMPIONS, [(2, 10, 500.00)]), "Hibernating": (HIBERNATING, [(300, 1, 300.00)])}
    message = f"the ledger of 2011-11 keeps {kept} GBP, but its customers spent 800.00"
    with pytest.raises(RuntimeError, match=message):
        tell(pair, missing=missing)


def test_facts_of_a_shop_by_hand():
    """Two champions and a sleeper: counts, shares, medians and concentration are those worked out by hand."""
    facts = tell(
        {
            "Champions": (CHAMPIONS, [(2, 10, 500.00), (4, 20, 300.00)]),
            "Hibernating": (HIBERNATING, [(300, 1, 200.00)]),
        }
    ).facts
    assert (facts.customers, facts.monetary, facts.without_customer) == (3, Decimal(1000), Decimal(200))
    assert facts.without_customer_share == pytest.approx(200 / 1200)
    assert [x.customers for x in facts.segments] == [2, 1]
    assert [x.customer_share for x in facts.segments] == pytest.approx([2 / 3, 1 / 3])
    assert [x.monetary_share for x in facts.segments] == pytest.approx([0.8, 0.2])
    assert facts.segments[0].monetary_median == Decimal(400)
    assert (facts.base.recency_days_median, facts.base.frequency_median) == (4, 10)
    assert facts.base.monetary_median == Decimal(300)
    # The best customer alone brings in half of £1,000.
    assert facts.concentration.customers_for_half == 1
    assert facts.concentration.top_tenth_share == 0.5
    assert [(p.customer_share, p.monetary_share) for p in facts.concentration.curve] == [
        (0, 0),
        (pytest.approx(1 / 3), 0.5),
        (pytest.approx(2 / 3), 0.8),
        (1, 1),
    ]


def test_half_the_money_takes_one_more_customer_where_it_is_not_reached():
    """With £499 of £1,000 from the best customer, half the money takes two."""
    spent = [499.00, 301.00, 200.00]
    facts = tell({"Loyal": (LOYAL, [(5, 2, pounds) for pounds in spent])}).facts
    assert facts.concentration.customers_for_half == 2


def test_best_tenth_and_hundredth():
    """Of 200 customers of whom the best two spend £401 and the rest £1 each, two bring in 80.2%."""
    facts = tell({"Loyal": (LOYAL, [(5, 2, 401.00 if row < 2 else 1.00) for row in range(200)])}).facts
    assert facts.concentration.top_hundredth_share == pytest.approx(802 / 1000)
    assert facts.concentration.top_tenth_share == pytest.approx(820 / 1000)
    shares = [(p.customer_share, p.monetary_share) for p in facts.concentration.curve]
    assert shares == sorted(set(shares))
    assert all(money >= customers for customers, money in shares)


@pytest.mark.parametrize(
    ("first_line", "months"),
    [
        (datetime(2009, 12, 1), 12),  # noqa: DTZ001  (the shop's local time)
        (datetime(2010, 12, 31), 12),  # noqa: DTZ001
        (datetime(2011, 1, 1), 11),  # noqa: DTZ001
        (datetime(2011, 11, 30), 1),  # noqa: DTZ001
    ],
)
def test_history_is_counted_in_months_of_the_window(first_line, months):
    """History reaches from the first line, but not from before the window; a month begun is a month."""
    assert tell(four_groups(), first_line=first_line).facts.history_months == months


def test_a_currency_without_pence():
    """In yen every amount of the record is whole, and the sums still hold."""
    facts = tell(four_groups(), currency="JPY").facts
    amounts = [facts.monetary, *(x.monetary for x in facts.segments), *(row.amount for row in facts.ledger)]
    assert all(amount == amount.to_integral_value() for amount in amounts)
    assert sum(x.monetary for x in facts.segments) == facts.monetary


def test_ledger_of_the_record_has_every_rule_in_order():
    """The record names every rule, used or not, between the input and what was kept."""
    facts = tell(four_groups()).facts
    assert [row.rule for row in facts.ledger] == [*ledger(1, 1, 1).index]
    assert all(row.reason for row in facts.ledger)
