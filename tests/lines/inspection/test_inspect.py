"""Files nobody has seen before: what is made of them, and that it can be read at once."""

from __future__ import annotations

import csv
import tomllib
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from segmentation import columns as c
from segmentation.lines.files import read_file
from segmentation.lines.inspection.inspect import inspect_file
from segmentation.lines.read_settings import ReadSettings

from ...by_hand.shop_files import write_workbook
from ..breaking_server import error_of

at = datetime.fromisoformat

ORDERS = (
    (1001, at("2023-01-13 09:05"), 7, (("A1", 2, 350), ("B2", 1, 1200))),
    (1002, at("2023-01-14 17:30"), 8, (("A1", 1, 350),)),
    (1003, at("2023-02-01 08:00"), 7, (("C3", 3, 125_000),)),
    (1004, at("2023-02-20 23:45"), 9, (("B2", 2, 1200), ("C3", 1, 125_000))),
    (1005, at("2023-03-05 12:00"), 8, (("A1", 4, 350), ("B2", 1, 1200))),
    (1006, at("2023-03-31 12:01"), 7, (("B2", 1, 1200),)),
)
"""Number, instant, customer, and product, pieces and price in pence of each line."""
LINES = tuple((order, at, who, *line) for order, at, who, lines in ORDERS for line in lines)
WHOLE = tuple((order, at, who, sum(n * price for _, n, price in lines)) for order, at, who, lines in ORDERS)
TOTAL = 50_845_000
"""£19.00 + £3.50 + £3,750.00 + £1,274.00 + £26.00 + £12.00, in ten-thousandths."""


def pounds(pence: int, point: str = ".", groups: str = "") -> str:
    """Write pence as pounds."""
    return f"{pence / 100:,.2f}".replace(",", "_").replace(".", point).replace("_", groups)


def write(path, header, rows, *, separator=",", encoding="utf-8", above=()):
    """Write a text file."""
    with path.open("w", encoding=encoding, newline="") as file:
        file.writelines(f"{line}\n" for line in above)
        csv.writer(file, delimiter=separator).writerows([*([header] if header else []), *rows])
    return path


def tried(path, **given: Any) -> tuple[dict[str, Any], pl.DataFrame, str]:
    """Inspect a file and read it with what that says: the settings, the lines, and the text."""
    text = inspect_file(str(path), given=ReadSettings(**given))
    settings = tomllib.loads(text)
    assert settings["source"] == str(path)
    known = {name: value for name, value in settings.items() if name in ReadSettings.__dataclass_fields__}
    return settings, read_file(path, sheets=settings.get("sheet", ()), reading=ReadSettings(**known)), text


def counted(lines: pl.DataFrame) -> pl.DataFrame:
    """Leave out the lines that the source sets aside, and those that lack something."""
    aside = pl.col(c.ASIDE).is_null() if c.ASIDE in lines.columns else pl.lit(value=True)
    return lines.drop_nulls([c.INVOICE, c.INVOICE_DATE, c.PRICE]).filter(aside)


def assert_whole(lines: pl.DataFrame, orders: int = 6) -> None:
    """All orders are there with all their money."""
    assert counted(lines)[c.AMOUNT].sum() == TOTAL
    assert counted(lines)[c.CUSTOMER_ID].n_unique() == 3
    assert counted(lines)[c.INVOICE].n_unique() == orders
    last = counted(lines).sort(c.INVOICE_DATE)[c.INVOICE_DATE][-1]
    assert last.date() == date(2023, 3, 31)


