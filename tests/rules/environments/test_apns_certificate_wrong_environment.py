import pytest

from factories import (
    UNKNOWN,
    apns,
    apns_certificate,
    certificate_content,
    context,
    credentials,
    demanding,
    estate,
    holding,
    namespace,
    results,
    verdict,
)
from hubwarden.credential_files.kinds import Problem, Purpose
from hubwarden.report import Outcome

BOTH = ("production", "sandbox")


def with_content(stack, content):
    certificate = apns_certificate(stack, content=content)
    return apns(stack, token=None, certificate=certificate)


def serving(stack, *sides):
    content = certificate_content(stack, environments=frozenset(sides))
    return holding(stack, apns=with_content(stack, content))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            holding(
                apns=with_content(
                    "prod", certificate_content(purpose=Purpose.VOIP, environments=frozenset())
                )
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: for VoIP, which another rule judges",
        ),
        pytest.param(serving("prod", "production"), Outcome.PASS, id="good: production"),
        pytest.param(serving("test", "sandbox"), Outcome.PASS, id="good: the sandbox"),
        pytest.param(serving("prod", *BOTH), Outcome.PASS, id="good: both, in production"),
        pytest.param(serving("test", *BOTH), Outcome.PASS, id="good: both, in the sandbox"),
        pytest.param(
            context(serving("test", "production"), demands=demanding("sandbox", apns="production")),
            Outcome.PASS,
            id="good: a sandbox that serves TestFlight",
        ),
        pytest.param(
            context(serving("prod", "sandbox"), stated_environment="sandbox"),
            Outcome.PASS,
            id="good: the user states the environment",
        ),
        pytest.param(
            serving("prod", "sandbox"), Outcome.FAIL, id="bad: the sandbox's in production"
        ),
        pytest.param(
            serving("test", "production"), Outcome.FAIL, id="bad: production's in the sandbox"
        ),
        pytest.param(serving("prod"), Outcome.FAIL, id="bad: of neither side"),
        pytest.param(
            estate(
                namespaces=[
                    namespace(
                        credentials=credentials(
                            apns=with_content(
                                "prod", certificate_content(environments=frozenset({"sandbox"}))
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
            holding(apns=with_content("prod", UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: what is in it",
        ),
        pytest.param(
            serving("elsewhere", "production"),
            Outcome.UNDETERMINED,
            id="unknown: no environment matches",
        ),
        pytest.param(
            holding(apns=apns(certificate=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: whether there is a certificate",
        ),
        pytest.param(
            holding(apns=with_content("prod", Problem("wrong password", "it does not open"))),
            Outcome.NOT_APPLICABLE,
            id="not applicable: it cannot be read",
        ),
        pytest.param(holding(apns=apns()), None, id="none: a token"),
    ],
)
def test_apns_certificate_wrong_environment(given, expected):
    assert verdict("apns-certificate-wrong-environment", given) is expected


@pytest.mark.parametrize(
    ("sides", "words"), [((), "neither production nor sandbox"), (("sandbox",), "sandbox")]
)
def test_what_is_told(sides, words):
    (found,) = results("NH308", serving("prod", *sides))
    assert found.message == f"it is for {words}, and environment production uses Apple's production"
    assert (found.field, found.severity.word) == ("content.environments", "critical")
