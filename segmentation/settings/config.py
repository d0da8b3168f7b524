"""Every setting of a run: one frozen `Config`.

Defaults, types and checks are here and nowhere else; the command line follows by itself. Where a value comes from
is in `segmentation.settings.loading`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel, Field, ValidationInfo, field_serializer, field_validator
from pydantic.fields import FieldInfo

from segmentation import columns as c
from segmentation.errors import nearest
from segmentation.mongo.address import is_address, shown
from segmentation.settings import checks
from segmentation.settings.gates import Gates
from segmentation.settings.lists import CampaignList, file_name
from segmentation.settings.mail import MailConfig
from segmentation.settings.presets import PRESETS
from segmentation.settings.report import ReportConfig
from segmentation.settings.table import Table, setting
from segmentation.topics.cleaning.rules import DEFAULT_RULES, LineRule

_HERE: Final = Path(__file__).parents[1]


def _templates() -> Path:
    """Find the templates: inside an installed package, or beside it in a checkout."""
    inside = _HERE / "report_templates"
    return inside if inside.is_dir() else _HERE.parent / "report_templates"


def _snapshots() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("segmentation") / "snapshots"


def is_table(field: FieldInfo) -> bool:
    """Check whether a setting is a table of settings, or several: those have no option of their own."""
    kind = get_args(field.annotation)[0] if get_origin(field.annotation) is tuple else field.annotation
    return isinstance(kind, type) and issubclass(kind, BaseModel)


_NUMBERS: Final = (
    *("window", "clusters", "max_clusters", "n_init", "max_iter", "tol", "random_state", "draws"),
    *("minimum_customers", "minimum_invoices", "minimum_days", "minimum_cluster"),
)


class Config(Table):
    """Every setting of a run, described by its field; ``segmentation config`` prints them all."""

    preset: Literal["classic", "classic-both-sheets"] | None = setting(
        None,
        "A set of settings under one name, which everything else said overrides.",
        f"one of {', '.join(repr(name) for name in PRESETS)}",
    )
    source: str = setting(
        "sample",
        "Where the lines come from: an .xlsx, .csv, .tsv, .txt or .parquet file, mongodb://host/database, or 'sample' "
        "for the embedded sample shop.",
        "the path of an .xlsx, .csv or .parquet file, mongodb://host/database, 'mongodb' or 'sample'",
        min_length=1,
    )
    month: str | None = setting(
        None,
        "The month to report on, or 'previous' for the one before today's; by default the last whole one in the data.",
        "a month such as 2011-11, or 'previous'",
        pattern=r"^\d{4}-(0[1-9]|1[0-2])$",
    )
    output: Path = setting(Path("outputs"), "Folder in which the month's folder is made.", "a folder")
    window: Annotated[int, Field(ge=1, le=120)] | Literal["all"] = setting(
        12,
        "How many months to look back over, or 'all' there are.",
        "a whole number of months from 1 to 120, or 'all'",
    )
    as_of: Literal["month end", "last purchase"] = setting(
        "month end",
        "What recency is counted from: the end of the month, or the last purchase of all.",
        "'month end' or 'last purchase'",
    )
    clusters: int | None = setting(
        None,
        "How many clusters to make; by default elbow and silhouette decide.",
        "a whole number from 2 to 50",
        ge=2,
        le=50,
    )
    sheet: tuple[str, ...] = setting(
        (), "Take only this sheet of the workbook; may be given several times.", "names of sheets"
    )
    columns: dict[str, str] = setting(
        dict,
        "What the file calls a column, such as price=Cost; may be given several times. Besides the usual columns "
        "there are amount (the line's total), invoice_time, status and currency_code. Nothing after the = says that "
        "the file has no such column.",
        "column=its name",
    )
    header: bool = setting(
        True, "Whether a row names the columns; without one they go by number: 1, 2, 3.", "true or false"
    )
    separator: Literal[",", ";", "|", "tab", "spaces"] | None = setting(
        None, "What stands between the columns of a text file; by default its header tells.", "one of , ; | tab spaces"
    )
    decimal: Literal[".", ","] | None = setting(
        None,
        "What stands before the decimals of numbers written as text; by default a point, and the other sign is "
        "understood only where it leaves no doubt.",
        "'.' or ','",
    )
    date_format: str | None = setting(
        None,
        "How dates written as text are to be read, such as '%d/%m/%Y %H:%M'.",
        "a format in strftime's letters, such as '%d/%m/%Y %H:%M'; %s counts seconds since 1970, %s%3f milliseconds",
    )
    time_zone: str | None = setting(
        None,
        "Where the shop is: instants that say their offset from UTC become its local time; by default dates are "
        "taken as they are written.",
        "a name of the IANA database, such as Europe/London",
    )
    date_zone: str | None = setting(
        None,
        "Zone of dates that don't say their offset from UTC, such as UTC; by default the shop's own.",
        "a name of the IANA database, such as UTC, together with time_zone",
    )
    amount_of: Literal["line", "invoice"] | None = setting(
        None,
        "What the column amount is the total of; 'invoice' where each line repeats that of the whole order.",
        "'line' or 'invoice'",
    )
    fractions: bool = setting(False, "Whether quantities may be fractions: weights, lengths, hours.", "true or false")
    void: str = setting(
        c.VOID,
        "Regular expression of the status of an order that came to nothing; needs the column status.",
        "a regular expression",
    )
    trim: bool = setting(
        True, "Whether spaces around codes and names are taken away; with one, a code is another code.", "true or false"
    )
    overlap: Literal["once", "keep"] = setting(
        "once", "How often a line counts that stands in two sheets.", "'once' or 'keep' (as often as it stands there)"
    )
    rules: tuple[LineRule, ...] = setting(
        DEFAULT_RULES,
        "Which rules set a line aside, in this order; may be given several times.",
        f"names of rules: {', '.join(get_args(LineRule))}",
    )
    product_code: str = setting(
        c.PRODUCT_CODE,
        "Regular expression of a product's code; lines with another code are not products. Empty: all are.",
        "a regular expression",
    )
    invoice_number: str = setting(
        "",
        "Regular expression of an ordinary invoice's number, for the rule 'not an invoice'. Empty: all are.",
        "a regular expression",
    )
    cancellation: str = setting(
        "^C", "Regular expression of a cancellation's invoice number. Empty: none is.", "a regular expression"
    )
    adjustment: str = setting(
        "^A", "Regular expression of an accounting entry's invoice number. Empty: none is.", "a regular expression"
    )
    repeats: Literal["keep", "drop"] = setting(
        "keep",
        "Whether a line that stands twice on its invoice counts twice; 'drop' adds the rule 'repeated line'.",
        "'keep' or 'drop'",
    )
    returns: Literal["match", "ignore"] = setting(
        "match",
        "Whether a return undoes the purchase it sends back.",
        "'match' (it does) or 'ignore' (it is set aside, and the purchase counts)",
    )
    currency: str = setting(
        "GBP",
        "Currency of the amounts, an ISO 4217 code.",
        "an ISO 4217 code such as GBP",
        pattern="^[A-Z]{3}$",
    )
    outliers: Literal["keep", "iqr"] = setting(
        "keep",
        "Whether customers far above the others in orders or spend are clustered too.",
        "'keep' or 'iqr' (segments of their own above the upper quartile plus 1.5 interquartile ranges)",
    )
    transform: Literal["yeo-johnson", "none"] = setting(
        "yeo-johnson",
        "What makes recency, orders and spend symmetric before they are standardised.",
        "'yeo-johnson' or 'none'",
    )
    max_clusters: int = setting(
        10, "The largest number of clusters to try.", "a whole number from 2 to 50", ge=2, le=50
    )
    n_init: int = setting(
        100, "From how many starts k-means takes the best.", "a whole number from 1 to 10000", ge=1, le=10_000
    )
    max_iter: int = setting(
        300, "How many steps of k-means a start may take.", "a whole number from 1 to 100000", ge=1, le=100_000
    )
    tol: float = setting(
        0.0,
        "How far, relative to the customers' spread, centres may still move where k-means stops.",
        "a number from 0 to 1",
        ge=0,
        le=1,
    )
    random_state: int = setting(0, "Seed of k-means's starts.", "a whole number from 0 to 4294967295", ge=0, lt=2**32)
    draws: int = setting(
        50,
        "How many times customers are drawn anew to see whether the clusters come back.",
        "a whole number from 2 to 10000",
        ge=2,
        le=10_000,
    )
    minimum_customers: int = setting(
        20, "The fewest customers that are worth a report.", "a whole number of at least 3", ge=3
    )
    minimum_invoices: int = setting(
        30, "The fewest invoices that are worth a report.", "a whole number of at least 3", ge=3
    )
    minimum_days: int = setting(
        28, "The fewest days of history that are worth a report.", "a whole number of at least 0", ge=0
    )
    minimum_cluster: int = setting(
        5,
        "The fewest customers a cluster may have for its number of clusters to be chosen.",
        "a whole number of at least 1",
        ge=1,
    )
    hold_borders: bool = setting(
        True,
        "Whether a customer near a border keeps last month's segment while nothing changes about them.",
        "true or false",
    )
    models: Path | None = setting(None, "Folder of the models; by default 'models' in the output folder.", "a folder")
    actions: Path | None = setting(
        None, "File with the recommended actions; by default the templates' actions.toml.", "a TOML file"
    )
    templates: Path = setting(
        _templates,
        "Folder with templates of your own, such as report.html.j2 or css/base.css; what it lacks is the program's.",
        "a folder, with any of the files in report_templates, such as report.html.j2",
    )
    snapshots: Path = setting(_snapshots, "Folder in which files that were read are kept as Parquet.", "a folder")
    pdf: bool = setting(True, "Whether to make the PDF.", "true or false")
    notebook: bool = setting(True, "Whether to make the analyst's notebook beside the report.", "true or false")
    write_back: bool = setting(
        False,
        "Whether to write the kept lines, the customers and the run into the MongoDB that the lines come from.",
        "true or false, and true only with a MongoDB as source",
    )
    gates: Gates = setting(
        Gates,
        "What a report must keep to: maximum_dropped, minimum_customers and maximum_drift.",
        "a table [gates] of a settings file, with maximum_dropped, minimum_customers or maximum_drift",
    )
    lists: tuple[CampaignList, ...] = setting(
        (),
        "Lists of customers to act on: name, where, columns, hash_ids, control_share and seed.",
        "tables [[lists]] of a settings file, each with name and where",
    )
    report: ReportConfig = setting(
        ReportConfig,
        "Whose report it is: organisation, logo, accent, currency, locale and page_size.",
        "a table [report] of a settings file, with organisation, logo, accent, currency, locale or page_size",
    )
    # Who gets the report has no say in it: nothing of this is kept beside the report or in a database.
    send: bool = setting(
        False,
        "Whether to send the report by mail, as [mail] in the settings says, if it is whole.",
        "true or false",
        exclude=True,
    )
    mail: MailConfig = setting(MailConfig, "Who gets the report by mail, and from whom.", "a table", exclude=True)

    _in_a_tuple = field_validator("sheet", "rules", mode="before")(checks.in_a_tuple)
    _each_once = field_validator("rules")(checks.each_once)
    _no_truth = field_validator(*_NUMBERS, mode="before")(checks.no_truth)
    _time_zone = field_validator("time_zone", "date_zone")(checks.time_zone)
    _expression = field_validator("product_code", "invoice_number", "cancellation", "adjustment", "void")(
        checks.expression
    )
    _date_format = field_validator("date_format")(checks.date_format)
    _upper_case = field_validator("currency", mode="before")(checks.upper_case)
    _currency = field_validator("currency")(checks.currency)

    @property
    def template_folders(self) -> tuple[Path, ...]:
        """The folders templates are taken from: the user's, if there is one, then the program's own."""
        own = _templates()
        return (own,) if self.templates.resolve() == own.resolve() else (self.templates, own)

    @field_serializer("source", when_used="json")
    def _without_secrets(self, value: str) -> str:
        """Keep passwords out of whatever is printed or kept of the settings."""
        return shown(value)

    @field_validator("month", mode="before")
    @classmethod
    def _before_today(cls, value: Any) -> Any:
        """Replace 'previous' by its month, so that a manifest says what was done and not when."""
        first = datetime.now().astimezone().replace(day=1)
        return f"{first - timedelta(days=1):%Y-%m}" if value == "previous" else value

    @field_validator("report")
    @classmethod
    def _in_one_currency(cls, value: ReportConfig, info: ValidationInfo) -> ReportConfig:
        if value.currency is not None and value.currency != info.data.get("currency", value.currency):
            msg = f"its currency is {value.currency!r}, and the setting currency {info.data['currency']!r}"
            raise ValueError(msg)
        return value

    @field_validator("lists")
    @classmethod
    def _files_of_their_own(cls, value: tuple[CampaignList, ...]) -> tuple[CampaignList, ...]:
        # Without regard to capitals, as some file systems see names.
        names = [file_name(each.name).casefold() for each in value]
        for each, name in zip(value, names, strict=True):
            if names.count(name) > 1:
                msg = f"two lists would be the file '{file_name(each.name)}.csv'"
                raise ValueError(msg)
        return value

    @field_validator("write_back")
    @classmethod
    def _into_a_database(cls, value: bool, info: ValidationInfo) -> bool:
        if value and not is_address(info.data.get("source", "")):
            msg = "the source is no MongoDB, so that there is nothing to write back to"
            raise ValueError(msg)
        return value

    @field_validator("columns")
    @classmethod
    def _known_columns(cls, value: dict[str, str]) -> dict[str, str]:
        known = (*c.SOURCE_NAMES, *c.STATED)
        for name, in_file in value.items():
            if name not in known:
                msg = f"no column '{name}'{nearest(name, known)}"
                if name in cls.model_fields:
                    msg = f"'{name}' is a setting and no column: in a file it stands above [columns]"
                raise ValueError(msg)
            if not in_file.strip() and name not in c.MAY_BE_ABSENT:
                msg = f"no line counts without '{name}'; only {', '.join(sorted(c.MAY_BE_ABSENT))} may be left empty"
                raise ValueError(msg)
        return value

    @field_validator("date_zone")
    @classmethod
    def _has_a_time_zone(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and info.data.get("time_zone") is None:
            msg = "it says what zone dates come from; say with time_zone where the shop is"
            raise ValueError(msg)
        return value
