import pytest
from delivery_builds import alone, for_android, of, with_certificate, with_token

from factories import UNKNOWN, apns, apns_certificate, apns_token, results, verdict
from hubwarden.credential_files.kinds import Problem
from hubwarden.report import Outcome
from hubwarden.secret import Hidden

LOCKED = Problem("wrong password", "the password does not open it")
NAMELESS = apns(token=None, certificate=apns_certificate(content=UNKNOWN))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(of(), Outcome.PASS, id="good: the token's app"),
        pytest.param(of(apns=with_certificate()), Outcome.PASS, id="good: the certificate's app"),
        pytest.param(
            of(apns=apns(token=apns_token(bundle_id="com.example.orders.voip"))),
            Outcome.PASS,
            id="good: a hub for the app's VoIP pushes",
        ),
        pytest.param(
            of(apns=apns(token=apns_token(bundle_id="com.example.shop.voip"))),
            Outcome.FAIL,
            id="bad: a hub for VoIP pushes of another app",
        ),
        pytest.param(
            of(apns=with_certificate(topics=("com.example.orders", "x.voip"), bundle_id=None)),
            Outcome.PASS,
            id="good: a topic of the certificate",
        ),
        pytest.param(
            of(apns=with_certificate(topics=(), bundle_id="com.example.orders.voip")),
            Outcome.PASS,
            id="good: a certificate for the app's VoIP pushes",
        ),
        pytest.param(of(bundle_id="com.example.shop"), Outcome.FAIL, id="bad: another app"),
        pytest.param(
            of(bundle_id="com.example.orders.beta"), Outcome.FAIL, id="bad: an app of like name"
        ),
        pytest.param(of(bundle_id="com.other.*"), Outcome.FAIL, id="bad: a wildcard of others"),
        pytest.param(
            of(bundle_id="com.example.*", apns=with_token(bundle_id="com.examples.orders")),
            Outcome.FAIL,
            id="bad: a wildcard of others with a like name",
        ),
        pytest.param(
            of(apns=with_certificate(topics=(), bundle_id="com.example.shop")),
            Outcome.FAIL,
            id="bad: a certificate of another app",
        ),
        pytest.param(
            of(
                bundle_id="com.example.orders.voip",
                apns=with_certificate(
                    topics=("com.example.orders", "com.example.orders.voip"),
                    alert_topics=("com.example.orders",),
                ),
            ),
            Outcome.FAIL,
            id="bad: a topic of the certificate that is not for alerts",
        ),
        pytest.param(
            of(apns=with_certificate(topics=(), bundle_id=None)),
            Outcome.UNDETERMINED,
            id="unknown: a certificate that names no app",
        ),
        pytest.param(
            of(bundle_id="com.example.*"), Outcome.UNDETERMINED, id="unknown: a wildcard profile"
        ),
        pytest.param(
            of(
                bundle_id="com.example.*",
                apns=with_certificate(topics=("com.example.orders", "org.example.other")),
            ),
            Outcome.UNDETERMINED,
            id="unknown: a wildcard profile, and a certificate that is for another app, too",
        ),
        pytest.param(of(bundle_id="*"), Outcome.UNDETERMINED, id="unknown: any app"),
        pytest.param(of(bundle_id=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the app"),
        pytest.param(of(apns=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the credential"),
        pytest.param(
            of(apns=apns(token=UNKNOWN)), Outcome.UNDETERMINED, id="unknown: whether by token"
        ),
        pytest.param(
            of(apns=with_token(bundle_id=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: the token's app",
        ),
        pytest.param(of(apns=NAMELESS), Outcome.UNDETERMINED, id="unknown: a locked certificate"),
        pytest.param(
            of(apns=with_certificate(LOCKED)),
            Outcome.NOT_APPLICABLE,
            id="not applicable: a broken certificate",
        ),
        pytest.param(
            of(apns=with_token(bundle_id=None)),
            Outcome.NOT_APPLICABLE,
            id="not applicable: a token that names no app",
        ),
        pytest.param(alone(), Outcome.NOT_APPLICABLE, id="not applicable: no hub"),
        pytest.param(for_android(), Outcome.NOT_APPLICABLE, id="not applicable: Android"),
    ],
)
def test_build_of_another_app(given, expected):
    assert verdict("build-of-another-app", given) is expected


def test_what_is_told():
    (found,) = results("NH803", of(bundle_id="com.example.shop"))
    assert found.message == "it is com.example.shop, and the hub sends to com.example.orders"
    assert found.field == "bundle_id"
    (found,) = results("NH803", of(apns=with_token(bundle_id="a.voip")))
    assert found.message == "it is com.example.orders, and the hub sends to a, a.voip"


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        ("com.example.orders.voip", Outcome.PASS),
        ("com.example.orders", Outcome.PASS),
        ("com.example.orders.voipx", Outcome.FAIL),
        ("com.example.orders.other", Outcome.FAIL),
        ("com.example.other.voip", Outcome.FAIL),
    ],
)
def test_a_topic_for_voip_is_that_of_its_app(topic, expected):
    assert verdict("build-of-another-app", of(apns=with_token(bundle_id=topic))) is expected


@pytest.mark.parametrize("topic", ["com.example.secret", "com.example.secret.voip"])
def test_a_hidden_app_is_not_shown(topic):
    (found,) = results("NH803", of(apns=with_token(bundle_id=Hidden(topic))))
    assert found.message == "it is com.example.orders, and the hub sends to (not shown)"
    assert verdict(
        "NH803", of(bundle_id="com.example.secret", apns=with_token(bundle_id=Hidden(topic)))
    ) is (Outcome.PASS)
