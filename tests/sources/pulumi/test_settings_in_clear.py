"""A preview shows the stack's settings, and those that are not encrypted in clear."""

import pytest
from pulumi_documents import load, write

from hubwarden.sources.pulumi.preview import read_preview

PRIVATE = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg" + "A" * 120


def read(tmp_path, **settings):
    document = load("preview-first-prod")
    document["config"] |= {f"hubwarden:{name}": value for name, value in settings.items()}
    return read_preview(write(tmp_path, document)).plain_secrets


@pytest.mark.parametrize(
    "settings",
    [
        {"shop": PRIVATE},
        {"shop": f'{{"key": "-----BEGIN PRIVATE KEY-----\\n{PRIVATE}"}}'},
        {"shop": f"Endpoint=sb://ns/;SharedAccessKeyName=a;SharedAccessKey={PRIVATE}"},
        {"shopGoogleApiKey": PRIVATE[40:]},
    ],
)
def test_key_material_in_clear(tmp_path, settings):
    (found,) = read(tmp_path, **settings)
    assert found.origin.location.line > 1
    assert PRIVATE[40:80] not in found.what + found.place + str(found.id)


@pytest.mark.parametrize(
    "settings",
    [{}, {"shopToken": "[secret]"}, {"shopToken": "short"}, {"shopName": "lindenmarkt-production"}],
)
def test_no_key_material(tmp_path, settings):
    assert read(tmp_path, **settings) == ()
