"""Service accounts, Firebase settings and VAPID keys."""

import json

import pytest

from hubwarden.credential_files import (
    GoogleServices,
    KeyFacts,
    ServiceAccount,
    VapidKeys,
    inspect,
    inspect_vapid,
)
from inspection.credential_files import (
    BUNDLE,
    CANARY,
    PROJECT,
    google_services,
    key_file,
    private_key,
    service_account,
    vapid_json,
    vapid_pair,
    vapid_settings,
)

SUBJECT = "mailto:push@example.com"


def test_a_service_account():
    assert inspect(service_account()) == ServiceAccount(
        project_id=PROJECT,
        client_email=f"firebase-adminsdk-1@{PROJECT}.iam.gserviceaccount.com",
        email_project=PROJECT,
        key=KeyFacts("RSA", 2048, ""),
        usable=True,
        private_key_id="0123456789abcdef0123456789abcdef01234567",
    )


@pytest.mark.parametrize(
    ("email", "project"),
    [
        ("a@other-project.iam.gserviceaccount.com", "other-project"),
        ("a@project.example.com.iam.gserviceaccount.com", "example.com:project"),
        ("example-project@appspot.gserviceaccount.com", "example-project"),
        ("123-compute@developer.gserviceaccount.com", None),
        ("someone@example.com", None),
        ("a@x.iam.gserviceaccount.com.evil.example", None),
        ("not an address", None),
    ],
)
def test_the_project_that_an_address_names(email, project):
    assert inspect(service_account(client_email=email)).email_project == project


@pytest.mark.parametrize(
    "secret",
    [
        None,
        "",
        "<private key>",
        key_file().decode(),
        key_file(private_key("RSA")).decode()[:200],
        key_file(private_key("RSA"), password=b"x").decode(),
        3,
    ],
)
def test_a_service_account_whose_key_cannot_be_used(secret):
    found = inspect(service_account(private_key=secret))
    assert found.usable is False
    assert found.project_id == PROJECT


def test_line_breaks_that_were_escaped_twice():
    secret = key_file(private_key("RSA")).decode().replace("\n", "\\n")
    assert inspect(service_account(private_key=secret)).usable is True


def test_secrets_in_the_wrong_field_are_not_told():
    secret = key_file(private_key("RSA")).decode()
    found = inspect(
        service_account(
            project_id=secret,
            client_email=secret,
            private_key_id=secret,
            private_key="0123456789abcdef",
        )
    )
    assert found == ServiceAccount(None, "", None, None, usable=False, private_key_id=None)


def test_firebase_settings():
    found = inspect(google_services(), "google-services.json")
    assert found == GoogleServices(PROJECT, "123456789012", (BUNDLE, f"{BUNDLE}.beta"))
    assert CANARY not in repr(found)


@pytest.mark.parametrize(
    "changes",
    [
        {"client": None},
        {"client": [3, {}, {"client_info": []}, {"client_info": {"android_client_info": 1}}]},
    ],
)
def test_firebase_settings_that_lack_something(changes):
    data = json.dumps({**json.loads(google_services()), **changes}).encode()
    assert inspect(data) == GoogleServices(PROJECT, "123456789012", ())


def test_vapid_keys():
    fine = VapidKeys(public_ok=True, private_ok=True, pair_fits=True, subject=SUBJECT)
    public, private = vapid_pair()
    printed = (
        f"=======\n\nPublic Key:\n{public}\n\nPrivate Key:\n{private}\n\n"
        f"Subject: {SUBJECT}\n=======\n"
    )
    nested = json.dumps({"push": {"vapidKeys": json.loads(vapid_json())}})
    for data in (vapid_json(), vapid_settings(), printed.encode(), nested.encode()):
        assert inspect(data) == fine
    assert inspect_vapid(public, private, SUBJECT) == fine
    assert inspect_vapid(f"{public}=", f"{private}=", SUBJECT) == fine


@pytest.mark.parametrize(
    ("public", "private", "expected"),
    [
        (vapid_pair()[0], vapid_pair(1)[1], (True, True, False)),
        (vapid_pair()[0][:-4], vapid_pair()[1], (False, True, None)),
        (vapid_pair()[0], vapid_pair()[1][:-4], (True, False, None)),
        (vapid_pair()[1], vapid_pair()[0], (False, False, None)),
        ("B" + "A" * 86, vapid_pair()[1], (False, True, None)),
        (vapid_pair()[0], "_" * 42 + "8", (True, False, None)),
        (vapid_pair()[0], "A" * 42 + "E", (True, True, False)),
    ],
)
def test_vapid_keys_that_do_not_fit(public, private, expected):
    found = inspect_vapid(public, private)
    assert (found.public_ok, found.private_ok, found.pair_fits) == expected
    again = inspect(json.dumps({"publicKey": public, "privateKey": private}).encode())
    assert again == found


def test_half_a_pair_is_found_by_its_name():
    found = inspect(f"VAPID_PUBLIC_KEY={vapid_pair()[0]}\n".encode())
    assert found == VapidKeys(public_ok=True, private_ok=False, pair_fits=None, subject=None)


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b'{"a": {"b": [1]}}',
        b"[]",
        b"3",
        b'{"publicKey": "abc"}',
        json.dumps({"publicKey": "x", "privateKey": key_file().decode()}).encode(),
        b"PORT=80\nNAME=x\n",
        b"public_key=1\n",
    ],
)
def test_other_documents(data):
    assert inspect(data).kind == "not a credential"


def test_broken_json():
    assert inspect(b'{"private_key": ').kind == "malformed"


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        (SUBJECT, SUBJECT),
        ("https://example.com/contact", "https://example.com/contact"),
        ("push@example.com", None),
        ("mailto:", None),
        ("", None),
        (None, None),
        (vapid_pair()[1], None),
        (f"mailto:{vapid_pair()[1]}", None),
        (f"https://example.com/?key={vapid_pair()[1]}", None),
    ],
)
def test_a_subject_is_told_where_it_is_one(subject, told):
    assert inspect_vapid(*vapid_pair(), subject).subject == told


def test_a_secret_is_told_in_no_field():
    secret = vapid_pair()[1]
    settings = {"project_info": {"project_id": secret, "project_number": secret}}
    package = {"client_info": {"android_client_info": {"package_name": secret}}}
    found = inspect(json.dumps({**settings, "client": [package]}).encode())
    assert found == GoogleServices(None, None, ())
    found = inspect(service_account(project_id=secret, private_key_id=secret, client_email=secret))
    assert (found.project_id, found.private_key_id, found.client_email) == (None, None, "")
