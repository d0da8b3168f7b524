"""Connections: what goes wrong with them is one line, within a stated time, and no secret is in it."""

from __future__ import annotations

import sys

import pytest
from pymongo import MongoClient

from segmentation.errors import DatabaseError
from segmentation.mongo import connection
from segmentation.mongo.connection import TIMEOUT, connect, durable

from .server import HOST, Server, free_port

SECRET = "s3cr3t"
SHORT = "serverSelectionTimeoutMS=300"


def _fault(address: str, environment: dict[str, str] | None = None, work=lambda _there: None) -> str:
    with pytest.raises(DatabaseError) as fault, connect(address, environment or {}) as there:
        work(there)
    text = str(fault.value)
    assert "\n" not in text
    assert SECRET not in text
    return text


def test_a_database_is_connected_to(address):
    """What is written through the connection is in the database that the address names."""
    with connect(address) as there:
        there.database["x"].insert_one({"_id": 1})
        assert there.shown == address
    with MongoClient(address) as client:
        assert client.get_default_database()["x"].count_documents({}) == 1


def test_no_server():
    """Where nobody listens, the line says where, for how long was waited, and what to do."""
    port = free_port()
    text = _fault(f"mongodb://ann:{SECRET}@{HOST}:{port}/retail?{SHORT}")
    assert text.startswith(f"no MongoDB answers at mongodb://{HOST}:{port}/retail within the time limit, {TIMEOUT} s")
    assert "refused" in text


@pytest.mark.parametrize(("options", "seconds"), [("", 10), ("?serverSelectionTimeoutMS=250", 0.25)])
def test_a_server_is_looked_for_ten_seconds(address, options, seconds):
    """Ten seconds unless the address says otherwise; it is the driver that keeps the time."""
    with connect(f"{address}{options}") as there:
        assert there.database.client.options.server_selection_timeout == seconds


def test_pymongo_may_be_missing(monkeypatch):
    """The default source needs no PyMongo; a MongoDB without it is an error that says what to install."""
    monkeypatch.setattr(connection, "find_spec", lambda _name: None)
    assert "pip install 'customer-segmentation[mongodb]'" in _fault("mongodb://localhost/retail")
    monkeypatch.setitem(sys.modules, "pymongo", None)
    assert "pip install 'customer-segmentation[mongodb]'" in _fault("mongodb://localhost/retail")


@pytest.mark.parametrize(
    ("tail", "says"),
    [
        ("retail?tlss=true", "it has an unknown option"),
        (f"retail?connectTimeoutMS={SECRET}", "an option or a host name is wrong"),
        (f"retail?tls=false&tlsCertificateKeyFile={SECRET}", "an option or a host name is wrong"),
        ("a.b", "has an invalid database name"),
        ("$where", "has an invalid database name"),
        ("retail?authMechanism=NONE", "an option"),
    ],
)
def test_an_address_that_the_driver_refuses(tail, says):
    """What is wrong with an option is said without its value."""
    assert says in _fault(f"mongodb://ann:{SECRET}@{HOST}:{free_port()}/{tail}")


def test_writes_must_be_confirmed(address):
    """An address that asks for no answer to a write is refused: nobody would know what is there."""
    assert "w=0" in _fault(f"{address}?w=0")


def test_what_is_durable_keeps_what_the_address_asks_for(address):
    """On disk, and on as many servers as the address says."""
    with connect(f"{address}?w=1&wtimeoutMS=5000") as there:
        assert durable(there.database["x"]).write_concern.document == {"w": 1, "wtimeout": 5000, "j": True}


def test_what_the_server_refuses_is_said(address):
    """A command that the server refuses becomes an error with its words."""
    text = _fault(address, work=lambda there: there.database.command("noSuchThing"))
    assert text.startswith(f"{address} refuses the request: ")
    assert "noSuchThing" in text


def test_a_lost_connection_is_said(server: Server):
    """A server that dies during the work becomes an error that says what to do."""

    def kill_it(there):
        server.kill()
        there.database["x"].insert_one({"_id": 1})

    address = f"{server.uri}/retail?{SHORT}"
    assert "run the same command again" in _fault(address, work=kill_it) or "no MongoDB answers" in _fault(address)


def test_users_and_tls(tmp_path):
    """With TLS and passwords, the environment has the credentials; a wrong password is one line, and not shown."""
    certificate = _write_certificate(tmp_path)
    server = Server(tmp_path / "server").start()
    with server.client() as client:
        client.retail.command("createUser", "ann", pwd=SECRET, roles=["readWrite"])
    server.stop()
    server.start("--auth", "--tls-cert-file", str(certificate), "--tls-key-file", str(certificate), wait=False)
    options = f"tls=true&tlsCAFile={certificate}&authSource=retail"
    plain = f"mongodb://localhost:{server.port}/retail"
    variable = f"mongodb://ann:{{}}@localhost:{server.port}/?{options}&serverSelectionTimeoutMS=30000"
    try:
        with connect(plain, {"SEGMENTATION_MONGODB_URI": variable.format(SECRET)}) as there:
            there.database["x"].insert_one({"_id": 1})
            assert there.shown == plain
        text = _fault(plain, {"SEGMENTATION_MONGODB_URI": variable.format(f"{SECRET}4")})
        assert text.startswith(f"{plain} refuses the user or the password")
        without_tls = f"mongodb://ann:{SECRET}@localhost:{server.port}/retail?authSource=retail&{SHORT}"
        assert _fault(without_tls).startswith(f"no MongoDB answers at {plain}")
        nobody = f"mongodb://localhost:{server.port}/retail?tls=true&tlsCAFile={certificate}"
        assert "does not allow that" in _fault(nobody, work=lambda there: there.database["x"].find_one())
    finally:
        server.kill()


def _write_certificate(folder):
    """Write a key and a certificate for this machine that it has signed itself."""
    from datetime import UTC, datetime, timedelta
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address(HOST))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_the_timeout_is_the_driver_s():
    """The seconds that an error names are those that the driver is given."""
    assert connection._OPTIONS["serverSelectionTimeoutMS"] == TIMEOUT * 1000
