"""The lines in words: sources, rules, returns, the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from segmentation import columns as c
from segmentation.style import formats as f
from segmentation.style.caption import Caption, alt_text
from segmentation.style.language import gettext as _
from segmentation.style.language import ngettext, pgettext
from segmentation.style.wording import join

if TYPE_CHECKING:
    from segmentation.facts import Facts


def captions(facts: Facts) -> dict[str, Caption]:
    """Write the words around the ledger's picture."""
    title = money_is_kept(facts)
    measure = _(
        "From the input to what this report is made of, rule after rule: − takes off, + adds; setting aside a "
        "return, which is negative, adds"
    )
    steps = "; ".join(
        f"{rule_name(row.rule)}: {f.money(row.amount, facts.currency)}" for row in facts.ledger if row.amount
    )
    return {"waterfall": Caption(title, measure, alt_text(title, _("A waterfall"), steps))}


def money_is_kept(facts: Facts) -> str:
    """Say how much of the money is kept, and which rule takes most."""
    first, *rules, kept = facts.ledger
    amounts = {
        "kept": f.short_money(kept.amount, facts.currency),
        "all": f.short_money(first.amount, facts.currency),
    }
    taken = max(rules, key=lambda row: row.amount, default=None)
    if taken is None or taken.amount <= 0:
        return _("{kept} of the {all} that was read is in this report").format(**amounts)
    return _("{kept} of the {all} that was read is in this report; “{rule}” takes most, {money}").format(
        **amounts, rule=rule_name(taken.rule), money=f.short_money(taken.amount, facts.currency)
    )


def how_returns(facts: Facts) -> str:
    """Say how returns are treated."""
    if not facts.returns_matched:
        return _("Returns and cancellations are set aside, and what they send back still counts as bought.")
    match c.STOCK_CODE in facts.source.absent, c.QUANTITY in facts.source.absent:
        case False, False:
            matched = _(
                "A return undoes the same customer’s latest earlier purchases of the same product, piece by piece."
            )
        case True, False:
            matched = _("A return undoes the same customer’s latest earlier purchases, piece by piece.")
        case False, True:
            matched = _(
                "A return undoes the same customer’s latest earlier purchases of the same product; the source counts "
                "no pieces, so it is money that is matched: a refund undoes as much as was refunded."
            )
        case _:
            matched = _(
                "A return undoes the same customer’s latest earlier purchases; the source counts no pieces, so it is "
                "money that is matched: a refund undoes as much as was refunded."
            )
    return " ".join([matched, _("An order that was sent back whole does not count.")])


RULE: Final = "rule of cleaning"
"""In what context a rule's name is translated: "return" alone could be anything."""


def rule_name(rule: str) -> str:
    """Name a rule of cleaning at the start of a line.

    Examples
    --------
    >>> rule_name("bad-debt adjustment")
    'Bad-debt adjustment'
    """
    name = pgettext(RULE, rule)
    return f"{name[:1].upper()}{name[1:]}"


def which_source(facts: Facts) -> str:
    """Say what was read; the hash of its content comes after it."""
    source = facts.source
    return ngettext(
        "{uri}, {lines} line from {first} to {last}. SHA-256 of its content:",
        "{uri}, {lines} lines from {first} to {last}. SHA-256 of its content:",
        source.lines,
    ).format(uri=source.uri, lines=f.count(source.lines), first=f.day(source.first_line), last=f.day(source.last_line))


def which_sheets(facts: Facts) -> str:
    """Say how many lines each sheet has, and what is left where sheets overlap; empty for a single one."""
    source = facts.source
    if len(source.sheets) < 2:
        return ""
    sheets = [
        ngettext("{lines} line in sheet “{sheet}”", "{lines} lines in sheet “{sheet}”", sheet.lines).format(
            lines=f.count(sheet.lines), sheet=sheet.sheet
        )
        for sheet in source.sheets
    ]
    return _(
        "The source has {sheets}; lines in more than one sheet are counted once, which leaves {lines} of {read}."
    ).format(sheets=join(sheets), lines=f.count(source.lines), read=f.count(source.lines_read))


def how_traced(facts: Facts) -> str:
    """Say in which files beside the report its figures are, and where they come from."""
    told = [
        _(
            "Every figure here is in facts.json, every customer’s segment in customers.csv, and the input’s hash, "
            "the settings and the versions of all software in manifest.json, beside this report."
        )
    ]
    if facts.notebook == "made":
        told.append(_("The work, step by step, is in analysis.html, the analyst’s notebook."))
    if facts.notebook == "missing":
        told.append(_("The analyst’s notebook is missing: it could not be made."))
    return " ".join(told)
