"""Lists of customers to act on, some held out by chance; and last month's, read back to see what they did.

``lists/<name>.csv`` has the customers to contact; ``lists/<name>.control.csv`` those held out, not to be contacted.
``lists.json`` says how each list was made and how many are on it, and names no customer.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from segmentation import columns as c
from segmentation.conditions.evaluation import holds
from segmentation.conditions.parsing import Condition
from segmentation.delivery.safe_cells import safe_table, text_as_it_was
from segmentation.errors import ConditionError
from segmentation.topics.uplift.work import Trial

if TYPE_CHECKING:
    import pandas as pd

RECORD: Final = "lists.json"
FOLDER: Final = "lists"

HASHED: Final = "customer_id_sha256"
"""The name of the column of hashed ids."""
GROUP: Final = "group"
CONTROL: Final = "control"
"""Its value for everyone who is held out."""


@dataclass(frozen=True)
class ListOrder:
    """A list to be made: who is on it, what it says of them after their id, and how many are held out by chance.

    ``file`` has no ending; ``where`` is the condition as it was written; ``hash_ids`` puts SHA-256 in the id's place.
    """

    name: str
    file: str
    where: str
    condition: Condition
    columns: tuple[str, ...]
    hash_ids: bool = False
    control_share: float = 0.0
    seed: int = 0


def write_lists(orders: Sequence[ListOrder], customers: pd.DataFrame, folder: Path, *, month: str) -> None:
    """Write all lists, and the record of them; nothing if none is asked for. ``monetary`` is in the currency's unit."""
    if not orders:
        return
    (folder / FOLDER).mkdir()
    record = [_write_list(order, customers, folder / FOLDER, month) for order in orders]
    text = json.dumps({"month": month, "lists": record}, indent=2, ensure_ascii=False)
    (folder / RECORD).write_text(text + "\n", encoding="utf-8")


def draw_list(order: ListOrder, customers: pd.DataFrame, *, month: str) -> tuple[frozenset[str], frozenset[str]]:
    """Say who is on a list, and which of them are held out, before it is written."""
    chosen = list(_chosen(order, customers).index)
    return frozenset(chosen), _held_out(order, chosen, month)


def _held_out(order: ListOrder, chosen: Sequence[str], month: str) -> frozenset[str]:
    return control_group(chosen, share=order.control_share, name=order.name, month=month, seed=order.seed)


def _write_list(order: ListOrder, customers: pd.DataFrame, folder: Path, month: str) -> dict[str, Any]:
    chosen = _chosen(order, customers)
    is_out = chosen.index.isin(_held_out(order, list(chosen.index), month))
    groups = {"contacted": _identified(chosen[~is_out], order), CONTROL: _identified(chosen[is_out], order)}
    files = {"contacted": f"{order.file}.csv"}
    if order.control_share:
        files[CONTROL] = f"{order.file}.{CONTROL}.csv"
        groups[CONTROL] = groups[CONTROL].assign(**{GROUP: CONTROL})
    for group, name in files.items():
        safe_table(groups[group]).to_csv(folder / name, lineterminator="\n")
    return {
        "name": order.name,
        "where": order.where,
        "columns": [str(groups["contacted"].index.name), *order.columns],
        "control_share": order.control_share,
        "seed": order.seed,
        "customers": len(chosen),
        "contacted": _described(groups["contacted"].index, files["contacted"]),
        "control": _described(groups[CONTROL].index, files[CONTROL]) if CONTROL in files else None,
    }


def _chosen(order: ListOrder, customers: pd.DataFrame) -> pd.DataFrame:
    """Select the customers a list's condition holds for, with the list's columns, most money first."""
    try:
        chosen = customers[holds(order.condition, customers)].sort_index()
    except ConditionError as error:
        msg = f"the list '{order.name}' can't be made: {error}"
        raise ConditionError(msg) from None
    if missing := [name for name in order.columns if name not in (*customers.columns, c.CUSTOMER_ID)]:
        msg = (
            f"the list '{order.name}' can't be made: this month's customers have no column '{missing[0]}'; "
            f"they have {', '.join(customers.columns)}"
        )
        raise ConditionError(msg)
    ranked = chosen.sort_values(c.MONETARY, ascending=False, kind="stable")
    return ranked[[name for name in order.columns if name != c.CUSTOMER_ID]]


