import pytest

from factories import (
    UNKNOWN,
    apns,
    apns_certificate,
    apns_token,
    browser,
    certificate_content,
    credential_file,
    estate,
    fcm_v1,
    results,
)
from hubwarden.credential_files.kinds import (
    KeyFacts,
    Problem,
    ServiceAccount,
    SigningKey,
    VapidKeys,
)
from hubwarden.report import Outcome

OURS, OTHER = (KeyFacts("EC", 256, "secp256r1", digest) for digest in ("a", "b"))
UNIDENTIFIED = KeyFacts("EC", 256, "secp256r1")


def key(facts=OURS, key_id="ABC123DEFG"):
    return SigningKey(facts, usable=True, pem_markers=False, key_id=key_id)


def hub_key(facts=OURS, **changes):
    return apns(token=apns_token(content=key(facts), **changes))


def account(**changes):
    fields = {
        "project_id": "orders-prod",
        "client_email": "push@orders-prod.iam.gserviceaccount.com",
        "email_project": "orders-prod",
        "key": OURS,
        "usable": True,
        "private_key_id": None,
    }
    return ServiceAccount(**{**fields, **changes})


def vapid(digest):
    return VapidKeys(
        public_ok=True, private_ok=True, pair_fits=True, subject=None, public_digest=digest
    )


def held_keys(digest):
    return browser(content=vapid(digest))


def with_certificate(**changes):
    return apns(token=None, certificate=apns_certificate(**changes))


def of(content, **overrides):
    return estate(credential_files=[credential_file(content, **overrides)])


OUR_CERTIFICATE = certificate_content(thumbprint="ab", bundle_id="com.example.orders")


