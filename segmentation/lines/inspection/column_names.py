"""What shops call their columns, in seven languages: English, German, French, Spanish, Italian, Dutch, Portuguese."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from segmentation import columns as c

_ANY_ID: Final = (
    r"(id|ids|identifier|no|nr|num|nbr|number|nummer|code|cod|codigo|codice|ref|reference|key|numero|n|hash|unique|"
    r"uniqueid)"
)
_ID: Final = f"{_ANY_ID}?"
_OF: Final = r"(de|des|do|da|di|del|della|du|der|of|la|le|el|van)?"
_ORDER: Final = (
    "order|salesorder|purchaseorder|orderheader|invoice|bill|receipt|transaction|transactions|trans|txn|sale|sales|"
    "basket|ticket|checkout|purchase|document|doc|voucher|beleg|rechnung|rechnungs|bestell|bestellung|bestellungs|"
    "auftrag|auftrags|kassenbon|bon|facture|commande|achat|vente|factura|pedido|compra|venta|fattura|ordine|scontrino|"
    "vendita|factuur|bestelling|verkoop|fatura|encomenda|venda|notafiscal"
)
_CUSTOMER: Final = (
    "customer|customers|cust|client|clients|cliente|clientes|clienti|kunde|kunden|kund|klant|klanten|member|user|users|"
    "buyer|shopper|account|acct|household|household|consumer|card|loyaltycard|cardholder|acheteur|adherent|comprador|"
    "acquirente|debitor|debitoren|debiteur|mitglied|subscriber|donor|visitor|guest|patron|person|contact|socio|utente|uid|cid"
)
_DAY: Final = "date|datum|fecha|data|day|tag|jour|dia|giorno|dag|time|timestamp|datetime|zeit|zeitpunkt|at|on"

_PATTERNS: Final[dict[str, tuple[str, ...]]] = {
    c.INVOICE: (rf"{_ID}{_OF}({_ORDER})(s|n|en)?{_ID}|incrementid", r"(id|oid|guid|n|no|nr|number|name)"),
    c.CUSTOMER_ID: (
        rf"{_OF}({_CUSTOMER})(s|n|en)?{_ANY_ID}|{_ANY_ID}{_OF}({_CUSTOMER})(s|n|en)?{_ID}",
        rf"({_CUSTOMER})(s|n|en)?",
        r".*(customer|client|kunde|klant|buyer|user|member).*(id|no|nr|number|nummer|unique|code|key)",
        r".*(email|mail|correo|courriel|emailaddress).*",
        rf"({_CUSTOMER})(full)?(name|nom|nome|nombre|naam)|(name|nom|nome|nombre|naam)({_CUSTOMER})|billingname|"
        r"(full)?name|nom|nome|nombre|naam",
    ),
    c.INVOICE_DATE: (
        rf"({_ORDER}|ordered|kauf|einkaufs|aankoop|acquisto|sold|bought|purchased|event)(s|n|en|e)?{_OF}"
        rf"(purchase|created)?({_DAY})",
        rf"({_DAY}){_OF}({_ORDER}|kauf|acquisto|purchase)?",
        rf"(created|creation|placed|paid|processed|posted|posting|booking|buchungs|buchung)({_DAY})?(utc|gmt)?|"
        r"erstelltam|gekauftam",
        r".*(date|datum|fecha|timestamp|time).*|(order|trans|transaction|txn|tx|sale|purchase)?(dt|ts|dttm)|startedon",
    ),
    c.INVOICE_TIME: (
        r"(order|sale|transaction|trans|purchase|sold)?(time|timeofday|uhrzeit|zeit|heure|hora|ora|tijd)",
    ),
    c.QUANTITY: (
        r"(line|lineitem|item|order|ordered|sold|product)?(quantity|qty|qnty|quantitysold|units|unit|pieces|pcs|count|"
        r"menge|anzahl|stuck|stueck|stk|quantite|qte|nombre|cantidad|cant|unidades|quantita|qta|pezzi|aantal|quantidade|"
        r"qtd|qtde|itemssold|unitssold|pieceno|bestellmenge)(ordered|sold|purchased|vendue|vendida)?",
        r"(number|no|num|numero)(of)?[a-z]*s|(weight|gewicht|poids|peso|hours|stunden|heures)[a-z]{0,3}",
    ),
    c.PRICE: (
        r"(line|lineitem|item|product|article|sale|sales|selling|retail|net|gross)?(unit|each|per)?(price|rate)(each|"
        r"per[a-z]+)?|unit(price|cost|amount|value)[a-z]*|itemcost|amountper(unit|item)",
        r"(einzel|stuck|stueck|verkaufs|artikel)?preis[a-z]{0,6}|vk|prix(unitaire|unit|devente)?[a-z]{0,3}|pu(ht|ttc)?|"
        r"precio(unitario|unidad)?|pvp|prezzo(unitario)?|(stuk|eenheids|verkoop)?prijs|preco(unitario)?|valorunitario|"
        r"importounitario",
    ),
    c.AMOUNT: (
        r"(net|order|invoice)?(linetotal|totalline|lineamount|amountline|netsales|itemtotal|totalprice|extendedprice|extendedamount|"
        r"gesamtpreis|positionswert|totalht|totalttc|montantht|montantttc|importetotal|valortotal|totalriga|regelbedrag|"
        r"regeltotaal)",
        r"(total|net|sales?|order|invoice|transaction|purchase|basket|trans|payment|line|grand|paid|billing|ticket)*"
        r"(total|totals|amount|amt|sales|revenue|value|sum|spend|spent|turnover|paid|payment)(paid|spent|due|price)?"
        r"(ht|ttc|net|gross|inc|incl)?",
        r"[a-z]{0,9}(betrag|umsatz|summe|gesamt|erlos|wert)[a-z]{0,3}|montant[a-z]*|importe|importo|totale|total[a-z]{0,4}|"
        r"bedrag|totaal[a-z]*|valor[a-z]*|ca(ht|ttc)?|chiffredaffaires|omzet|fatturato|ventas|vendas|grosssales|"
        r"(dollar|euro|usd|eur|gbp|pound)s?(value|amount)?|nrevenue|netrevenue|subtotal|ordersubtotal(amount)?|"
        r"gross|net|brutto|netto|brut",
    ),
    c.STOCK_CODE: (
        rf"(lineitem|item|variant|product|stock)?(sku|stockcode|ean|upc|gtin|asin|isbn|plu|material|materialnumber){_ID}",
        rf"{_ID}{_OF}(product|item|article|articles|artikel|art|produit|producto|prodotto|produto|articolo|articulo|artigo|"
        rf"referencia|reference|referentie|variant|stock){_ID}",
        r"(lineitem|product|item|article|artikel|produit|producto)(name|title|nom|nome|nombre|naam|bezeichnung)",
    ),
    c.DESCRIPTION: (
        r"(product|item|article|lineitem|artikel|order)?(description|descr|desc|title|name|bezeichnung|beschreibung|libelle|"
        r"designation|descripcion|descrizione|omschrijving|descricao|produktname)",
        r"(product|item|article|artikel|produkt|produit|producto|prodotto|produto)s?",
    ),
    c.COUNTRY: (
        r"(billing|customer|shipping|ship|bill|delivery|kunden|rechnungs|liefer)?(country|countrycode|land|pays|pais|paese|"
        r"nation|countryname|landcode|countrycodebilling)",
    ),
    c.STATUS: (
        r"(order|payment|financial|invoice|transaction|bestell|auftrags|zahlungs|rechnungs)?(status|zustand|statut|estado|"
        r"stato|state|situacao)(commande|pedido|ordine)?",
        r"(event|transaction|trans|order|record|document)?type",
    ),
    c.CURRENCY_CODE: (
        r"(order|invoice|payment|transaction|presentment)?(currency|currencycode|wahrung|waehrung|devise|monnaie|moneda|"
        r"divisa|valuta|moeda|curr|ccy)",
    ),
}
"""By column, patterns of its name without spaces, the surest first."""

_NOT: Final[dict[str, str]] = {
    c.CUSTOMER_ID: r"(type|note|segment|group|since|age|gender|city|zip|phone|country|language|accepts|marketing|"
    r"status|agent|rating|value|total|(?<!ac)count)",
    c.INVOICE_DATE: r"(ship|deliver|deliv|liefer|limit|due|fallig|update|modif|geandert|birth|geburt|naissance|"
    r"nacimiento|export|estimat|approv|carrier|cancel|fulfil|expir|signup|regist|join|refund|return|review|timezone|zone|"
    r"candidate|versand|livraison|entrega|envio)",
    c.QUANTITY: r"(refund|return|cancel|stock|available)",
    c.PRICE: r"(compare|list|before|old|original|uvp|msrp|rrp|point|total|purchasecost|einkauf|shipping)",
    c.AMOUNT: r"(tax|vat|mwst|steuer|tva|iva|btw|ship|versand|freight|frete|envio|discount|rabatt|remise|descuento|"
    r"sconto|korting|desconto|fee|tip|refund|cost|items|quantity|qty|(?<!ac)count|number|lifetime|margin|profit|weight|"
    r"gewicht|balance|points|orders)",
    c.STOCK_CODE: r"(category|type|price|quantity|status|order|count|vendor)",
    c.STATUS: r"(fulfil|shipping|delivery|stock|marital|customer)",
}
"""By column, what its name can't contain: a date of delivery is not that of a purchase."""

