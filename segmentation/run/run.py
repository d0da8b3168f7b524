"""A run: one reading of the lines, and what follows from it, each worked out once and kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from segmentation import __version__
from segmentation import columns as c
from segmentation.errors import CleaningError, ModelError
from segmentation.lines.overlap import Lines
from segmentation.lines.read_settings import ReadSettings
from segmentation.lines.source import open_frame, open_lines
from segmentation.mongo.address import shown
from segmentation.months import Month, choose_month, window_start
from segmentation.page.template_folders import find
from segmentation.progress import progress
from segmentation.run.facts import tell
from segmentation.run.lists import add_details, judge, tell_uplift
from segmentation.run.portraits import tell_portraits
from segmentation.settings.config import Config
from segmentation.topics.actions.work import read_actions
from segmentation.topics.cleaning.over_time import purchases_over_time
from segmentation.topics.cleaning.rules import Patterns
from segmentation.topics.cleaning.work import Cleaned, clean
from segmentation.topics.clustering.kmeans import Search
from segmentation.topics.features.minimum import Minimum, require_enough
from segmentation.topics.features.past import Past, look_back, rows_of
from segmentation.topics.model.fitting import fit_model
from segmentation.topics.model.folder import Models, read_models
from segmentation.topics.model.saved import Model, SourceOfModel
from segmentation.topics.model.scores import Scored, Scores, score
from segmentation.topics.movement.customer_history import tell_customers
from segmentation.topics.segments.work import describe_segments

if TYPE_CHECKING:
    import pandas as pd

    from segmentation.facts import Facts

Begin = Callable[[str], None]
"""Told what stage of the work begins."""

_MEANING: Final = (
    *("window", "as_of", "currency", "rules", "product_code", "invoice_number", "cancellation", "adjustment"),
    *("repeats", "returns", "outliers", "transform"),
)
"""Settings that say what recency, orders and spend are, and who is clustered by them."""


def _silent(_stage: str) -> None:
    pass


def read_lines(source: Any, config: Config | None = None) -> Lines:
    """Read lines from a file, a database, the sample shop, or any data frame.

    Parameters
    ----------
    source : str, Path or data frame
        A path or an address as the setting ``source`` takes it, or a frame that narwhals knows: pandas, Polars,
        PyArrow, DuckDB. Its columns may be called what they may be called in a file.
    config : Config, optional
        The settings, of which those of reading matter: columns, dates, decimals, sheets, overlap.

    Returns
    -------
    Lines
        ``frame`` has a row a line, as a lazy Polars frame; ``lines`` counts them.

    Raises
    ------
    SourceError
        The source can't be read as lines: what was found, what is allowed, what to do.

    Examples
    --------
    >>> import pandas as pd
    >>> bought = pd.DataFrame({
    ...     "Invoice": ["1", "2"], "StockCode": ["22423", "85123A"], "Quantity": [1, 6], "Price": [12.75, 2.55],
    ...     "InvoiceDate": pd.to_datetime(["2011-11-03 10:00", "2011-11-04 12:30"]), "Customer ID": [17850, 13047],
    ...     "Country": "United Kingdom", "Description": ["CAKESTAND", "HANGING HEART"],
    ... })
    >>> lines = read_lines(bought)
    >>> lines.lines, str(lines.first)
    (2, '2011-11-03 10:00:00')
    """
    config = config or Config()
    if isinstance(source, str | Path):
        return Run(config.model_copy(update={"source": str(source)})).lines
    return open_frame(source, sheets=config.sheet, reading=_reading(config), keep_overlap=config.overlap == "keep")


class Run:
    """One reading of the lines, and what follows from it, each worked out once and kept.

    Parameters
    ----------
    config : Config
        The settings.
    begin : callable of str, optional
        Told as each stage begins.
    lines : Lines, optional
        The lines, from `segmentation.read_lines`; by default those of the settings' source.
    refit : bool, optional
        Fit another model to the month asked for; it takes over in that month.
    model : str, optional
        By default the models in force score the months, and the first of all is fitted where there is none yet.
        The identifier of a model asks for the one in force in the month asked for to be that one; an empty text
        fits one to that month by itself, which is kept nowhere.

    Attributes
    ----------
    lines : Lines
        What was read.
    asked : Month
        The month asked for, or the last whole one.
    past : Past
        Purchases, orders and features of every month.
    models : Models
        The models in force; a new one among them is not kept in their folder yet.
    scores : Scores
        Every customer's segment in every month.

    Examples
    --------
    >>> run = Run(Config(source="sample", max_clusters=5, draws=5), model="")
    >>> month = run.month("2011-11")
    >>> month.cleaned.ledger[0].lines
    104606
    >>> month.customers.loc[["12347"], ["recency_days", "frequency", "monetary"]].to_dict("records")
    [{'recency_days': 34, 'frequency': 9, 'monetary': 2704.82}]
    >>> [segment.segment for segment in month.facts.segments]
    ['Loyal', 'Hibernating']
    """

    def __init__(
        self,
        config: Config,
        begin: Begin = _silent,
        *,
        lines: Lines | None = None,
        refit: bool = False,
        model: str | None = None,
    ) -> None:
        self.config, self.begin = config, begin
        self._refit, self._model = refit, model
        if lines is not None:
            self.lines = lines

    @cached_property
    def lines(self) -> Lines:
        """Read the source."""
        config = self.config
        with progress(f"Reading {shown(config.source)}", total=None) as advance:
            return open_lines(
                config.source,
                sheets=config.sheet,
                reading=_reading(config),
                keep_overlap=config.overlap == "keep",
                snapshots=config.snapshots,
                period=partial(_period, config),
                on_sheet=lambda _done, _total: advance(1),
            )

    @cached_property
    def asked(self) -> Month:
        """The month asked for, or the last whole one."""
        return _choose(self.config, self.lines.first, self.lines.last)

    @cached_property
    def first_fit(self) -> Month:
        """The month that the first model of all is fitted on: whatever month is asked for, the last whole one."""
        return _fitting_month(self.config, self.lines.first, self.lines.last)

    @cached_property
    def past(self) -> Past:
        """Look back over every month up to the one asked for, and the one the first model is fitted on."""
        last = max(self.asked, self.first_fit)
        self.begin("Looking back over the months")
        purchases = purchases_over_time(self.lines.frame, **self._rules)
        config = self.config
        past = look_back(purchases, last, window=self._window, month_end=config.as_of == "month end")
        if past is None:
            # It says what became of the lines.
            self.clean(last)
            msg = f"no purchase is left up to {last}; take another month"
            raise CleaningError(msg)
        return past

    @cached_property
    def models(self) -> Models:
        """Take the models in force, or fit one."""
        month = self.asked
        if self._model is not None:
            return _chosen(self.config, month, self._model) or Models().with_model(self.fit(month, Models()), None)
        models = read_models(models_folder(self.config)) if self._refit else models_in_force(self.config, month)
        if models.since and not self._refit:
            return models
        model = self.fit(month if self._refit else self.first_fit, models)
        return models.with_model(model, str(month) if models.since else None)

    @cached_property
    def scores(self) -> Scores:
        """Score every customer in every month."""
        history, models = self.past.history, self.models
        self.begin("Scoring the customers")
        return score(history, models, hold=self.config.hold_borders)

    def month(self, month: str | Month | None = None) -> MonthOfRun:
        """Take a month, such as ``2011-11``; by default the one asked for."""
        found = Month.parse(month) if isinstance(month, str) else month or self.asked
        config = self.config if found == self.asked else self.config.model_copy(update={"month": str(found)})
        return MonthOfRun(self, config, found)

    def clean(self, month: Month) -> Cleaned:
        """Set aside the lines that are no customer's purchase within a month's window."""
        return clean(
            self.lines.frame,
            as_of=month.end,
            window_start=self.window_of(month),
            counted=self.lines.counted,
            **self._rules,
        )

    def measure(self, month: Month) -> pd.DataFrame:
        """Take a month's customers, and make sure that there are enough of them.

        Raises
        ------
        FeaturesError
            There are too few customers, invoices or days of history.
        """
        features, config = rows_of(self.past.history, month), self.config
        minimum = Minimum(config.minimum_customers, config.minimum_invoices, config.minimum_days)
        require_enough(features, as_of=self.as_of(features, month), minimum=minimum)
        return features

    def fit(self, month: Month, models: Models) -> Model:
        """Fit a model to a month's customers; names are carried over from the model in force in it, if there is one."""
        config, features = self.config, self.measure(month)
        self.begin("Fitting a model")
        return fit_model(
            features,
            month=str(month),
            made_with=__version__,
            source=SourceOfModel(uri=self.lines.uri, sha256=self.lines.sha256),
            settings=_settings(config),
            search=Search(config.n_init, config.max_iter, config.tol, config.random_state),
            candidates=range(2, config.max_clusters + 1),
            n_clusters=config.clusters,
            transform=config.transform,
            draws=config.draws,
            minimum_cluster=config.minimum_cluster,
            cut_outliers=config.outliers == "iqr",
            predecessor=models.without(str(month)).in_force(str(month)),
            names_used=models.names_used(str(month)),
        )

    def as_of(self, features: pd.DataFrame, month: Month) -> datetime:
        """Say from when a month looks back: its end, or the last purchase of its customers."""
        if self.config.as_of == "month end" or features.empty:
            return month.end
        last: datetime = features[c.LAST_PURCHASE].max().to_pydatetime()
        return last

    def window_of(self, month: Month) -> datetime | None:
        """Say from when purchases count in a month's report; None for everything there is."""
        return None if self._window is None else window_start(month.end, self._window)

    @property
    def _window(self) -> int | None:
        return None if self.config.window == "all" else self.config.window

    @property
    def _rules(self) -> dict[str, Any]:
        """Say which lines count, as both ways of cleaning take it."""
        config = self.config
        repeats = ("repeated line",) if config.repeats == "drop" and "repeated line" not in config.rules else ()
        product = "" if c.STOCK_CODE in self.lines.absent else config.product_code
        return {
            "rules": (*config.rules, *repeats),
            "match": config.returns == "match",
            "patterns": Patterns(product, config.invoice_number, config.cancellation, config.adjustment),
        }


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
        customers, model = scored.customers, scored.model
        segments = describe_segments(
            customers, customers[c.CLUSTER], model.by_cluster, model.fit.centers_in_units, actions
        )
        facts = tell(run, cleaned, scored, segments)
        facts = judge(self.config, tell_uplift(self.config, facts, cleaned.lines))
        return tell_portraits(self.config, facts, scored, self.customers, cleaned.lines)


