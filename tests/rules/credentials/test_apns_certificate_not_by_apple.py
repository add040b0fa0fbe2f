import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from factories import UNKNOWN, apns, apns_certificate, certificate_content, holding, verdict
from hubwarden.credential_files import inspect
from hubwarden.credential_files.kinds import Problem
from hubwarden.report import Outcome
from inspection import credential_files


def of(content):
    return holding(apns=apns(token=None, certificate=apns_certificate(content=content)))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(of(certificate_content()), Outcome.PASS, id="good: Apple is named"),
        pytest.param(
            of(certificate_content(names_apple=False, issuer="Example CA")),
            Outcome.FAIL,
            id="bad: another authority",
        ),
        pytest.param(
            of(certificate_content(names_apple=False, issuer="")), Outcome.FAIL, id="bad: no issuer"
        ),
        pytest.param(of(UNKNOWN), Outcome.UNDETERMINED, id="unknown: what is in it"),
        pytest.param(
            of(Problem("malformed", "it is damaged")),
            Outcome.NOT_APPLICABLE,
            id="good: another rule judges it",
        ),
    ],
)
def test_apns_certificate_not_by_apple(given, expected):
    assert verdict("apns-certificate-not-by-apple", given) is expected


def named(common_name, organization):
    kinds = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    given = zip(kinds, (common_name, organization), strict=True)
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in given])


AUTHORITY = "Apple Worldwide Developer Relations Certification Authority"


AUTHORITIES = (
    AUTHORITY,
    "Apple Worldwide Developer Relations CA - G2",
    "Apple Application Integration Certification Authority",
    "Apple Application Integration 2 Certification Authority",
    "Apple Application Integration CA - G3",
    "Apple Application Integration CA 5 - G1",
    "Apple IST CA 2 - G1",
    "Apple Root CA",
    "Apple Root CA - G3",
    "Developer Authentication Certification Authority",
    "Developer ID Certification Authority",
)
"""As they are called at apple.com/certificateauthority."""
STRANGERS = ("Apple", "Apple Push", "Developer Certification Authority", "CA", f"x{AUTHORITY}")


@pytest.mark.parametrize(
    ("issuer", "names_apple"),
    [
        (credential_files.APPLES, True),
        (named("Apple Application Integration 2 Certification Authority", "Apple Inc."), True),
        *((named(name, "Apple Inc."), True) for name in AUTHORITIES),
        *((named(name, "Apple Inc."), False) for name in STRANGERS),
        (named(AUTHORITY, "Apple"), False),
        (named(AUTHORITY, "apple inc."), False),
        (named("Pineapple Certification Authority", "Apple Inc."), False),
        (named("Example CA", "Example"), False),
        (None, False),
    ],
)
def test_the_name_of_the_issuer(issuer, names_apple):
    key = credential_files.private_key()
    name = credential_files.subject("Apple Push Services: com.example.app", "com.example.app")
    found = inspect(
        credential_files.certificate_file(credential_files.issue(name, key, issuer, key))
    )
    assert found.names_apple is names_apple


def test_a_certificate_that_names_apple_and_issued_itself():
    key = credential_files.private_key()
    found = credential_files.issue(credential_files.APPLES, key)
    assert inspect(credential_files.certificate_file(found)).names_apple is False


@pytest.mark.parametrize("text", [b"MAA=", b"M*", b"MIGHAgEAMBMGByqGSM49AgEGC"])
def test_a_damaged_key_hides_no_certificate(text):
    body = b"-----BEGIN PRIVATE KEY-----\n%b\n-----END PRIVATE KEY-----\n" % text
    found = inspect(credential_files.certificate_file() + body)
    assert found.bundle_id == credential_files.BUNDLE
    assert found.key_problem
    assert found.has_private_key is True
    assert verdict("apns-certificate-unusable", of(found)) is Outcome.FAIL
