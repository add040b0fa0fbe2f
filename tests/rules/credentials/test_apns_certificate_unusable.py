import pytest

from factories import (
    UNKNOWN,
    apns,
    apns_certificate,
    certificate_content,
    credentials,
    estate,
    holding,
    namespace,
    results,
    verdict,
)
from hubwarden.credential_files.kinds import Problem, Purpose
from hubwarden.report import Outcome


def with_content(**overrides):
    return of(certificate_content(**overrides))


def of(content):
    return holding(apns=apns(token=None, certificate=apns_certificate(content=content)))


def problem(kind):
    return of(Problem(kind, "the words of the inspection"))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(with_content(), Outcome.PASS, id="good: for alerts, with its key"),
        pytest.param(
            with_content(private_key_fits=None),
            Outcome.UNDETERMINED,
            id="unknown: a locked key, which may belong to another certificate",
        ),
        pytest.param(
            with_content(purpose=Purpose.CODE_SIGNING), Outcome.FAIL, id="bad: for code signing"
        ),
        pytest.param(
            with_content(has_private_key=False, private_key_fits=None),
            Outcome.FAIL,
            id="bad: no private key",
        ),
        pytest.param(
            with_content(private_key_fits=False),
            Outcome.FAIL,
            id="bad: the private key of another certificate",
        ),
        pytest.param(
            with_content(environments=frozenset()),
            Outcome.FAIL,
            id="bad: a certificate that Apple did not make for pushes",
        ),
        pytest.param(
            with_content(more_certificates=1),
            Outcome.UNDETERMINED,
            id="unknown: which of two certificates is used",
        ),
        pytest.param(
            problem("unclear form"), Outcome.UNDETERMINED, id="unknown: whether the form is taken"
        ),
        pytest.param(problem("not a credential"), Outcome.FAIL, id="bad: no credential"),
        pytest.param(problem("malformed"), Outcome.FAIL, id="bad: malformed"),
        pytest.param(problem("wrong password"), Outcome.FAIL, id="bad: a wrong password"),
        pytest.param(problem("password needed"), Outcome.FAIL, id="bad: no password"),
        pytest.param(
            problem("unsupported cipher"),
            Outcome.UNDETERMINED,
            id="unknown: a cipher that Azure may know",
        ),
        pytest.param(
            estate(
                namespaces=[
                    namespace(
                        credentials=credentials(
                            apns=apns(
                                certificate=apns_certificate(
                                    content=certificate_content(has_private_key=False)
                                )
                            )
                        )
                    )
                ],
                hubs=[],
            ),
            Outcome.FAIL,
            id="bad: a certificate that the namespace holds",
        ),
        pytest.param(
            problem("wrong password or unsupported cipher"),
            Outcome.UNDETERMINED,
            id="unknown: whether password or cipher is at fault",
        ),
        pytest.param(problem("too large"), Outcome.UNDETERMINED, id="unknown: too large"),
        pytest.param(problem("took too long"), Outcome.UNDETERMINED, id="unknown: took too long"),
        pytest.param(problem("too much memory"), Outcome.UNDETERMINED, id="unknown: memory"),
        pytest.param(
            with_content(irregular="its length is not in the shortest form"),
            Outcome.UNDETERMINED,
            id="unknown: whether a form that departs from the standard is taken",
        ),
        pytest.param(
            with_content(key_problem="its key is of no kind that Apple takes"),
            Outcome.FAIL,
            id="bad: a key that cannot be used",
        ),
        pytest.param(of(UNKNOWN), Outcome.UNDETERMINED, id="unknown: what is in it"),
        pytest.param(
            holding(apns=apns(certificate=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: whether there is a certificate",
        ),
        pytest.param(
            holding(apns=UNKNOWN), Outcome.UNDETERMINED, id="unknown: whether there is a credential"
        ),
        pytest.param(holding(apns=apns()), None, id="none: a token"),
        pytest.param(holding(), None, id="none: no credential"),
    ],
)
def test_apns_certificate_unusable(given, expected):
    assert verdict("apns-certificate-unusable", given) is expected


@pytest.mark.parametrize("purpose", [item for item in Purpose if item is not Purpose.ALERT_PUSH])
def test_every_other_purpose(purpose):
    (found,) = results("NH111", with_content(purpose=purpose))
    other = "it is not a push certificate: nothing in it names Apple's push service"
    named = f"it is a certificate for {purpose.value}, not for push notifications"
    assert found.message == (other if purpose is Purpose.OTHER else named)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            certificate_content(purpose=Purpose.VOIP, has_private_key=False, private_key_fits=None),
            [
                ("content.key", "its private key is not there"),
                (
                    "content.purpose",
                    "it is a certificate for VoIP push, not for push notifications",
                ),
            ],
        ),
        (
            certificate_content(private_key_fits=False),
            [("content.key", "its private key belongs to another certificate")],
        ),
        (
            Problem("wrong password", "the password does not open it"),
            [("content", "it cannot be read: the password does not open it")],
        ),
    ],
)
def test_what_is_told(content, expected):
    found = results("NH111", of(content))
    assert sorted((item.field, item.message) for item in found) == expected
    assert {item.severity.word for item in found} == {"critical"}


def test_what_is_not_clear_is_told_of_the_content():
    (found,) = results("NH111", problem("too large"))
    assert (found.field, found.message) == (
        "ApnsCertificate.content",
        "the words of the inspection",
    )