def actions_file(config: Config) -> Path:
    """Name the file with the recommended actions: the user's own, or the first in the folders of templates."""
    return config.actions or find(config.template_folders, "actions.toml")


def models_folder(config: Config) -> Path:
    """Name the folder where models are kept; those of the sample shop apart, since it is nobody's shop."""
    folder = config.models or config.output / "models"
    return folder / "sample" if config.source == "sample" else folder


def models_in_force(config: Config, month: Month) -> Models:
    """Read which models are in force, and make sure that the month's was fitted with the same settings.

    Raises
    ------
    ModelError
        A file can't be read, or the model was fitted with other settings.
    """
    models = read_models(models_folder(config))
    model = models.in_force(str(month))
    differences = [] if model is None else _differences(config, model)
    if model is not None and differences:
        msg = (
            f"the model in force in {month}, {model.identifier}, was fitted with {', '.join(differences)}; make "
            "another with --refit, or keep this run apart with --models"
        )
        raise ModelError(msg)
    return models


def _chosen(config: Config, month: Month, identifier: str) -> Models | None:
    """Read the models in force where the month's is the one named; None where none is named."""
    if not identifier:
        return None
    models = read_models(models_folder(config))
    found = models.in_force(str(month))
    if found is None or found.identifier != identifier:
        has = "none" if found is None else found.identifier
        msg = f"in {models_folder(config)} the model of {month} is {has}, not {identifier}; leave it out to fit one"
        raise ModelError(msg)
    return models