@pytest.mark.parametrize(
    ("subject", "outcome"),
    [
        pytest.param(of(key(), apns=hub_key()), Outcome.PASS, id="good: the hub's key"),
        pytest.param(of(key(OTHER), apns=hub_key()), Outcome.FAIL, id="bad: another key"),
        pytest.param(
            of(key(key_id="ZZZ123DEFG"), apns=hub_key()), Outcome.FAIL, id="bad: another key id"
        ),
        pytest.param(
            of(key(key_id=None), apns=hub_key()),
            Outcome.PASS,
            id="good: the hub's key, and no key id in the name",
        ),
        pytest.param(
            of(key(OTHER, key_id=None), apns=hub_key()),
            Outcome.FAIL,
            id="bad: another key, and no key id in the name",
        ),
        pytest.param(
            of(key(key_id=None), apns=apns(token=apns_token(content=Problem("malformed", "x")))),
            Outcome.UNDETERMINED,
            id="unknown: no key id in the name, and the hub's key",
        ),
        pytest.param(
            of(key(), apns=hub_key(key_id=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: the hub's key id",
        ),
        pytest.param(
            of(key(), apns=apns(token=apns_token(content=UNKNOWN))),
            Outcome.UNDETERMINED,
            id="unknown: the hub's key material",
        ),
        pytest.param(
            of(key(key_id="ZZZ123DEFG"), apns=apns(token=apns_token(content=UNKNOWN))),
            Outcome.FAIL,
            id="bad: another key id, and material",
        ),
        pytest.param(
            of(key(None), apns=hub_key()), Outcome.UNDETERMINED, id="unknown: the file's key"
        ),
        pytest.param(
            of(key(UNIDENTIFIED), apns=hub_key()),
            Outcome.UNDETERMINED,
            id="unknown: which key the file's is",
        ),
        pytest.param(of(key(), apns=None), Outcome.FAIL, id="bad: no credential"),
        pytest.param(
            of(key(), apns=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the hub's credential"
        ),
        pytest.param(
            of(key(), apns=with_certificate()), Outcome.FAIL, id="bad: a certificate in the hub"
        ),
        pytest.param(
            of(OUR_CERTIFICATE, apns=with_certificate(thumbprint="AB")),
            Outcome.PASS,
            id="good: the hub's certificate",
        ),
        pytest.param(
            of(OUR_CERTIFICATE, apns=with_certificate(thumbprint="AB", bundle_id=None)),
            Outcome.PASS,
            id="good: the hub's certificate, and the hub names no app",
        ),
        pytest.param(
            of(
                OUR_CERTIFICATE,
                apns=with_certificate(thumbprint="AB", bundle_id="COM.example.Orders"),
            ),
            Outcome.PASS,
            id="good: the hub's certificate, and its app in another letter case",
        ),
        pytest.param(
            of(
                certificate_content(thumbprint="ab", bundle_id=None, topics=()),
                apns=with_certificate(thumbprint="AB"),
            ),
            Outcome.PASS,
            id="good: the hub's certificate, which names no app",
        ),
        pytest.param(of(OUR_CERTIFICATE, apns=None), Outcome.FAIL, id="bad: no certificate"),
        pytest.param(
            of(OUR_CERTIFICATE, apns=with_certificate(thumbprint="CD")),
            Outcome.FAIL,
            id="bad: another certificate",
        ),
        pytest.param(
            of(OUR_CERTIFICATE, apns=with_certificate(thumbprint=None, content=OUR_CERTIFICATE)),
            Outcome.PASS,
            id="good: the certificate itself",
        ),
        pytest.param(
            of(
                OUR_CERTIFICATE,
                apns=with_certificate(thumbprint=None, content=Problem("malformed", "x")),
            ),
            Outcome.UNDETERMINED,
            id="unknown: a certificate that cannot be read",
        ),
        pytest.param(
            of(OUR_CERTIFICATE, apns=with_certificate(thumbprint="AB", bundle_id="a.b")),
            Outcome.FAIL,
            id="bad: another app",
        ),
        pytest.param(of(OUR_CERTIFICATE, apns=hub_key()), Outcome.FAIL, id="bad: a key in the hub"),
        pytest.param(
            of(account(), fcm_v1=fcm_v1(content=OURS)), Outcome.PASS, id="good: the hub's account"
        ),
        pytest.param(
            of(account(), fcm_v1=fcm_v1(content=OTHER)), Outcome.FAIL, id="bad: another account key"
        ),
        pytest.param(
            of(account(project_id="others"), fcm_v1=fcm_v1(content=OURS)),
            Outcome.FAIL,
            id="bad: another project",
        ),
        pytest.param(
            of(account(client_email="x@y.z"), fcm_v1=fcm_v1(content=OURS)),
            Outcome.FAIL,
            id="bad: another address",
        ),
        pytest.param(
            of(account(), fcm_v1=fcm_v1(content=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: the hub's private key",
        ),
        pytest.param(
            of(account(), fcm_v1=fcm_v1(content=OURS, project_id="123456789012")),
            Outcome.UNDETERMINED,
            id="unknown: a project number",
        ),
        pytest.param(of(account(), fcm_v1=None), Outcome.FAIL, id="bad: no FCM"),
        pytest.param(
            of(account(client_email=""), fcm_v1=fcm_v1(content=OURS)),
            Outcome.UNDETERMINED,
            id="unknown: an address that is none",
        ),
        pytest.param(
            of(vapid("a"), browser=held_keys("a")), Outcome.PASS, id="good: the hub's VAPID keys"
        ),
        pytest.param(
            of(vapid("a"), browser=held_keys("b")), Outcome.FAIL, id="bad: other VAPID keys"
        ),
        pytest.param(
            of(vapid("a"), browser=held_keys("")),
            Outcome.UNDETERMINED,
            id="unknown: the hub's public key, which is malformed",
        ),
        pytest.param(
            of(vapid(""), browser=held_keys("a")),
            Outcome.UNDETERMINED,
            id="unknown: the file's public key, which is malformed",
        ),
        pytest.param(
            of(vapid("a"), browser=browser(content=Problem("malformed", "x"))),
            Outcome.UNDETERMINED,
            id="unknown: what the hub holds for browsers",
        ),
        pytest.param(of(vapid("a"), browser=None), Outcome.FAIL, id="bad: no browser credential"),
        pytest.param(
            of(vapid("a"), browser=UNKNOWN),
            Outcome.UNDETERMINED,
            id="unknown: the hub's browser credential",
        ),
    ],
)
def test_a_file_is_compared_with_the_hub(subject, outcome):
    outcomes = {item.outcome for item in results("NH810", subject)}
    assert outcome in outcomes
    assert Outcome.FAIL not in outcomes - {outcome}


@pytest.mark.parametrize(
    ("subject", "message"),
    [
        (of(key(OTHER), apns=hub_key()), "its key is another than the hub's"),
        (
            of(key(key_id="ZZZ123DEFG"), apns=hub_key()),
            "its key id is ZZZ123DEFG, the hub's is ABC123DEFG",
        ),
        (of(key(), apns=hub_key(key_id=None)), "its key id is ABC123DEFG, the hub's is not set"),
        (
            of(OUR_CERTIFICATE, apns=with_certificate(thumbprint="CD")),
            "its thumbprint is ab, the hub's is CD",
        ),
        (
            of(
                certificate_content(thumbprint="ab", bundle_id="a.b", topics=("a.b", "a.c")),
                apns=with_certificate(thumbprint="AB", bundle_id="a.d"),
            ),
            "it is for a.b and a.c, the hub's is for a.d",
        ),
        (
            of(account(project_id="others"), fcm_v1=fcm_v1(content=OURS)),
            "its project is others, the hub's is orders-prod",
        ),
        (
            of(account(client_email="x@y.z"), fcm_v1=fcm_v1(content=OURS)),
            "its address is x@y.z, the hub's is push@orders-prod.iam.gserviceaccount.com",
        ),
        (of(vapid("a"), browser=held_keys("b")), "its public key is another than the hub's"),
    ],
)
def test_what_is_told(subject, message):
    (found,) = results("NH810", subject)
    assert (found.message, found.field) == (message, "content")


@pytest.mark.parametrize(
    ("subject", "field"),
    [
        (of(key(None), apns=hub_key()), "CredentialFile.content"),
        (of(account(project_id=None), fcm_v1=fcm_v1(content=OURS)), "CredentialFile.content"),
        (of(vapid("a"), browser=held_keys("")), "Browser.content"),
    ],
)
def test_what_is_not_known_is_told(subject, field):
    (found,) = results("NH810", subject)
    assert (found.outcome, found.field) == (Outcome.UNDETERMINED, field)