def test_german(tmp_path):
    """Semicolons, decimal commas, days first, Windows' code page; a name and a number of the customer."""
    path = write(
        tmp_path / "shop.csv",
        ["Bestellnr", "Kunde", "Kundennummer", "Bestelldatum", "Artikelnr", "Menge", "Einzelpreis", "Währung"],
        [(n, f"Müller {w}", f"{w:05}", f"{t:%d.%m.%Y}", s, q, pounds(p, ",", ".") + " €", "EUR")
         for n, t, w, s, q, p in LINES],
        separator=";", encoding="cp1252",
    )  # fmt: skip
    settings, lines, text = tried(path)
    assert settings["decimal"] == ","
    assert settings["date_format"] == "%d.%m.%Y"
    assert settings["currency"] == "EUR"
    assert settings["product_code"] == ""
    assert settings["columns"] == {
        "invoice": "Bestellnr",
        "invoice_date": "Bestelldatum",
        "customer_id": "Kundennummer",
        "stock_code": "Artikelnr",
        "quantity": "Menge",
        "price": "Einzelpreis",
    }
    assert lines[c.CUSTOMER_ID][0] == "00007"
    assert_whole(lines)
    assert "CHECK" not in text


def test_line_totals(tmp_path):
    """Titles above the header, totals of lines, a row that adds them all up: it lacks a date and does not count."""
    rows = [(n, f"{t:%d-%b-%Y}", w, s, q, pounds(q * p)) for n, t, w, s, q, p in LINES]
    path = write(
        tmp_path / "shop.csv", ["Receipt", "Sold on", "Member", "SKU", "Units", "Amount"],
        [*rows, ("Total", "", "", "", "", pounds(508_450))], above=["Sales", "2023", ""],
    )  # fmt: skip
    settings, lines, text = tried(path)
    assert settings["columns"]["amount"] == "Amount"
    assert "price" not in settings["columns"]
    assert_whole(lines)
    assert "# CHECK 1 line lacks a date, an amount or the like (a row of totals?) and will not count." in text


def test_discounts(tmp_path):
    """Where totals are not quantity × price, what was paid counts; where they are, the price does."""
    header = ["order", "customer", "date", "sku", "qty", "unit price", "line total"]
    rows = [[n, w, f"{t:%Y-%m-%d}", s, q, pounds(p), pounds(q * p)] for n, t, w, s, q, p in LINES]
    assert "price" in tried(write(tmp_path / "same.csv", header, rows))[0]["columns"]
    rows[2][6] = "3.00"
    settings, lines, text = tried(write(tmp_path / "less.csv", header, rows))
    assert settings["columns"]["amount"] == "line total"
    assert "on 1 of 9 lines it is not quantity × 'unit price'" in text
    assert lines[c.AMOUNT].sum() == TOTAL - 5_000


def test_whole_purchases(tmp_path):
    """A customer, a day and an amount are enough: a customer's day is then a purchase, and that is said."""
    rows = [(w, f"{t:%Y-%m-%d}", pounds(a)) for _, t, w, a in WHOLE]
    path = write(tmp_path / "shop.csv", ["client", "date", "amount"], rows)
    settings, lines, text = tried(path)
    assert settings["columns"] == {
        "invoice": "",
        "invoice_date": "date",
        "customer_id": "client",
        "stock_code": "",
        "quantity": "",
        "amount": "amount",
    }
    assert "# CHECK invoice: no column numbers the purchases" in text
    assert lines[c.INVOICE][0] == "2023-01-13 7"
    assert_whole(lines)


def test_repeated_totals(tmp_path):
    """An order's total on each of its lines counts once, and that is to be checked."""
    whole = {n: a for n, _, _, a in WHOLE}
    rows = [(n, w, f"{t:%Y-%m-%d}", s, pounds(whole[n])) for n, t, w, s, _, _ in LINES]
    header = ["order", "customer", "date", "product", "Order total"]
    settings, lines, text = tried(write(tmp_path / "shop.csv", header, rows))
    assert settings["amount_of"] == "invoice"
    assert "# CHECK amount_of: all lines of an order state the same 'Order total'" in text
    assert_whole(lines)
    assert lines[c.ASIDE].to_list().count(c.REPEATED_TOTAL) == 3


