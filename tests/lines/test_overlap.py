"""Sources opened as lines: what sheets share counts once, what was read is not read again."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from datetime import datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from segmentation import columns as c
from segmentation.lines.overlap import OVERLAP, Lines, mark_overlap
from segmentation.lines.read_settings import ReadSettings
from segmentation.lines.source import open_lines

from ..by_hand.shop_files import (
    ONLINE_RETAIL_II,
    ROWS,
    WRITERS,
    as_in_excel,
    lines_of,
    write_csv,
    write_parquet,
    write_workbook,
    write_xlsx,
)
from .breaking_server import error_of

CONTENT = [name for name in c.LINE_COLUMNS if name not in (c.LINE, c.SHEET)]

A, B, NAMELESS = ROWS[0], ROWS[2], ROWS[1]


@pytest.fixture
def open_(tmp_path):
    """Open a source with the test's own folder of snapshots."""

    def open_it(path, **settings) -> Lines:
        return open_lines(str(path), snapshots=tmp_path / "snapshots", **settings)

    return open_it


@pytest.fixture
def overlapping(tmp_path):
    """Write a workbook of two years that share two lines; the second year has a third copy of one of them."""
    years = {"2009": ROWS[:3], "2010": [ROWS[1], ROWS[2], ROWS[2], *ROWS[3:]]}
    sheets = {name: [ONLINE_RETAIL_II, *map(as_in_excel, rows)] for name, rows in years.items()}
    return write_workbook(tmp_path / "shop.xlsx", sheets)


def lines_in(*sheets):
    """Make lines of rows, sheet after sheet."""
    rows = [row for sheet in sheets for row in sheet]
    names = [f"{number}" for number, sheet in enumerate(sheets) for _ in sheet]
    return lines_of(rows, [1] * len(rows)).with_columns(pl.Series(c.SHEET, names, dtype=pl.String))


def kept(lines):
    """List the numbers of the lines that no earlier sheet has."""
    return mark_overlap(lines).filter(~pl.col(OVERLAP))[c.LINE].to_list()


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        ([[A, A, B]], [1, 2, 3]),
        ([[A, A, B], [NAMELESS]], [1, 2, 3, 4]),
        ([[A], [A]], [1]),
        ([[A, A], [A]], [1, 2]),
        ([[A], [A, A, A]], [1, 3, 4]),
        ([[A, B, A], [B, A]], [1, 2, 3]),
        ([[A], [A, A], [A, A, A]], [1, 3, 6]),
        ([[A, A, A], [], [A, A], [A]], [1, 2, 3]),
        ([[A], [B], [B, A]], [1, 2]),
        ([[NAMELESS], [NAMELESS, NAMELESS]], [1, 3]),
        ([[(None,) * 8], [(None,) * 8]], [1]),
    ],
)
def test_overlap(sheets, expected):
    """A line counts as often as the sheet that has it most often; what is missing equals what is missing."""
    assert kept(lines_in(*sheets)) == expected


@pytest.mark.parametrize("column", range(8))
def test_lines_that_differ_in_one_column(column):
    """Lines that differ in a single column, even where one is empty, are two."""
    for other in (ROWS[4][column], None):
        changed = (*A[:column], other, *A[column + 1 :])
        if column == 5:
            lines = lines_in([A], [A]).with_columns(pl.Series(c.PRICE, [1, None if other is None else 2]))
        else:
            lines = lines_in([A], [changed])
        assert kept(lines) == [1, 2]


def test_marking_changes_nothing_else():
    """Marked lines are the same lines in the same order."""
    lines = lines_in([A, B], [B, A, NAMELESS])
    assert_frame_equal(mark_overlap(lines).drop(OVERLAP), lines)


def naive_union(lines):
    """Count every line as often as the sheet that has it most often."""
    union = Counter()
    for sheet in lines.partition_by(c.SHEET):
        union |= Counter(sheet.select(CONTENT).iter_rows())
    return union


@pytest.mark.parametrize("seed", range(20))
def test_overlap_of_random_sheets(seed):
    """On random sheets the union is a counter's, and neither order of sheets nor of lines changes the counts."""
    rng = random.Random(seed)
    sheets = [rng.choices(ROWS[:4], k=rng.randrange(8)) for _ in range(rng.randint(1, 4))]
    sheets[0].append(A)
    lines = lines_in(*sheets)
    union = naive_union(lines)

    def counted(some):
        return Counter(mark_overlap(some).filter(~pl.col(OVERLAP)).select(CONTENT).iter_rows())

    assert counted(lines) == union
    assert counted(lines_in(*reversed(sheets))) == union
    shuffled = lines.sample(fraction=1, shuffle=True, seed=seed)
    assert counted(shuffled) == union
    assert sorted(kept(shuffled)) == kept(lines)


