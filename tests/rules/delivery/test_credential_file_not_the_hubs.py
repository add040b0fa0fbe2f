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
        (of(key(), apns=hub_key()), "pass"),
        (of(key(OTHER), apns=hub_key()), "fail"),
        (of(key(key_id="ZZZ123DEFG"), apns=hub_key()), "fail"),
        (of(key(key_id=None), apns=hub_key()), "undetermined"),
        (of(key(), apns=hub_key(key_id=UNKNOWN)), "undetermined"),
        (of(key(), apns=apns(token=apns_token(content=UNKNOWN))), "undetermined"),
        (of(key(key_id="ZZZ123DEFG"), apns=apns(token=apns_token(content=UNKNOWN))), "fail"),
        (of(key(), apns=None), "fail"),
        (of(key(), apns=UNKNOWN), "undetermined"),
        (of(key(), apns=with_certificate()), "fail"),
        (of(OUR_CERTIFICATE, apns=with_certificate(thumbprint="AB")), "pass"),
        (of(OUR_CERTIFICATE, apns=with_certificate(thumbprint="CD")), "fail"),
        (
            of(OUR_CERTIFICATE, apns=with_certificate(thumbprint=None, content=OUR_CERTIFICATE)),
            "pass",
        ),
        (
            of(
                OUR_CERTIFICATE,
                apns=with_certificate(thumbprint=None, content=Problem("malformed", "x")),
            ),
            "undetermined",
        ),
        (of(OUR_CERTIFICATE, apns=with_certificate(thumbprint="AB", bundle_id="a.b")), "fail"),
        (of(OUR_CERTIFICATE, apns=hub_key()), "fail"),
        (of(account(), fcm_v1=fcm_v1(content=OURS)), "pass"),
        (of(account(), fcm_v1=fcm_v1(content=OTHER)), "fail"),
        (of(account(project_id="others"), fcm_v1=fcm_v1(content=OURS)), "fail"),
        (of(account(client_email="x@y.z"), fcm_v1=fcm_v1(content=OURS)), "fail"),
        (of(account(), fcm_v1=fcm_v1(content=UNKNOWN)), "undetermined"),
        (of(account(), fcm_v1=fcm_v1(content=OURS, project_id="123456789012")), "undetermined"),
        (of(account(), fcm_v1=None), "fail"),
        (of(vapid("a"), browser=None), "fail"),
        (of(vapid("a"), browser=UNKNOWN), "undetermined"),
    ],
)
def test_a_file_is_compared_with_the_hub(subject, outcome):
    outcomes = {item.outcome.value for item in results("NH810", subject)}
    assert outcome in outcomes
    assert "fail" not in outcomes - {outcome}
