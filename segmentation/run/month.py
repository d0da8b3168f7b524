"""One month of a run: the lines that count, the customers, and the facts of its report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from segmentation import columns as c
from segmentation.months import Month
from segmentation.page.template_folders import find
from segmentation.run.facts import tell
from segmentation.run.lists import add_details, judge, tell_uplift
from segmentation.run.portraits import tell_portraits
from segmentation.settings.config import Config
from segmentation.topics.actions.work import read_actions
from segmentation.topics.cleaning.work import Cleaned
from segmentation.topics.model.scoring import Scored
from segmentation.topics.movement.customer_history import tell_customers

if TYPE_CHECKING:
    import pandas as pd

    from segmentation.facts import Facts
    from segmentation.run.run import Run


@dataclass(frozen=True)
class MonthOfRun:
    """What a run says of one month, each part worked out when it is first asked for."""

    run: Run
    config: Config
    month: Month

    @cached_property
    def cleaned(self) -> Cleaned:
        """The lines that count, and the ledger of those set aside."""
        self.run.begin("Cleaning the lines")
        return self.run.clean(self.month)

    @cached_property
    def features(self) -> pd.DataFrame:
        """Each customer's recency, frequency and monetary value, the last in ten-thousandths of the currency's unit."""
        return self.run.measure(self.month)

    @cached_property
    def scored(self) -> Scored:
        """Every customer's segment in every month up to this one."""
        return self.run.scores.up_to(self.month)

    @cached_property
    def customers(self) -> pd.DataFrame:
        """A row a customer, money in the currency's unit.

        ``recency_days``, ``frequency``, ``monetary``, ``first_purchase``, ``last_purchase``, ``segment``,
        ``confidence`` (missing for who was set apart before clustering), ``previous_segment`` and ``segment_since``;
        then ``country`` and top products.
        """
        told = tell_customers(self.scored)
        told = told.assign(**{c.MONETARY: told[c.MONETARY] / c.MONEY_SCALE})
        return add_details(told, self.cleaned.lines)

    @cached_property
    def facts(self) -> Facts:
        """Everything the month's report says."""
        run, scored = self.run, self.scored
        actions = read_actions(actions_file(self.config))
        cleaned, _enough = self.cleaned, self.features
        run.begin("Comparing the months")
        facts = tell(run, cleaned, scored, actions)
        facts = judge(self.config, tell_uplift(self.config, facts, cleaned.lines))
        return tell_portraits(self.config, facts, scored, self.customers, cleaned.lines)


def actions_file(config: Config) -> Path:
    """Name the file with the recommended actions: the user's own, or the first in the folders of templates."""
    return config.actions or find(config.template_folders, "actions.toml")