def _differences(config: Config, model: Model) -> list[str]:
    """List the settings that bear on a model in which it and a run differ."""
    asked = _settings(config)
    different = [
        f"{name} = {model.settings[name]!r}, and {asked[name]!r} is asked for"
        for name in _MEANING
        if model.settings.get(name) != asked[name]
    ]
    if config.clusters is not None and config.clusters != model.n_clusters:
        different.append(f"{model.n_clusters} clusters, and {config.clusters} are asked for")
    return different


def _settings(config: Config) -> dict[str, Any]:
    dumped = config.model_dump(mode="json")
    return {name: dumped[name] for name in _MEANING}


def _reading(config: Config) -> ReadSettings:
    """Say how the source is to be read: the settings named like the fields of `ReadSettings`."""
    return ReadSettings(**{field.name: getattr(config, field.name) for field in fields(ReadSettings)})


def _choose(config: Config, first: datetime, last: datetime) -> Month:
    """Choose the month: the one asked for, or the last whole one; counted from the last purchase, the last one."""
    if config.month is None and config.as_of == "last purchase":
        return Month.of(last)
    return choose_month(Month.parse(config.month) if config.month else None, first, last)


def _fitting_month(config: Config, first: datetime, last: datetime) -> Month:
    return _choose(config.model_copy(update={"month": None}), first, last)


def _period(config: Config, first: datetime, last: datetime) -> tuple[datetime | None, datetime]:
    """Say from when until when lines matter to the report: to its segments, all that came before."""
    return None, max(_choose(config, first, last), _fitting_month(config, first, last)).end
