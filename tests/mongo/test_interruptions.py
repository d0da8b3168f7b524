"""Loading cut short at any point, of the server, of the program or of the line between: done again, it is whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from segmentation.errors import DatabaseError
from segmentation.mongo.loading import load_lines
from segmentation.mongo.reading import read_lines

from .server import HOST, Line
from .small_shops import open_file, write_shop

SHORT = "serverSelectionTimeoutMS=1000"
BATCH = 100

KILLED = """
import os, signal, sys
from pathlib import Path
from segmentation.lines.source import open_lines
from segmentation.mongo.loading import load_lines

shop, snapshots, address, after = sys.argv[1:]
left = int(after)

def die(_lines):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

load_lines(open_lines(shop, snapshots=Path(snapshots)), address, batch=100, on_lines=die)
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Open a sample shop of some seven hundred lines."""
    return open_file(write_shop(tmp_path_factory.mktemp("shop") / "shop.xlsx", customers=6))


@pytest.fixture(scope="module")
def undisturbed(mongodb, shop, tmp_path_factory):
    """Give every document that a load leaves which nothing disturbs."""
    from pymongo import MongoClient

    with MongoClient(mongodb) as client:
        name = "segmentation_test_undisturbed"
        client.drop_database(name)
        load_lines(shop, f"{mongodb}/{name}")
        documents = _everything(client[name])
        client.drop_database(name)
    return documents


def _everything(database):
    return {name: list(database[name].find(sort=[("_id", 1)])) for name in ("transactions", "loads")}


def _finish_and_compare(shop, server, undisturbed):
    """Run the same command again: it finishes the job, and once more it finds nothing to do."""
    address = f"{server.uri}/retail"
    with server.client() as client:
        before = client.retail["transactions"].count_documents({})
        loaded = load_lines(shop, address, batch=BATCH)
        assert (loaded.already_there, loaded.refused) == (before, 0)
        assert loaded.inserted == shop.lines_read - before
        assert _everything(client.retail) == undisturbed
        assert read_lines(address).frame.collect().equals(shop.frame.collect())
    return before


def test_the_server_dies_between_batches(shop, server, undisturbed):
    """Killed after the second batch, started again: the rest is loaded, and no line twice."""
    told = []

    def kill_it(lines):
        told.append(lines)
        if len(told) == 2:
            server.kill()

    with pytest.raises(DatabaseError, match=r"was lost|no MongoDB answers"):
        load_lines(shop, f"{server.uri}/retail?{SHORT}", batch=BATCH, on_lines=kill_it)
    server.start()
    with pytest.raises(DatabaseError, match="holds only part of"):
        read_lines(f"{server.uri}/retail")
    _finish_and_compare(shop, server, undisturbed)


@pytest.mark.parametrize(("after", "deadly"), [(3_000, True), (30_000, True), (120_000, True), (50_000, False)])
def test_the_line_breaks_within_a_batch(shop, server, undisturbed, after, deadly):
    """After so many bytes the connection breaks, and the server dies or does not: again, all of it is mended."""
    line = Line(server.port, after, server.kill if deadly else lambda: None)
    with pytest.raises(DatabaseError, match=r"was lost|no MongoDB answers"):
        load_lines(shop, f"mongodb://{HOST}:{line.port}/retail?directConnection=true&{SHORT}", batch=BATCH)
    line.close()
    assert line.broken
    if deadly:
        server.start()
    _finish_and_compare(shop, server, undisturbed)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("after", [1, 3])
def test_the_program_dies(shop, server, undisturbed, after):
    """Killed outright after some batches, the program leaves what the next run finishes."""
    snapshots = Path(shop.uri).parent / "snapshots"
    command = [sys.executable, "-c", KILLED, shop.uri, str(snapshots), f"{server.uri}/retail", str(after)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert _finish_and_compare(shop, server, undisturbed) == after * BATCH


def test_two_loads_at_once(shop, server, undisturbed):
    """Two people load the same file at the same time: each line is there once."""
    snapshots = Path(shop.uri).parent / "snapshots"
    command = [sys.executable, "-c", KILLED, shop.uri, str(snapshots), f"{server.uri}/retail", "-1"]
    other = subprocess.Popen(command)
    load_lines(shop, f"{server.uri}/retail", batch=BATCH)
    assert other.wait() == 0
    _finish_and_compare(shop, server, undisturbed)