def test_shopify(tmp_path):
    """Shopify's words for an order are on its first line; voided orders are set aside whole."""
    header = ["Name", "Email", "Financial Status", "Currency", "Total", "Created at", "Lineitem quantity",
              "Lineitem name", "Lineitem price", "Lineitem sku", "Id"]  # fmt: skip
    rows, seen = [], set()
    for n, t, w, s, q, p in LINES:
        first = n not in seen
        seen.add(n)
        status = "voided" if n == 1005 else "paid"
        said = (status, "EUR", "99.00", "4711") if first else ("", "", "", "")
        written = f"{t:%Y-%m-%d %H:%M:%S} +0100"
        rows.append((f"#{n}", f"{w}@example.com", *said[:3], written, q, f"Thing {s}", pounds(p), s, said[3]))
    settings, lines, text = tried(write(tmp_path / "orders.csv", header, rows))
    assert settings["columns"]["invoice"] == "Name"
    assert settings["columns"]["status"] == "Financial Status"
    assert settings["void"] == "^(voided)$"
    assert "# time_zone =" in text
    assert counted(lines)[c.AMOUNT].sum() == TOTAL - 260_000
    assert lines.filter(pl.col(c.ASIDE) == c.VOIDED)[c.INVOICE].to_list() == ["#1005", "#1005"]


def test_square(tmp_path):
    """Dates and times apart, years of two digits, dollars, and brackets round what was given back."""
    rows = [
        (f"{t:%m/%d/%y}", f"{t:%H:%M:%S}", f"Item {s}", f"{q}.0", s, f"${pounds(q * p, groups=',')}", f"T{n}", f"C{w}")
        for n, t, w, s, q, p in LINES
    ]
    back = ("04/02/23", "10:00:00", "Item A1", "-1.0", "A1", "($3.50)", "T9", "C7")
    header = ["Date", "Time", "Item", "Qty", "SKU", "Net Sales", "Transaction ID", "Customer ID"]
    settings, lines, _ = tried(write(tmp_path / "items.csv", header, [*rows, back]))
    assert settings["date_format"] == "%m/%d/%y"
    assert settings["columns"]["invoice_time"] == "Time"
    assert settings["currency"] == "USD"
    assert lines[c.INVOICE_DATE][0] == at("2023-01-13 09:05")
    assert lines.row(-1, named=True)[c.AMOUNT] == -35_000
    assert_whole(lines[:-1])


def test_tabs_in_utf_16(tmp_path):
    """Excel's Unicode text, in Spanish."""
    path = write(
        tmp_path / "ventas.txt", ["Factura", "Fecha", "Cliente", "Artículo", "Cantidad", "Importe"],
        [(n, f"{t:%d/%m/%Y %H:%M}", w, s, q, pounds(q * p, ",")) for n, t, w, s, q, p in LINES],
        separator="\t", encoding="utf-16",
    )  # fmt: skip
    settings, lines, _ = tried(path)
    assert settings["columns"]["amount"] == "Importe"
    assert_whole(lines)


def test_seconds(tmp_path):
    """Seconds since 1970, in UTC."""
    rows = [(int(at(f"{t:%Y-%m-%dT%H:%M:%S}+00:00").timestamp()), w, n, s, q, pounds(p)) for n, t, w, s, q, p in LINES]
    header = ["event_time", "user_id", "order_id", "product_id", "qty", "unit_price"]
    settings, lines, text = tried(write(tmp_path / "events.csv", header, rows))
    assert settings["date_format"] == "%s"
    assert "Times are in UTC" in text
    assert_whole(lines)


def test_no_header(tmp_path):
    """Columns without names go by number: an invoice has one day, a customer comes back, money has decimals."""
    rows = [(n, f"0{w}", f"{t:%m/%d/%Y %I:%M %p}", pounds(a)) for n, t, w, a in WHOLE]
    settings, lines, _ = tried(write(tmp_path / "shop.csv", None, rows))
    assert settings["header"] is False
    assert {field: name for field, name in settings["columns"].items() if name} == {
        "invoice": "1",
        "invoice_date": "3",
        "customer_id": "2",
        "amount": "4",
    }
    assert lines[c.CUSTOMER_ID][0] == "07"
    assert_whole(lines)