CURRENCIES: Final = {
    "eur": "EUR", "euro": "EUR", "euros": "EUR", "usd": "USD", "dollar": "USD", "dollars": "USD", "gbp": "GBP",
    "pound": "GBP", "pounds": "GBP", "sterling": "GBP", "chf": "CHF", "franken": "CHF", "brl": "BRL", "reais": "BRL",
    "cad": "CAD", "aud": "AUD", "nzd": "NZD", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "pln": "PLN", "czk": "CZK",
    "jpy": "JPY", "yen": "JPY", "cny": "CNY", "rmb": "CNY", "inr": "INR", "rupees": "INR", "mxn": "MXN", "zar": "ZAR",
    "try": "TRY", "huf": "HUF", "ron": "RON", "sgd": "SGD", "hkd": "HKD",
}  # fmt: skip
"""By word in a column's name, the currency it means."""

_LANGUAGES: Final = {
    "de": "kunde bestell rechnung menge preis betrag datum artikel beleg umsatz gesamt wahrung",
    "fr": "facture commande montant prix quantite libelle designation produit jour pays",
    "es": "factura fecha cantidad precio importe pedido articulo cliente pais",
    "it": "fattura quantita prezzo importo ordine articolo paese scontrino",
    "nl": "factuur klant aantal prijs bedrag bestelling omschrijving",
    "pt": "pedido quantidade preco produto descricao valor",
}


