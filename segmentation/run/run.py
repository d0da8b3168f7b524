"""A run: one reading of the lines, and what follows from it, each worked out once and kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segmentation import __version__
from segmentation import columns as c
from segmentation.errors import CleaningError
from segmentation.lines.overlap import Lines
from segmentation.lines.read_settings import ReadSettings
from segmentation.lines.source import open_frame, open_lines
from segmentation.mongo.address import shown
from segmentation.months import Month, choose_month, window_start
from segmentation.progress import progress
from segmentation.run.models import models_folder, models_in_force, models_named, settings_of_model
from segmentation.run.month import MonthOfRun
from segmentation.settings.config import Config
from segmentation.topics.cleaning.over_time import known_at, purchases_over_time, returns_over_time, sound_lines
from segmentation.topics.cleaning.rules import Patterns
from segmentation.topics.cleaning.work import Cleaned, clean
from segmentation.topics.clustering.kmeans import Search
from segmentation.topics.features.past import Past, look_back, rows_of
from segmentation.topics.features.work import Minimum, require_enough
from segmentation.topics.model.fitting import fit_model
from segmentation.topics.model.folder import Models, read_models
from segmentation.topics.model.saved import Model, SourceOfModel
from segmentation.topics.model.scoring import Scores, score

if TYPE_CHECKING:
    import narwhals as nw
    import pandas as pd


Begin = Callable[[str], None]
"""Called with the name of each stage as it begins."""


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
        Called with the name of each stage as it begins.
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
    >>> int(month.cleaned.ledger["lines"]["input"])
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
        """The month that the very first model is fitted on: always the last complete one."""
        return _fitting_month(self.config, self.lines.first, self.lines.last)

    @cached_property
    def returned(self) -> nw.LazyFrame[Any]:
        """Match returns month by month, once for the ledger and the customers; none where they undo nothing."""
        sound = self._sound if self.config.returns == "match" else self._sound.head(0)
        return returns_over_time(sound).collect("polars").lazy()

    @cached_property
    def past(self) -> Past:
        """Look back over every month up to the one asked for, and the one the first model is fitted on."""
        last = max(self.asked, self.first_fit)
        self.begin("Looking back over the months")
        purchases = purchases_over_time(self._sound, self.returned)
        config = self.config
        past = look_back(purchases, last, window=self._window, month_end=config.as_of == "month end")
        if past is None:
            # Raises an error that says where the lines went.
            self.clean(last)
            msg = f"no purchases are left up to {last}; choose another month"
            raise CleaningError(msg)
        return past

    @cached_property
    def models(self) -> Models:
        """Take the models in force, or fit one."""
        month = self.asked
        if self._model is not None:
            return models_named(self.config, month, self._model) or Models().with_model(self.fit(month, Models()), None)
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
            returned=known_at(self.returned, month),
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
            settings=settings_of_model(config),
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
    def _sound(self) -> nw.LazyFrame[Any]:
        return sound_lines(self.lines.frame, **self._rules)

    @property
    def _rules(self) -> dict[str, Any]:
        """Say which lines count."""
        config = self.config
        repeats = ("repeated line",) if config.repeats == "drop" and "repeated line" not in config.rules else ()
        product = "" if c.STOCK_CODE in self.lines.absent else config.product_code
        return {
            "rules": (*config.rules, *repeats),
            "patterns": Patterns(product, config.invoice_number, config.cancellation, config.adjustment),
        }


def _reading(config: Config) -> ReadSettings:
    """Say how to read the source: the settings named like the fields of `ReadSettings`."""
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