def test_aligned_with_spaces(tmp_path):
    """The form of the CDNOW sample: no header, runs of spaces, two numbers for each customer, a day of digits."""
    path = tmp_path / "CDNOW_sample.txt"
    path.write_text("".join(f" {w + 90:05} {w:04} {t:%Y%m%d} {1:2} {pounds(a):>8}\r\n" for _, t, w, a in WHOLE))
    settings, lines, _ = tried(path)
    assert settings["separator"] == "spaces"
    assert settings["columns"]["customer_id"] == "1"
    assert settings["columns"]["amount"] == "5"
    assert lines[c.CUSTOMER_ID][0] == "00097"
    assert_whole(lines)


def test_workbook(tmp_path):
    """A title, days as Excel's dates, a row of totals, and a sheet of something else."""
    rows = [(f"F{n}", w, t.replace(hour=0, minute=0), s, q, p / 100, q * p / 100) for n, t, w, s, q, p in LINES]
    path = write_workbook(
        tmp_path / "ventes.xlsx",
        {
            "Ventes": [
                ["Rapport des ventes"],
                [],
                ["N° facture", "Code client", "Date", "Référence", "Quantité", "Prix unitaire HT", "Total HT"],
                *rows,
                ["Total", None, None, None, None, None, 5084.5],
            ],
            "Synthèse": [["Mois", "CA"], ["janvier", 22.5]],
        },
    )
    settings, lines, _ = tried(path)
    assert settings["sheet"] == ["Ventes"]
    assert settings["columns"]["price"] == "Prix unitaire HT"
    assert_whole(lines)


def test_several_currencies(tmp_path):
    """Of several currencies the one with most lines counts; the others are said, and lose their money."""
    rows = [(n, w, f"{t:%Y-%m-%d}", pounds(a), "EUR") for n, t, w, a in WHOLE]
    header = ["Invoice", "Client", "Date", "Total", "Currency"]
    path = write(tmp_path / "shop.csv", header, [*rows, (1007, 9, "2023-03-31", "500.00", "USD")])
    settings, lines, text = tried(path)
    assert settings["currency"] == "EUR"
    assert "# CHECK currency: the file holds 2 currencies; lines in others than EUR are left out." in text
    assert_whole(lines)
    settings, lines, _ = tried(path, currency="USD")
    assert settings["currency"] == "USD"
    assert lines[c.AMOUNT].sum() == 5_000_000


def test_weights(tmp_path):
    """Pieces that are fractions are weights."""
    rows = [(n, w, f"{t:%Y%m%d}", f"{t:%H%M}", s, "0.250", pounds(4 * p)) for n, t, w, s, _, p in LINES]
    header = ["basket_id", "household_key", "day", "time", "article", "weight_kg", "price_per_kg"]
    settings, lines, _ = tried(write(tmp_path / "shop.csv", header, rows))
    assert settings["fractions"] is True
    assert lines[c.AMOUNT].sum() == 100 * sum(p for *_, p in LINES)


def test_invoices_that_begin_with_c(tmp_path):
    """Invoice numbers that begin with C or A cancel and adjust nothing where they sell."""
    rows = [(f"{'CA'[n % 2]}{n}", w, f"{t:%Y-%m-%d}", pounds(a)) for n, t, w, a in WHOLE]
    settings, _, _ = tried(write(tmp_path / "shop.csv", ["Invoice", "Client", "Date", "Total"], rows))
    assert (settings["cancellation"], settings["adjustment"]) == ("", "")


def test_codes_that_a_spreadsheet_rounded(tmp_path):
    """Codes of many digits that were saved as 4.59E+14 are not what they were, and that is said."""
    rows = [(n, f"4.59{w}E+14", f"{t:%Y-%m-%d}", pounds(a)) for n, t, w, a in WHOLE]
    _, _, text = tried(write(tmp_path / "shop.csv", ["Invoice", "Client", "Date", "Total"], rows))
    assert "# CHECK customer_id: '4.597E+14' was a longer code before a spreadsheet rounded it" in text


def test_nobody_is_no_customer(tmp_path):
    """A number used for everyone without one would be the best customer: there is a warning."""
    rows = [(n, w if n > 1002 else "Guest", f"{t:%Y-%m-%d}", pounds(a)) for n, t, w, a in WHOLE]
    _, _, text = tried(write(tmp_path / "shop.csv", ["Invoice", "Client", "Date", "Total"], rows))
    assert "# CHECK customer_id: 'Guest' on 33% of the lines looks like no real customer; empty these cells" in text


