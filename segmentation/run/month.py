"""One month of a run: the lines that count, the customers, and the facts of its report."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from segmentation import columns as c
from segmentation.coins import digits_of
from segmentation.delivery.lists import FOLDER, draw_list, read_past_lists
from segmentation.delivery.workbook import sheets_of_segments
from segmentation.months import Month, is_whole
from segmentation.page.template_folders import find
from segmentation.run.collect import collect_facts
from segmentation.run.lists import list_orders
from segmentation.settings.config import Config
from segmentation.topics.actions.work import read_actions
from segmentation.topics.cleaning.record import Sheet, Source
from segmentation.topics.cleaning.work import Cleaned
from segmentation.topics.clustering.outliers import set_apart
from segmentation.topics.cohorts.work import follow
from segmentation.topics.features.past import rows_of
from segmentation.topics.features.work import extract_activity, extract_sales
from segmentation.topics.gates.work import judge_gates
from segmentation.topics.model.drift import drift_of
from segmentation.topics.model.scoring import Scored
from segmentation.topics.movement.customer_history import tell_customers
from segmentation.topics.movement.record import Movement
from segmentation.topics.movement.work import count_movements
from segmentation.topics.portraits.countries import count_countries
from segmentation.topics.portraits.customer_details import describe_customers, name_products
from segmentation.topics.portraits.preferences import find_preferences
from segmentation.topics.portraits.record import Portraits
from segmentation.topics.portraits.work import DrawnList, portray
from segmentation.topics.revenue.record import RevenueChange
from segmentation.topics.revenue.work import attribute
from segmentation.topics.trends.record import Trends
from segmentation.topics.trends.steadiness import steadiness
from segmentation.topics.trends.work import trends
from segmentation.topics.uplift.record import Uplift
from segmentation.topics.uplift.work import measure_uplift, spent_since

if TYPE_CHECKING:
    from decimal import Decimal

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
        return told.join(describe_customers(self.cleaned.lines, told.index))

    @cached_property
    def facts(self) -> Facts:
        """Everything the month's report says."""
        alone = self._alone()
        self.run.begin("Comparing the months")
        amounts = {segment.segment: segment.monetary for segment in alone.segments}
        followed = self._trends(alone, amounts)
        movement = self._movement(alone, amounts, windows_full=all(followed.full[-2:]))
        lines, past = self.run.lines, self.run.past
        return alone.model_copy(
            update={
                "movement": movement,
                "trends": followed,
                "steadiness": steadiness(self.scored.history, str(self.month)),
                "revenue_change": self._revenue_changes(),
                "cohorts": follow(
                    extract_activity(past.orders, self.month),
                    first=lines.first,
                    last=self.month,
                    month_is_whole=is_whole(self.month, lines.last),
                ),
                "uplift": self._uplift(),
                "gates": judge_gates(alone.ledger, alone.customers, alone.drift, **self.config.gates.model_dump()),
                "portraits": self._portraits(alone, movement, amounts),
            }
        )

    def _alone(self) -> Facts:
        """Collect what the month says by itself."""
        run, config, month, scored = self.run, self.config, self.month, self.scored
        actions = read_actions(actions_file(config))
        lines, customers, model, cleaned = run.lines, scored.customers, scored.model, self.cleaned
        _enough = self.features  # or else it raises
        window = 1 if config.window == "all" else config.window
        # The window of the first line's month counts as fully covered.
        first_full = Month.of(lines.first).shifted(window - 1)
        return collect_facts(
            source=Source(
                uri=lines.uri,
                sha256=lines.sha256,
                lines_read=lines.lines_read,
                lines=lines.lines,
                sheets=tuple(Sheet(sheet=sheet, lines=count) for sheet, count in lines.sheets),
                first_line=lines.first,
                last_line=lines.last,
                absent=tuple(sorted(lines.absent)),
            ),
            month=month,
            month_is_whole=is_whole(month, lines.last),
            as_of=run.as_of(customers, month),
            returns_matched=config.returns == "match",
            window_start=run.window_of(month),
            window_months=None if config.window == "all" else config.window,
            currency=config.currency,
            ledger=cleaned.ledger,
            customers=customers,
            model=model,
            since=scored.models.since_when(str(month)),
            replaced=scored.replaced,
            drift=drift_of(scored, first_full=first_full, month_is_whole=is_whole(month, lines.last)),
            set_apart=int(set_apart(customers, model.caps).notna().sum()),
            actions=actions,
            minimum_cluster=config.minimum_cluster,
        )

    @property
    def _digits(self) -> int:
        return digits_of(self.config.currency)

    def _profiles(self, facts: Facts) -> dict[str, str]:
        """Give the profile of every name that a segment has or had."""
        models = [model for _, model in self.scored.models.since]
        former = {name.name: name.profile for model in models for name in model.by_cluster.values()}
        return {**former, **{segment.segment: segment.profile for segment in facts.segments}}

    def _trends(self, facts: Facts, amounts: dict[str, Decimal]) -> Trends:
        return trends(
            self.scored.history,
            str(self.month),
            digits=self._digits,
            amounts=amounts,
            profiles=self._profiles(facts),
            window_months=facts.window_months,
            data_from=str(Month.of(self.run.lines.first)),
        )

    def _movement(self, facts: Facts, amounts: dict[str, Decimal], *, windows_full: bool) -> Movement | None:
        """Hold last month's segments against this month's; None in the first month there is."""
        scored = self.scored
        if self.run.past.first >= self.month:
            return None
        # If models score a name differently, the month's own model counts.
        models = [*(model for _, model in scored.models.since), scored.model]
        names = [name for model in models for name in model.by_cluster.values()]
        return count_movements(
            rows_of(scored.history, self.month.shifted(-1)),
            scored.customers,
            str(self.month),
            digits=self._digits,
            amounts=amounts,
            scores={name.name: (name.recency_score, name.value_score) for name in names},
            profiles=self._profiles(facts),
            before_refit=scored.before_refit,
            windows_full=windows_full,
        )

    def _revenue_changes(self) -> tuple[RevenueChange, ...]:
        """Compare the month's revenue with last month's, and with that of the same month a year before."""
        month, past = self.month, self.run.past
        others = [other for other in (month.shifted(-1), month.shifted(-12)) if other >= past.first]
        if not others:
            return ()
        now, activity = extract_sales(past.purchases, month), extract_activity(past.orders, month)
        return tuple(
            attribute(
                extract_sales(past.purchases, other),
                now,
                month_then=other,
                month=month,
                digits=self._digits,
                has_products=not {c.STOCK_CODE, c.QUANTITY} & self.run.lines.absent,
                earlier=set(activity.loc[activity[c.MONTH] < str(month), c.CUSTOMER_ID]),
            )
            for other in others
        )

    def _uplift(self) -> Uplift | None:
        """Measure what last month's lists did; None where none of them held customers out."""
        last = str(self.month.shifted(-1))
        folder = self.config.output / last
        # Lists that don't exist are not counted.
        if not read_past_lists(folder, ()):
            return None
        spent = spent_since(self.cleaned.lines, self.month.start)
        return measure_uplift(read_past_lists(folder, spent.index), spent, month=last, digits=self._digits)

    def _portraits(self, facts: Facts, movement: Movement | None, amounts: dict[str, Decimal]) -> Portraits:
        """Describe each segment beside the whole base."""
        exact, customers, kept = self.scored.customers[[*c.FEATURES, c.SEGMENT]], self.customers, self.cleaned.lines
        lists = tuple(
            DrawnList(order.name, f"{FOLDER}/{order.file}.csv", *draw_list(order, customers, month=str(self.month)))
            for order in list_orders(self.config)
        )
        return portray(
            exact,
            facts.segments,
            facts.base,
            movement,
            countries=count_countries(exact.join(customers[c.COUNTRY]), amounts, self._digits),
            preferences=find_preferences(kept, exact[c.SEGMENT], name_products(kept)),
            lists=lists,
            sheets=sheets_of_segments({segment.segment: segment.customers for segment in facts.segments}),
            digits=self._digits,
        )


def actions_file(config: Config) -> Path:
    """Name the file with the recommended actions: the user's own, or the first in the folders of templates."""
    return config.actions or find(config.template_folders, "actions.toml")