def together(name: str) -> str:
    """Fold a column's name to letters and digits, without accents.

    >>> together("N° facture"), together("Kunden-Nr."), together("Lineitem quantity")
    ('nfacture', 'kundennr', 'lineitemquantity')
    """
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace("#", " number "))
    return re.sub(r"[^a-z0-9]+", "", plain.encode("ascii", "ignore").decode().casefold())


def likeness(name: str, field: str) -> int:
    """Score how much a column's name looks like a field's; 0 is not at all.

    >>> likeness("Kundennummer", "customer_id"), likeness("Customer ID", "customer_id")
    (9, 10)
    >>> likeness("Shipped at", "invoice_date")
    0
    """
    written = together(name)
    if written in {together(usual) for usual in c.SOURCE_NAMES.get(field, ())}:
        return 10
    for suffix in ("", *CURRENCIES):  # 'Betrag CHF' is a Betrag.
        bare = written.removesuffix(suffix) if suffix and written != suffix else written
        if bare == written and suffix:
            continue
        if field in _NOT and re.search(_NOT[field], bare):
            return 0
        for number, pattern in enumerate(_PATTERNS.get(field, ())):
            if re.fullmatch(pattern, bare):
                return max(1, 9 - 2 * number)
    return 0


def language(names: list[str]) -> str | None:
    """Guess the language of columns' names; None, where nothing shows it, is most likely English.

    >>> language(["Bestellnr", "Kunde", "Datum"]), language(["Order", "Date"])
    ('de', None)
    """
    written = [together(name) for name in names]
    hits = {code: sum(word in name for word in words.split() for name in written) for code, words in _LANGUAGES.items()}
    best = max(hits, key=hits.__getitem__)
    return best if hits[best] > 1 else None


def currency_in(names: list[str]) -> str | None:
    """Find a currency in columns' names.

    >>> currency_in(["Betrag CHF"]), currency_in(["amount_usd"]), currency_in(["Country"])
    ('CHF', 'USD', None)
    """
    for name in names:
        for word in re.split(r"[\W_]+", name.casefold()):
            if word in CURRENCIES:
                return CURRENCIES[word]
    return None


def is_something_else(name: str) -> bool:
    """Check whether a name says what a column is, and that it is none of ours.

    >>> is_something_else("Date of birth"), is_something_else("Tax"), is_something_else("Column 7")
    (True, True, False)
    """
    written = together(name)
    return any(re.search(_NOT[field], written) is not None for field in (c.INVOICE_DATE, c.AMOUNT))