def test_names_in_no_known_language(tmp_path):
    """Where names say nothing, contents do; each such guess is to be checked."""
    rows = [(n, f"{t:%Y/%m/%d}", f"0{w}", pounds(a)) for n, t, w, a in WHOLE]
    settings, lines, text = tried(write(tmp_path / "shop.csv", ["注文番号", "注文日", "顧客番号", "合計金額"], rows))
    assert settings["columns"]["customer_id"] == "顧客番号"
    assert text.count("# CHECK") == 5
    assert_whole(lines)


def test_what_is_known_is_not_guessed(tmp_path):
    """What the user says of columns and dates is taken as said."""
    rows = [(n, w, w + 20, f"{t.day % 12 + 1}/{t.month}/2023", pounds(a)) for n, t, w, a in WHOLE]
    path = write(tmp_path / "shop.csv", ["order", "customer", "payer", "date", "total"], rows)
    given = {"columns": {c.CUSTOMER_ID: "payer"}, "date_format": "%d/%m/%Y"}
    settings, lines, _ = tried(path, **given)
    assert settings["columns"]["customer_id"] == "payer"
    assert settings["date_format"] == "%d/%m/%Y"
    assert lines[c.CUSTOMER_ID][0] == "27"
    message = error_of(lambda: tried(path, columns={c.CUSTOMER_ID: "buyer"}))
    assert message.startswith(f"{path} has no column 'buyer'; it has 'order', 'customer'")


@pytest.mark.parametrize(
    ("left_out", "what"),
    [
        ("total", "has no column that is clearly a unit price or a total"),
        ("customer", "has no column that clearly says who bought"),
        ("date", "has no column that clearly says when a purchase was made"),
    ],
)
def test_what_is_missing_is_told(left_out, what, tmp_path):
    """A file that lacks what a report can't do without is refused, with what it has and what to say."""
    header = ["order", "customer", "date", "quantity", "total"]
    rows = [(n, w, f"{t:%Y-%m-%d}", 1, pounds(a)) for n, t, w, a in WHOLE]
    place = header.index(left_out)
    path = write(
        tmp_path / "shop.csv", header[:place] + header[place + 1 :], [row[:place] + row[place + 1 :] for row in rows]
    )
    message = error_of(lambda: inspect_file(str(path)))
    assert message.startswith(f"{path} {what}")
    assert "'order'" in message
    assert "segmentation inspect … --columns " in message


def test_a_bad_cell_is_told(tmp_path):
    """A cell that spoils a column is named: by its text in a small file, by its place in a large one."""
    header = ["Facture", "Client", "Date", "Total"]
    rows = [(f"F{n}", w, f"{t:%Y-%m-%d}", pounds(a)) for n, t, w, a in WHOLE]
    free, soon = ("F1", 7, "2023-04-01", "free"), ("F1", 7, "soon", "5.00")
    message = error_of(lambda: inspect_file(str(write(tmp_path / "a.csv", header, [*rows, free]))))
    assert "has no column that is clearly a unit price or a total" in message
    assert "; 'Total' would be one, but holds 'free'. " in message
    message = error_of(lambda: inspect_file(str(write(tmp_path / "b.csv", header, [*rows, soon]))))
    assert "; 'Date' would be one, but holds 'soon'; " in message
    many = [(f"G{n}", n % 50, "2023-03-01", f"{n}.50") for n in range(200)]
    message = error_of(lambda: inspect_file(str(write(tmp_path / "c.csv", header, [*rows, *many, free]))))
    assert message.startswith(f"line 208, column 'Total' of {tmp_path / 'c.csv'} holds 'free', where a number")
    assert "(Assumed were invoice = 'Facture', " in message


def test_no_file(tmp_path):
    """No such file, a file of another kind: the same words as where lines are read."""
    assert error_of(lambda: inspect_file(str(tmp_path / "none.csv"))).startswith("no such file: ")
    assert "allowed are .xlsx, .csv" in error_of(lambda: inspect_file("shop.json"))
