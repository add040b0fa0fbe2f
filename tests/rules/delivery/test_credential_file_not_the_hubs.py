import pytest

from factories import (
    UNKNOWN,
    apns,
    apns_certificate,
    apns_token,
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
