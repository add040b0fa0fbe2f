import pytest

from factories import (
    UNKNOWN,
    apns,
    apns_certificate,
    certificate_content,
    estate,
    holding,
    results,
    together,
    verdict,
)
from hubwarden.credential_files.kinds import Problem
from hubwarden.report import Outcome
from hubwarden.secret import Secret

SAME = Secret("the same certificate")


def with_certificate(stack, **overrides):
    certificate = apns_certificate(stack, **{"content": UNKNOWN, **overrides})
    return apns(stack, token=None, certificate=certificate)


def pair(prod, test):
    return together(
        holding(apns=with_certificate("prod", **prod)),
        holding("test", apns=with_certificate("test", **test)),
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            pair({"material": None}, {"material": None}),
            Outcome.PASS,
            id="good: a certificate for each environment",
        ),
        pytest.param(
            pair({}, {}), Outcome.UNDETERMINED, id="unknown: other thumbprints beside closed files"
        ),
        pytest.param(
            together(
                holding(apns=with_certificate("prod")),
                holding(
                    "prod-two", apns=with_certificate("prod-two", thumbprint="thumbprint of prod")
                ),
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: one certificate in two stacks of one environment",
        ),
        pytest.param(
            pair({"thumbprint": "a1b2"}, {"thumbprint": "a1b2"}),
            Outcome.FAIL,
            id="bad: the same thumbprint",
        ),
        pytest.param(
            pair({"thumbprint": "a1b2"}, {"thumbprint": "A1B2"}),
            Outcome.FAIL,
            id="bad: the thumbprint in another letter case",
        ),
        pytest.param(
            pair({"thumbprint": None, "material": SAME}, {"thumbprint": None, "material": SAME}),
            Outcome.FAIL,
            id="bad: the same file where no thumbprint is told",
        ),
        pytest.param(
            pair({"material": SAME}, {"thumbprint": None, "material": SAME}),
            Outcome.FAIL,
            id="bad: the same file where one thumbprint is told",
        ),
        pytest.param(
            pair(
                {"thumbprint": None, "content": certificate_content(thumbprint="A1B2")},
                {"thumbprint": None, "content": certificate_content(thumbprint="a1b2")},
            ),
            Outcome.FAIL,
            id="bad: the same certificate in other files",
        ),
        pytest.param(
            pair(
                {"thumbprint": "a1b2", "content": certificate_content(thumbprint="A1B2")},
                {"thumbprint": "a1b2", "content": certificate_content(thumbprint="C3D4")},
            ),
            Outcome.PASS,
            id="good: other certificates, whatever is declared of them",
        ),
        pytest.param(
            pair({"thumbprint": "0123"}, {"content": certificate_content("test")}),
            Outcome.UNDETERMINED,
            id="unknown: what is declared of the one, and what is in the other",
        ),
        pytest.param(
            pair({"material": None}, {"thumbprint": None}),
            Outcome.UNDETERMINED,
            id="unknown: a thumbprint and a file cannot be compared",
        ),
        pytest.param(
            pair({"thumbprint": None}, {"thumbprint": None}),
            Outcome.UNDETERMINED,
            id="unknown: other files, which may hold the same certificate",
        ),
        pytest.param(
            pair({"thumbprint": UNKNOWN}, {"thumbprint": UNKNOWN}),
            Outcome.UNDETERMINED,
            id="unknown: the thumbprints",
        ),
        pytest.param(
            pair(
                {"thumbprint": UNKNOWN, "material": UNKNOWN},
                {"thumbprint": UNKNOWN, "material": UNKNOWN},
            ),
            Outcome.UNDETERMINED,
            id="unknown: thumbprints and files",
        ),
        pytest.param(
            pair(
                {"thumbprint": None, "material": UNKNOWN}, {"thumbprint": None, "material": UNKNOWN}
            ),
            Outcome.UNDETERMINED,
            id="unknown: the files",
        ),
        pytest.param(
            pair({"material": UNKNOWN}, {"material": UNKNOWN}),
            Outcome.UNDETERMINED,
            id="unknown: whether there are files beside other thumbprints",
        ),
        pytest.param(
            together(holding(apns=UNKNOWN), holding("test", apns=UNKNOWN)),
            Outcome.UNDETERMINED,
            id="unknown: whether there are credentials",
        ),
        pytest.param(
            together(
                holding(apns=with_certificate("prod", material=SAME, thumbprint=None)),
                holding(
                    "elsewhere", apns=with_certificate("elsewhere", material=SAME, thumbprint=None)
                ),
            ),
            Outcome.UNDETERMINED,
            id="unknown: the environment of the other",
        ),
        pytest.param(
            holding(apns=with_certificate("prod")),
            Outcome.NOT_APPLICABLE,
            id="not applicable: one environment",
        ),
        pytest.param(
            holding(apns=with_certificate("prod", thumbprint=UNKNOWN)),
            Outcome.NOT_APPLICABLE,
            id="not applicable: one environment and an unknown thumbprint",
        ),
        pytest.param(
            together(estate(), estate("test")), Outcome.NOT_APPLICABLE, id="not applicable: tokens"
        ),
    ],
)
def test_shared_apns_certificate(given, expected):
    assert verdict("shared-apns-certificate", given) is expected


