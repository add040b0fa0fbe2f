import pytest

from factories import (
    UNKNOWN,
    apns,
    apns_certificate,
    certificate_content,
    holding,
    results,
    verdict,
)
from hubwarden.credential_files.kinds import Problem
from hubwarden.report import Outcome

WANTED = "com.example.orders"
OTHER = "com.example.billing"


def of(content, bundle_id=WANTED):
    certificate = apns_certificate(content=content, bundle_id=bundle_id)
    return holding(apns=apns(token=None, certificate=certificate))


def made_for(*topics, uid=None):
    return of(certificate_content(topics=topics, bundle_id=uid))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(made_for(WANTED, uid=WANTED), Outcome.PASS, id="good: topic and subject"),
        pytest.param(made_for(uid=WANTED), Outcome.PASS, id="good: the subject alone"),
        pytest.param(
            made_for(OTHER, WANTED, uid=OTHER), Outcome.PASS, id="good: one topic of several"
        ),
        pytest.param(made_for(OTHER, uid=OTHER), Outcome.FAIL, id="bad: another app"),
        pytest.param(made_for(uid=OTHER), Outcome.FAIL, id="bad: another subject"),
        pytest.param(
            made_for(f"{WANTED}.voip", uid=f"{WANTED}.clip"),
            Outcome.FAIL,
            id="bad: topics that begin like the app's",
        ),
        pytest.param(of(UNKNOWN), Outcome.UNDETERMINED, id="unknown: what is in it"),
        pytest.param(
            of(certificate_content(), UNKNOWN), Outcome.UNDETERMINED, id="unknown: the app"
        ),
        pytest.param(
            holding(apns=UNKNOWN), Outcome.UNDETERMINED, id="unknown: whether there is a credential"
        ),
        pytest.param(
            of(Problem("wrong password", "it does not open")),
            Outcome.NOT_APPLICABLE,
            id="not applicable: it cannot be read",
        ),
        pytest.param(
            of(certificate_content(), None),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no app is declared",
        ),
        pytest.param(made_for(), Outcome.UNDETERMINED, id="unknown: it names no app"),
        pytest.param(holding(apns=apns()), None, id="none: a token"),
    ],
)
def test_apns_certificate_wrong_topic(given, expected):
    assert verdict("apns-certificate-wrong-topic", given) is expected


def test_what_is_told():
    (found,) = results("NH115", made_for(f"{OTHER}.voip", uid=OTHER))
    assert found.message == f"it is for {OTHER}, {OTHER}.voip, not for {WANTED}"
    assert (found.field, found.severity.word) == ("bundle_id", "high")
