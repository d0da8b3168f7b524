"""What shops call their columns."""

from __future__ import annotations

import pytest

from segmentation import columns as c
from segmentation.lines.inspection.column_names import currency_in, is_something_else, language, likeness

NAMES = {
    c.INVOICE: "Order ID, order_no, InvoiceNumber, Receipt No, Bestellnr, Rechnungsnummer, Belegnummer, N° facture, "
    "Numéro de commande, Factura, Pedido, Fattura, Factuurnummer, Transaction ID, BASKET_ID, Order #",
    c.CUSTOMER_ID: "Customer ID, customerNumber, client, Kunden-Nr., Kundennummer, Code client, Cliente, user_id, "
    "member, account_id, household_key, Email, E-mail client, customer_unique_id, Klantnummer, Buyer, Debitorennummer",
    c.INVOICE_DATE: "Date, Order Date, Bestelldatum, Rechnungsdatum, Fecha, Data, Datum, Date de commande, created_at, "
    "Paid at, order_purchase_timestamp, Sold on, event_time, Created (UTC)",
    c.QUANTITY: "Quantity, qty, Menge, Anzahl, Quantité, Cantidad, Quantità, Aantal, Qtde, Lineitem quantity, Units",
    c.PRICE: "Price, Unit Price, Einzelpreis, Prix unitaire HT, Precio, Prezzo unitario, Prijs, Valor Unitário, "
    "Lineitem price, Item Cost, Price per Unit",
    c.AMOUNT: "Total, Amount, Order total, Net Sales, Gesamtpreis, Betrag CHF, Umsatz, Montant TTC, Importe, Totale, "
    "Bedrag, Total Price, Valor Total, grand_total, TransactionAmount (INR), dollar_value, Revenue, SALES_VALUE",
    c.STOCK_CODE: "SKU, StockCode, product_id, Artikelnummer, Référence, item code, Lineitem sku, EAN",
    c.COUNTRY: "Country, Land, Pays, País, Billing Country",
    c.STATUS: "status, Order Status, Financial Status, Statut, Estado",
    c.CURRENCY_CODE: "Currency, Währung, Devise, order_currency_code",
}


@pytest.mark.parametrize(
    ("field", "name"), [(field, name) for field, names in NAMES.items() for name in names.split(", ")]
)
def test_names_in_seven_languages(field, name):
    """Each name is known for what it is, and for nothing that it would more likely be."""
    others = {other: likeness(name, other) for other in NAMES if other != field}
    assert likeness(name, field) > 0
    assert likeness(name, field) >= max(others.values())


@pytest.mark.parametrize(
    ("field", "name"),
    [
        (c.INVOICE_DATE, "Ship Date"),
        (c.INVOICE_DATE, "shipping_limit_date"),
        (c.INVOICE_DATE, "Date of birth"),
        (c.INVOICE_DATE, "updated_at"),
        (c.AMOUNT, "Total tax"),
        (c.AMOUNT, "Shipping Amount"),
        (c.AMOUNT, "Discount Amount"),
        (c.AMOUNT, "Refunded Amount"),
        (c.AMOUNT, "total_items"),
        (c.PRICE, "Compare at price"),
        (c.CUSTOMER_ID, "Customer note"),
        (c.CUSTOMER_ID, "customer_city"),
        (c.STATUS, "Fulfillment Status"),
        (c.STOCK_CODE, "Product category"),
    ],
)
def test_names_of_something_else(field, name):
    """No purchase is dated by its delivery, and no tax is an amount that was spent on goods."""
    assert likeness(name, field) == 0


def test_what_names_tell_besides():
    """Names may show the language, the currency, or that a column is none of ours."""
    assert language(["Bestellnr", "Kunde", "Menge"]) == "de"
    assert language(["Order", "Client", "Date"]) is None
    assert currency_in(["Amount (USD)"]) == "USD"
    assert currency_in(["Euros"]) == "EUR"
    assert currency_in(["Currency", "Europe"]) is None
    assert is_something_else("Delivery date")
    assert not is_something_else("d")