def test_a_token_in_the_other_environment():
    given = together(holding(apns=with_certificate("prod")), holding("test", apns=apns("test")))
    assert {
        result.source: result.outcome for result in results("shared-apns-certificate", given)
    } == {
        "program:prod": Outcome.PASS,
        "program:test": Outcome.NOT_APPLICABLE,
    }


@pytest.mark.parametrize(
    ("prod", "test"),
    [
        ({"material": SAME, "thumbprint": None}, {"material": SAME, "thumbprint": None}),
        ({"thumbprint": "a1b2"}, {"thumbprint": "A1B2"}),
        ({"thumbprint": "a1b2", "material": None}, {"thumbprint": "A1B2", "material": None}),
        (
            {"thumbprint": None, "content": certificate_content(thumbprint="A1B2")},
            {"thumbprint": None, "content": certificate_content(thumbprint="A1B2")},
        ),
        (
            {"thumbprint": "a1b2", "material": None},
            {"thumbprint": None, "content": certificate_content(thumbprint="A1B2")},
        ),
    ],
    ids=["file", "declared", "declared alone", "inside", "declared and inside"],
)
@pytest.mark.parametrize("others", [1, 3])
def test_the_same_one_is_found_among_others(prod, test, others):
    """Others of the same environment, of which as much is known, stand before it."""
    before = [
        {**test, **{key: _other(value, number) for key, value in test.items()}}
        for number in range(others)
    ]
    given = together(
        holding(apns=with_certificate("prod", **prod)),
        *(holding("test", apns=with_certificate("test", **item)) for item in (*before, test)),
    )
    told = [
        item for item in results("shared-apns-certificate", given) if item.outcome is Outcome.FAIL
    ]
    assert {item.environment for item in told} == {"production", "sandbox"}


def _other(value, number):
    """Return another value of the same kind."""
    if isinstance(value, Secret):
        return Secret(f"another certificate {number}")
    if isinstance(value, str):
        return f"c3d{number}"
    return value and certificate_content(thumbprint=f"C3D{number}")


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (certificate_content(), "not-told"),
        (Problem("took too long", "the look into it ended early"), "unclear"),
    ],
)
def test_why_it_is_not_known_is_told(content, cause):
    closed = {"thumbprint": None, "content": UNKNOWN}
    given = pair(closed, {"thumbprint": None, "content": content})
    assert {item.cause for item in results("shared-apns-certificate", given)} == {cause}


def test_a_closed_file_is_not_hidden_by_another_certificate_of_its_environment():
    given = together(
        holding(apns=with_certificate("prod", material=None, thumbprint="a1")),
        holding("test", apns=with_certificate("test", material=None, thumbprint="b2")),
        holding("test", apns=with_certificate("test", thumbprint="c3")),
    )
    found = results("shared-apns-certificate", given)
    own = [item.outcome for item in found if item.environment == "production"]
    assert own == [Outcome.UNDETERMINED]