@pytest.mark.parametrize("suffix", WRITERS)
def test_describes_a_file(suffix, tmp_path, open_):
    """A file of every kind is described by where it is, its hash, its lines and their span."""
    path = WRITERS[suffix](tmp_path / f"shop{suffix}")
    lines = open_(path)
    assert lines.uri == str(path)
    assert len(lines.sha256) == 64
    assert (lines.lines_read, lines.lines) == (5, 5)
    assert lines.sheets == ((("Sheet", 5),) if suffix == ".xlsx" else ())
    assert (lines.first, lines.last) == (ROWS[0][4], ROWS[4][4])
    assert_frame_equal(lines.frame.collect().drop(c.SHEET), lines_of().drop(c.SHEET))


def test_describes_sheets_that_overlap(overlapping, open_):
    """Every line of every sheet is read; what sheets share is in the frame once."""
    lines = open_(overlapping)
    assert lines.sheets == (("2009", 3), ("2010", 5))
    assert (lines.lines_read, lines.lines) == (8, 6)
    frame = lines.frame.collect()
    assert frame[c.LINE].to_list() == [1, 2, 3, 6, 7, 8]
    assert frame.columns == list(c.LINE_COLUMNS)
    assert (lines.first, lines.last) == (ROWS[0][4], ROWS[4][4])


def test_takes_sheets(overlapping, open_):
    """A sheet that is taken alone overlaps with none, and its own lines begin and end the span."""
    lines = open_(overlapping, sheets=["2010"])
    assert lines.sheets == (("2010", 5),)
    assert (lines.lines_read, lines.lines) == (5, 5)
    assert (lines.first, lines.last) == (ROWS[1][4], ROWS[4][4])
    assert open_(overlapping, sheets=["2010", "2009"]).lines == open_(overlapping).lines == 6
    assert "has no sheet '2011'; it has '2009', '2010'" in error_of(lambda: open_(overlapping, sheets=["2011"]))


def test_sheets_in_parquet_overlap(overlapping, tmp_path, open_):
    """Sheets overlap in a Parquet file as they do in the workbook."""
    lines = open_(overlapping)
    parquet = tmp_path / "shop.parquet"
    rows = [*ROWS[:3], ROWS[1], ROWS[2], ROWS[2], *ROWS[3:]]
    table = pl.DataFrame(rows, schema=list(ONLINE_RETAIL_II), orient="row")
    table.with_columns(sheet=pl.Series(["2009"] * 3 + ["2010"] * 5)).write_parquet(parquet)
    other = open_(parquet)
    assert_frame_equal(other.frame.collect(), lines.frame.collect())
    assert (other.lines_read, other.lines, other.sheets) == (lines.lines_read, lines.lines, lines.sheets)


def test_lines_without_date(tmp_path, open_):
    """Lines without a date count, but begin no span; where none has one, there is nothing to report on."""
    path = tmp_path / "shop.csv"
    path.write_text(f"{','.join(ONLINE_RETAIL_II)}\n1,1,,1,,1,1,UK\n1,1,,1,2010-01-13,1,1,UK\n")
    lines = open_(path)
    assert lines.lines == 2
    assert lines.first == lines.last == datetime.fromisoformat("2010-01-13")
    path.write_text(f"{','.join(ONLINE_RETAIL_II)}\n1,1,,1,,1,1,UK\n")
    assert error_of(lambda: open_(path)) == f"{path} has no lines with a date; every line needs one"


def reads(open_, path, **settings):
    """Count the sheets that are read when a source is opened."""
    told = []
    open_(path, on_sheet=lambda done, total: told.append((done, total)), **settings)
    return len(told)


def test_workbook_is_read_once(overlapping, open_):
    """Opened again, a workbook is not read again, and its lines are the same."""
    first = open_(overlapping)
    assert reads(open_, overlapping) == 0
    again = open_(overlapping)
    assert_frame_equal(again.frame.collect(), first.frame.collect())
    assert again.sheets == first.sheets


def test_copy_is_not_read(overlapping, tmp_path, open_):
    """A copy under another name is the same content; a changed cell is another."""
    assert reads(open_, overlapping) == 2
    copy = shutil.copy(overlapping, tmp_path / "copy.xlsx")
    assert reads(open_, copy) == 0
    write_xlsx(overlapping)
    assert reads(open_, overlapping) == 1


