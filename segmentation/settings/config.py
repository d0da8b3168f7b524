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
    """Check whether a setting is a table of settings, or several: those have no option."""
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
        "A named set of settings, 'classic' or 'classic-both-sheets'; any setting given elsewhere overrides it.",
        f"one of {', '.join(repr(name) for name in PRESETS)}",
    )
    source: str = setting(
        "sample",
        "Where the lines come from: an .xlsx, .csv, .tsv, .txt or .parquet file, mongodb://host/database, or 'sample' "
        "for the built-in sample shop.",
        "the path of an .xlsx, .csv or .parquet file, mongodb://host/database, 'mongodb' or 'sample'",
        min_length=1,
    )
    month: str | None = setting(
        None,
        "The month to report on, or 'previous' for last month; by default the last complete one in the data.",
        "a month such as 2011-11, or 'previous'",
        pattern=r"^\d{4}-(0[1-9]|1[0-2])$",
    )
    output: Path = setting(Path("outputs"), "Folder in which the month's folder is made.", "a folder")
    window: Annotated[int, Field(ge=1, le=120)] | Literal["all"] = setting(
        12,
        "How many months to look back, or 'all'.",
        "a whole number of months from 1 to 120, or 'all'",
    )
    as_of: Literal["month end", "last purchase"] = setting(
        "month end",
        "What recency is counted from: 'month end', or 'last purchase' for the last one in the data.",
        "'month end' or 'last purchase'",
    )
    clusters: int | None = setting(
        None,
        "How many clusters to make; by default the elbow and the silhouette decide.",
        "a whole number from 2 to 50",
        ge=2,
        le=50,
    )
    sheet: tuple[str, ...] = setting(
        (), "Take only this sheet of the workbook; may be given several times.", "sheet names"
    )
    columns: dict[str, str] = setting(
        dict,
        "Column names in the file, such as price=Cost; may be given several times. Besides the usual columns "
        "there are amount (the line's total), invoice_time, status and currency_code. Leave the name empty if "
        "the file has no such column.",
        "column=name in the file",
    )
    header: bool = setting(
        True, "Whether a header row names the columns; without one they are numbered 1, 2, 3.", "true or false"
    )
    separator: Literal[",", ";", "|", "tab", "spaces"] | None = setting(
        None,
        "Column separator of a text file (, ; | tab spaces); by default it is found from the header.",
        "one of , ; | tab spaces",
    )
    decimal: Literal[".", ","] | None = setting(
        None,
        "Decimal separator of numbers written as text, '.' or ','; by default a point, or a comma if unambiguous.",
        "'.' or ','",
    )
    date_format: str | None = setting(
        None,
        "Format of dates written as text, such as '%d/%m/%Y %H:%M'.",
        "a strftime format such as '%d/%m/%Y %H:%M'; %s is seconds since 1970, %s%3f milliseconds",
    )
    time_zone: str | None = setting(
        None,
        "Time zone of the shop: dates with a UTC offset are converted to its local time; by default dates are "
        "read as written.",
        "an IANA time zone such as Europe/London",
    )
    date_zone: str | None = setting(
        None,
        "Time zone of dates without a UTC offset, such as UTC; by default the shop's own.",
        "an IANA time zone such as UTC, together with time_zone",
    )
    amount_of: Literal["line", "invoice"] | None = setting(
        None,
        "What the column amount is the total of: 'line', or 'invoice' if each line repeats the order's total.",
        "'line' or 'invoice'",
    )
    fractions: bool = setting(False, "Whether quantities may be fractions: weights, lengths, hours.", "true or false")
    void: str = setting(
        c.VOID,
        "Regular expression for the status of orders that don't count; needs the column status.",
        "a regular expression",
    )
    trim: bool = setting(
        True,
        "Whether to remove spaces around codes and names; otherwise 'A1 ' and 'A1' are two codes.",
        "true or false",
    )
    overlap: Literal["once", "keep"] = setting(
        "once",
        "How often a line in two sheets counts: 'once', or 'keep' for as often as it occurs.",
        "'once' or 'keep' (as often as it occurs)",
    )
    rules: tuple[LineRule, ...] = setting(
        DEFAULT_RULES,
        "Which cleaning rules set lines aside, in this order; may be given several times.",
        f"rule names: {', '.join(get_args(LineRule))}",
    )
    product_code: str = setting(
        c.PRODUCT_CODE,
        "Regular expression for product codes; lines with any other code are not products. Empty: all are.",
        "a regular expression",
    )
    invoice_number: str = setting(
        "",
        "Regular expression for ordinary invoice numbers, for the rule 'not an invoice'. Empty: all are.",
        "a regular expression",
    )
    cancellation: str = setting(
        "^C", "Regular expression for the invoice numbers of cancellations. Empty: none is.", "a regular expression"
    )
    adjustment: str = setting(
        "^A",
        "Regular expression for the invoice numbers of accounting entries. Empty: none is.",
        "a regular expression",
    )
    repeats: Literal["keep", "drop"] = setting(
        "keep",
        "Whether a line repeated on its invoice counts again: 'keep', or 'drop' to add the rule 'repeated line'.",
        "'keep' or 'drop'",
    )
    returns: Literal["match", "ignore"] = setting(
        "match",
        "Whether a return cancels the purchase it belongs to: 'match', or 'ignore' to set the return aside.",
        "'match' (it does) or 'ignore' (the return is set aside and the purchase counts)",
    )
    currency: str = setting(
        "GBP",
        "Currency of the amounts, an ISO 4217 code.",
        "an ISO 4217 code such as GBP",
        pattern="^[A-Z]{3}$",
    )
    outliers: Literal["keep", "iqr"] = setting(
        "keep",
        "Whether to cluster customers far above the others in orders or spend: 'keep', or 'iqr' to set them apart.",
        "'keep' or 'iqr' (own segments above the upper quartile plus 1.5 interquartile ranges)",
    )
    transform: Literal["yeo-johnson", "none"] = setting(
        "yeo-johnson",
        "Transform that makes recency, orders and spend symmetric before standardising: 'yeo-johnson' or 'none'.",
        "'yeo-johnson' or 'none'",
    )
    max_clusters: int = setting(
        10, "The largest number of clusters to try.", "a whole number from 2 to 50", ge=2, le=50
    )
    n_init: int = setting(
        100, "How many times k-means starts; the best result counts.", "a whole number from 1 to 10000", ge=1, le=10_000
    )
    max_iter: int = setting(
        300, "How many steps k-means may take from each start.", "a whole number from 1 to 100000", ge=1, le=100_000
    )
    tol: float = setting(
        0.0,
        "k-means stops once its centres move less than this, relative to the customers' spread.",
        "a number from 0 to 1",
        ge=0,
        le=1,
    )
    random_state: int = setting(0, "Random seed of k-means.", "a whole number from 0 to 4294967295", ge=0, lt=2**32)
    draws: int = setting(
        50,
        "How many bootstrap samples of customers to draw to check whether the clusters recur.",
        "a whole number from 2 to 10000",
        ge=2,
        le=10_000,
    )
    minimum_customers: int = setting(
        20, "The fewest customers to make a report from.", "a whole number, 3 or more", ge=3
    )
    minimum_invoices: int = setting(30, "The fewest invoices to make a report from.", "a whole number, 3 or more", ge=3)
    minimum_days: int = setting(
        28, "The fewest days of history to make a report from.", "a whole number, 0 or more", ge=0
    )
    minimum_cluster: int = setting(
        5,
        "The smallest cluster allowed when the number of clusters is chosen, in customers.",
        "a whole number, 1 or more",
        ge=1,
    )
    hold_borders: bool = setting(
        True,
        "Whether customers near a border keep last month's segment while nothing about them changes.",
        "true or false",
    )
    models: Path | None = setting(None, "Folder for the models; by default 'models' in the output folder.", "a folder")
    actions: Path | None = setting(
        None, "File with the recommended actions; by default the templates' actions.toml.", "a TOML file"
    )
    templates: Path = setting(
        _templates,
        "Folder with your own templates, such as report.html.j2 or css/base.css; the program's are used for the rest.",
        "a folder with any of the files in report_templates, such as report.html.j2",
    )
    snapshots: Path = setting(_snapshots, "Folder for Parquet copies of the files that were read.", "a folder")
    pdf: bool = setting(True, "Whether to make the PDF.", "true or false")
    notebook: bool = setting(True, "Whether to make the analyst's notebook beside the report.", "true or false")
    write_back: bool = setting(
        False,
        "Whether to write the kept lines, the customers and the run back into the MongoDB that the lines come from.",
        "true or false; true needs a MongoDB as source",
    )
    gates: Gates = setting(
        Gates,
        "Limits a report must keep: maximum_dropped, minimum_customers and maximum_drift.",
        "a table [gates] in a settings file, with maximum_dropped, minimum_customers or maximum_drift",
    )
    lists: tuple[CampaignList, ...] = setting(
        (),
        "Lists of customers to act on: name, where, columns, hash_ids, control_share and seed.",
        "tables [[lists]] in a settings file, each with name and where",
    )
    report: ReportConfig = setting(
        ReportConfig,
        "Whose report it is: organisation, logo, accent, currency, locale and page_size.",
        "a table [report] in a settings file, with organisation, logo, accent, currency, locale or page_size",
    )
    # Who gets the report doesn't change it: none of this is kept beside the report or in a database.
    send: bool = setting(
        False,
        "Whether to mail the report, as [mail] in the settings says, if it is complete.",
        "true or false",
        exclude=True,
    )
    mail: MailConfig = setting(MailConfig, "Who gets the report by mail, and who it is from.", "a table", exclude=True)

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
        """Template folders in order: the user's, if there is one, then the program's own."""
        own = _templates()
        return (own,) if self.templates.resolve() == own.resolve() else (self.templates, own)

    @field_serializer("source", when_used="json")
    def _without_secrets(self, value: str) -> str:
        """Keep passwords out of settings that are printed or kept."""
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
            msg = f"its currency is {value.currency!r}, but the setting currency is {info.data['currency']!r}"
            raise ValueError(msg)
        return value

    @field_validator("lists")
    @classmethod
    def _files_of_their_own(cls, value: tuple[CampaignList, ...]) -> tuple[CampaignList, ...]:
        # Some file systems ignore case.
        names = [file_name(each.name).casefold() for each in value]
        for each, name in zip(value, names, strict=True):
            if names.count(name) > 1:
                msg = f"two lists would be written to '{file_name(each.name)}.csv'"
                raise ValueError(msg)
        return value

    @field_validator("write_back")
    @classmethod
    def _into_a_database(cls, value: bool, info: ValidationInfo) -> bool:
        if value and not is_address(info.data.get("source", "")):
            msg = "the source is not a MongoDB, so there is nothing to write back to"
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
                    msg = f"'{name}' is a setting, not a column: in a file, put it above [columns]"
                raise ValueError(msg)
            if not in_file.strip() and name not in c.MAY_BE_ABSENT:
                msg = f"every line needs '{name}'; only {', '.join(sorted(c.MAY_BE_ABSENT))} may be left empty"
                raise ValueError(msg)
        return value

    @field_validator("date_zone")
    @classmethod
    def _has_a_time_zone(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and info.data.get("time_zone") is None:
            msg = "it needs time_zone, the time zone of the shop; set that, too"
            raise ValueError(msg)
        return value