def _identified(customers: pd.DataFrame, order: ListOrder) -> pd.DataFrame:
    """Replace ids by hashes if asked, in the hashes' order, so that no rank gives a customer away."""
    if not order.hash_ids:
        return customers
    hashed = customers.set_axis([hash_id(each) for each in customers.index], axis=0)
    return hashed.rename_axis(HASHED).sort_index()


def _described(ids: Iterable[str], file: str) -> dict[str, Any]:
    ids = list(ids)
    return {"file": f"{FOLDER}/{file}", "customers": len(ids), "ids_sha256": _digest(ids)}


def _digest(ids: Iterable[str]) -> str:
    """Hash who is on a list, in any order, so that additions and removals are noticed."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()


def hash_id(customer: str) -> str:
    """Hash an id (SHA-256), trimmed and in lower case, as advertising platforms do.

    >>> hash_id(" Ann@Example.org ") == hash_id("ann@example.org")
    True
    """
    return hashlib.sha256(customer.strip().lower().encode()).hexdigest()


def control_group(customers: Sequence[str], *, share: float, name: str, month: str, seed: int) -> frozenset[str]:
    """Choose at random who is held out: the share of customers, halves rounded up, in any order of ids.

    Other lists and months hold others out.

    Notes
    -----
    Each customer draws a number, a hash keyed by the seed, the month and the list's name; those with the lowest are
    held out. Who else is on the list, and in what order, has no say in a customer's number.

    >>> len(control_group([f"{number}" for number in range(25)], share=0.1, name="a", month="2011-11", seed=0))
    3
    """
    key = hashlib.blake2b(json.dumps([seed, month, name]).encode(), digest_size=32).digest()

    def draw(customer: str) -> bytes:
        return hashlib.blake2b(customer.encode(), key=key, digest_size=16).digest()

    return frozenset(sorted(customers, key=draw)[: int(len(customers) * share + 0.5)])


def digest_of_lists(folder: Path) -> str:
    """Hash a month's record of lists and its lists, which a later report needs; empty if no one was held out."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))["lists"]
        files = [each[group]["file"] for each in record if each[CONTROL] for group in ("contacted", CONTROL)]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    digest = hashlib.sha256()
    for name in [RECORD, *files] if files else []:
        path = folder / name
        digest.update(hashlib.sha256(path.read_bytes() if path.is_file() else b"").digest())
    return digest.hexdigest() if files else ""


def read_past_lists(folder: Path, known: Iterable[str]) -> tuple[Trial, ...]:
    """Read the lists of an earlier month that held customers out; hashes of ``known`` ids are recognised."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))["lists"]
        tried = [each for each in record if each["control"]]
        by_hash = {hash_id(each): each for each in known} if any(HASHED in each["columns"] for each in tried) else {}
        return tuple(_read_past_list(each, folder, by_hash) for each in tried)
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def _read_past_list(record: Mapping[str, Any], folder: Path, by_hash: Mapping[str, str]) -> Trial:
    parts = (record["contacted"], record["control"])
    contacted, control = (_read_ids(folder / part["file"], record["columns"][0]) for part in parts)
    return Trial(
        record["name"],
        contacted=tuple(by_hash.get(each, each) for each in contacted),
        control=tuple(by_hash.get(each, each) for each in control),
        is_unchanged=[_digest(contacted), _digest(control)] == [part["ids_sha256"] for part in parts],
    )


def _read_ids(path: Path, column: str) -> list[str]:
    """Read the ids of a list; a file that is missing or no list has none."""
    try:
        # A spreadsheet may have put a byte order mark first.
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [text_as_it_was(row[column] or "") for row in csv.DictReader(file)]
    except (OSError, UnicodeDecodeError, KeyError, csv.Error):
        return []