def test_settings_are_read_anew(tmp_path, open_):
    """Other columns, another date format, other sheets: what depends on them is read again, and once."""
    path = write_csv(tmp_path / "shop.csv")
    others = (
        ReadSettings(),
        ReadSettings(columns={c.PRICE: "Price"}),
        ReadSettings(date_format="%Y-%m-%d %H:%M:%S"),
        ReadSettings(decimal="."),
        ReadSettings(time_zone="Europe/London"),
    )
    for reading in others:
        assert [reads(open_, path, reading=reading) for _ in range(2)] == [1, 0]
    write_workbook(tmp_path / "shop.xlsx", {name: [ONLINE_RETAIL_II, A] for name in "AB"})
    for sheets in ([], ["A"], ["B", "A"]):
        assert [reads(open_, tmp_path / "shop.xlsx", sheets=sheets) for _ in range(2)] == [len(sheets) or 2, 0]
    assert reads(open_, tmp_path / "shop.xlsx", sheets=("A", "B")) == 0


def test_content_under_another_suffix(tmp_path, open_):
    """The suffix says how to read: a copy with another suffix is refused, not taken from the snapshot."""
    path = write_parquet(tmp_path / "shop.parquet")
    open_(path)
    assert "is not text" in error_of(lambda: open_(shutil.copy(path, tmp_path / "shop.csv")))


def test_fault_leaves_no_snapshot(tmp_path, open_):
    """A file that could not be read is read again once it is mended."""
    path = tmp_path / "shop.csv"
    path.write_text("Invoice\n1\n")
    for _ in range(2):
        assert "has no column" in error_of(lambda: open_(path))
    assert open_(write_csv(path)).lines == 5


def test_sample(open_, tmp_path):
    """The sample shop needs no file and no snapshot, and is the same shop every time."""
    lines, again = open_("sample"), open_("sample")
    assert not (tmp_path / "snapshots").exists()
    assert lines.uri == "sample"
    assert lines.sha256 == again.sha256
    assert_frame_equal(lines.frame.collect(), again.frame.collect())
    assert [sheet for sheet, _ in lines.sheets] == ["Year 2009-2010", "Year 2010-2011"]
    assert lines.lines_read == sum(count for _, count in lines.sheets)
    assert 0 < lines.lines_read - lines.lines < lines.lines
    assert naive_union(_all_sheets(open_)) == Counter(lines.frame.select(CONTENT).collect().iter_rows())


def _all_sheets(open_):
    sheets = [open_("sample", sheets=[sheet]) for sheet in ("Year 2009-2010", "Year 2010-2011")]
    assert all(lines.lines_read == lines.lines for lines in sheets)
    assert len({lines.sha256 for lines in sheets}) == 1
    return pl.concat(lines.frame.collect() for lines in sheets)


def test_sheets_of_the_sample(open_):
    """The sample shop has sheets, of which some may be taken."""
    message = error_of(lambda: open_("sample", sheets=["2010"]))
    assert message.startswith("the sample shop has no sheet '2010'; it has 'Year 2009-2010', 'Year 2010-2011'")


def test_real_workbook(real_lines):
    """Of Online Retail II's two sheets, 22,523 lines are in both; the rest is as published."""
    assert real_lines.sheets == (("Year 2009-2010", 525_461), ("Year 2010-2011", 541_910))
    assert real_lines.lines_read == 1_067_371
    assert real_lines.lines == 1_044_848 == real_lines.lines_read - 22_523
    assert real_lines.first == datetime.fromisoformat("2009-12-01 07:45")
    assert real_lines.last == datetime.fromisoformat("2011-12-09 12:50")
    customers = real_lines.frame.select(pl.col(c.CUSTOMER_ID).n_unique() - 1).collect().item()
    assert customers == 5_942


def test_real_workbook_equals_parquet(real_lines, real_workbook, open_):
    """The workbook and the Parquet edition of Online Retail II hold the same lines, to the penny."""
    parquet = real_workbook.with_suffix(".parquet")
    if not parquet.is_file():
        pytest.skip(f"no {parquet.name} in {parquet.parent}")
    edition = open_(parquet)
    assert (edition.lines, edition.sheets) == (1_067_371, ())
    first = pl.when(pl.int_range(pl.len()) < 525_461).then(pl.lit("Year 2009-2010"))
    sheets = edition.frame.with_columns(first.otherwise(pl.lit("Year 2010-2011")).alias(c.SHEET)).collect()
    union = mark_overlap(sheets).filter(~pl.col(OVERLAP)).select(CONTENT)
    assert_frame_equal(union, real_lines.frame.select(CONTENT).collect(), check_row_order=False)
