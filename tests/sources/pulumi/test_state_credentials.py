"""Credentials that a state shows in clear, or that the passphrase opens, are looked into."""

import pytest
from pulumi_documents import DATA, encrypted, envelope, judge, judged, load, named, rules_with

from hubwarden import reports
from hubwarden.report import Outcome
from push_files import PASSWORD, certificate, expiring, firebase_key, gives_away, signing_key


@pytest.fixture(autouse=True)
def no_passphrase(monkeypatch):
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE", raising=False)
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE_FILE", raising=False)


def holding(apns=None, firebase=None):
    """Return the state of production with material for the shop's hub."""
    document = load("state-prod")
    inputs = named(document, "shop.hub")["inputs"]
    inputs["apnsCredential"] |= apns or {"token": envelope(signing_key())}
    inputs["fcmV1Credential"]["privateKey"] = envelope(firebase or firebase_key())
    courier = named(document, "courier.hub")["inputs"]
    courier["fcmV1Credential"]["privateKey"] = envelope(firebase_key("courier"))
    return document


def with_certificate(container):
    return {
        "token": None,
        "endpoint": "gateway.push.apple.com",
        "apnsCertificate": envelope(container),
        "certificateKey": envelope(PASSWORD),
    }


def told(report):
    return "".join(
        reports.find(name)(report, reports.Options(verbose=True)) for name in reports.names()
    )


def test_keys_that_are_in_order_pass(tmp_path):
    report = judged(tmp_path, "state", holding())
    assert {"NH114", "NH117", "NH118"} <= rules_with(report, Outcome.PASS)
    assert not report.having(Outcome.FAIL)
    assert not report.having(Outcome.UNDETERMINED)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"apns": {"token": envelope(signing_key("", "RSA"))}}, {"NH114"}),
        ({"firebase": firebase_key("", "EC")}, {"NH117"}),
        ({"apns": {"token": envelope("$(APNS_TOKEN)")}}, {"NH114", "NH118"}),
        ({"apns": with_certificate(certificate())}, {"NH101"}),
        ({"apns": with_certificate(expiring(-1))}, {"NH101", "NH112"}),
        (
            {"apns": with_certificate(certificate(sides=["sandbox"]))},
            {"NH101", "NH308", "NH309"},
        ),
    ],
)
def test_a_mistake_in_an_envelope(tmp_path, changes, expected):
    report = judged(tmp_path, "state", holding(**changes))
    assert rules_with(report, Outcome.FAIL) == expected
    secrets = [signing_key("", "RSA"), firebase_key("", "EC"), firebase_key(), PASSWORD]
    assert gives_away(told(report), secrets) == []


def test_a_ciphertext_is_undetermined_and_not_passed(tmp_path):
    report = judged(tmp_path, "state", holding(apns={"token": encrypted()}))
    of_tokens = {result.outcome for result in report.results if result.rule.id == "NH114"}
    assert of_tokens == {Outcome.UNDETERMINED}


@pytest.mark.parametrize("passphrase", [None, "wrong", "correct horse"])
def test_what_the_engine_encrypted(monkeypatch, passphrase):
    """The texts that it encrypted in this document are no keys, and say so."""
    if passphrase is not None:
        monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", passphrase)
    report = judge(f"state:{DATA / 'state-test.json'}")
    wanted = Outcome.FAIL if passphrase == "correct horse" else Outcome.UNDETERMINED
    for rule in ("NH114", "NH117"):
        assert {result.outcome for result in report.results if result.rule.id == rule} == {wanted}
    assert "not a key: the shop" not in told(report)


def test_without_the_passphrase_it_is_said_what_would_tell():
    report = judge(f"state:{DATA / 'state-test.json'}")
    found = [item for item in report.having(Outcome.UNDETERMINED) if item.rule.id == "NH114"]
    assert found
    assert all("set PULUMI_CONFIG_PASSPHRASE" in item.message for item in found)
