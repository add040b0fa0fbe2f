"""Forms that are read here and that a hub's field does not take."""

import base64

import pytest

from hubwarden.credential_files import inspect
from hubwarden.credential_files.forms import form_warning
from inspection.credential_files import every_file, gives_away, key_file

KEY = key_file()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (every_file()["both.pem"], "does not take PEM"),
        (every_file()["certificate.pem"], "does not take PEM"),
        (KEY.replace(b"\n", b"\\n"), "line breaks"),
        (KEY.decode().encode("utf-16"), "UTF-16"),
        (base64.b64encode(KEY), "PEM file in Base64"),
        (base64.b64encode(every_file()["both.pem"]), "PEM file in Base64"),
        (KEY, ""),
        (every_file()["open.p12"], ""),
        (every_file()["p12.txt"], ""),
        (every_file()["account.json"], ""),
        (every_file()["production.cer"], ""),
        (b"nothing", ""),
    ],
)
def test_a_form_that_no_field_takes_is_said(data, words):
    said = form_warning(data, inspect(data, "file"))
    assert words in said
    assert bool(said) is bool(words)
    assert not gives_away(said)
