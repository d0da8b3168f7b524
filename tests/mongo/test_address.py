"""Addresses: what may be shown of them, and how the environment completes them."""

from __future__ import annotations

import pytest

from segmentation.errors import DatabaseError
from segmentation.mongo.address import BY_VARIABLE, VARIABLE, is_address, resolve, shown, without_secrets

SECRET = "s3cr3t"


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("mongodb://localhost/retail", "mongodb://localhost/retail"),
        (f"mongodb://ann:{SECRET}@localhost/retail", "mongodb://localhost/retail"),
        (f"mongodb://{SECRET}@localhost:27018/retail", "mongodb://localhost:27018/retail"),
        (f"mongodb://a,b:27018/retail?password={SECRET}", "mongodb://a,b:27018/retail"),
        (f"mongodb+srv://ann:{SECRET}@shop.example.org/retail?tls=true", "mongodb+srv://shop.example.org/retail"),
        (f"MONGODB://ann:{SECRET}@[::1]:27017/retail", "mongodb://[::1]:27017/retail"),
        (f"mongodb://ann:{SECRET}@%2Ftmp%2Fmongodb-27017.sock/retail", "mongodb://%2Ftmp%2Fmongodb-27017.sock/retail"),
        ("mongodb://localhost", "mongodb://localhost"),
        ("mongodb://localhost/?tls=true", "mongodb://localhost"),
        (BY_VARIABLE, BY_VARIABLE),
        ("data/mongodb:x@y.csv", "data/mongodb:x@y.csv"),
    ],
)
def test_an_address_is_shown_without_its_secrets(address, seen):
    """Scheme, hosts and database are shown; user, password and options never are."""
    assert shown(address) == seen


@pytest.mark.parametrize("sign", [*"@/?#:% &é\n", "@@", "/@", "?@", "@?", "1?", "//"])
@pytest.mark.parametrize("form", ["mongodb://ann:{}@host/retail", "mongodb://ann:12{}34@host/retail?a=b",
                                  "mongodb+srv://{}:ann@host/retail", "mongodb://host/retail?x={}@y"])  # fmt: skip
def test_a_password_that_is_not_escaped_is_not_shown_either(form, sign):
    """Where a sign makes it unclear what is the password, no part of what may be one is shown."""
    address = form.format(f"{SECRET}{sign}{SECRET}")
    assert SECRET not in shown(address)
    assert SECRET not in without_secrets(f"unexpected argument ({address}).", ["report", f"--source={address}"])


def test_an_address_in_a_sentence_loses_its_secrets():
    """Every address in a text is shown as it may be, and the signs around it stay."""
    text = f"either 'mongodb://a:{SECRET}@one/x', or (mongodb+srv://b:{SECRET}@two/y?z=1)."
    assert without_secrets(text) == "either 'mongodb://one/x', or (mongodb+srv://two/y)."


def test_what_is_no_secret_is_left_in_the_sentence():
    """A sign like that of a password, further on in a sentence, takes nothing away from it."""
    text = "mongodb://localhost/retail holds only part of me@home.csv"
    assert without_secrets(text, ["load", "mongodb://localhost/retail"]) == text


def test_a_misspelt_scheme_does_not_betray_a_password():
    """What was taken for the name of a file, or for another kind of address, is hidden from its user on."""
    for scheme in ("mongdb:/", "mongodb:/", "mongo://", "postgres://"):
        assert SECRET not in without_secrets(f"no such file: {scheme}ann:{SECRET}@host/retail; give another")
    for harmless in ("C:/Users/me@work/shop.csv", "https://example.org/a?b=c", "me@work:/x"):
        assert without_secrets(harmless) == harmless


def test_what_an_address_is():
    """A MongoDB is named by its scheme, or by the one word that leaves it to the environment."""
    assert all(map(is_address, ["mongodb", "mongodb://x/y", "MongoDB://x/y", "mongodb+srv://x/y"]))
    assert not any(map(is_address, ["mongodb.csv", "mongo://x/y", "mongodb:/x", "", "sample", "http://mongodb://"]))


def test_the_variable_stands_for_an_address():
    """The word 'mongodb' takes everything from the environment."""
    found = resolve(BY_VARIABLE, {VARIABLE: f" mongodb://ann:{SECRET}@host/retail?tls=true\n"})
    assert (found.uri, found.database) == (f"mongodb://ann:{SECRET}@host/retail?tls=true", "retail")
    assert found.shown == "mongodb://host/retail"
    assert SECRET not in repr(found)


@pytest.mark.parametrize(
    ("source", "uses"),
    [
        ("mongodb://host/shop", True),
        ("mongodb://HOST:27017/shop", True),
        ("mongodb://other/shop", False),  # a password is for one host only
        ("mongodb://host:27018/shop", False),
        ("mongodb+srv://host/shop", False),
        ("mongodb://bob@host/shop", False),  # it has a user of its own
        ("mongodb://host/shop?tls=false", False),
    ],
)
def test_the_variable_lets_one_in_where_it_is_for_the_same_host(source, uses):
    """User, password and options come from the environment, the database from the address that was named."""
    variable = f"mongodb://ann:{SECRET}@host/?tls=true"
    found = resolve(source, {VARIABLE: variable})
    assert found.uri == (variable if uses else source)
    assert found.database == "shop"


@pytest.mark.parametrize(
    ("source", "variable", "says"),
    [
        (BY_VARIABLE, "", f"the environment has no {VARIABLE}"),
        (BY_VARIABLE, "mongodb://ann:x@host", "mongodb://host has no database name"),
        ("mongodb://host", "", "mongodb://host has no database name"),
        ("mongodb://host/", "mongodb://host/retail", "mongodb://host has no database name"),
        (f"mongodb://ann:{SECRET}/x@host/retail", "", "percent-encode"),
        ("mongodb://host/retail", f"postgres://{SECRET}", "percent-encode"),
        ("mongodb://", "", "mongodb://host/database"),
    ],
)
def test_an_address_that_does_not_do(source, variable, says):
    """What is missing or wrong is said, and how to write it; what may be a password is not."""
    with pytest.raises(DatabaseError) as fault:
        resolve(source, {VARIABLE: variable})
    assert says in str(fault.value)
    assert SECRET not in str(fault.value)


def test_a_database_s_name_is_taken_out_of_its_escapes():
    """A letter beyond ASCII is written in percents."""
    assert resolve("mongodb://host/caf%C3%A9", {}).database == "café"


@pytest.mark.parametrize("name", ["a.b", "$where", "%24where", "a%20b", "a%2Fb", "a%00b", "a*", "x" * 64])
def test_a_name_that_no_database_has(name):
    """MongoDB takes no dots, dollars, spaces or slashes in a name: so nothing in one is taken for an operator."""
    with pytest.raises(DatabaseError, match="has an invalid database name"):
        resolve(f"mongodb://host/{name}", {})
