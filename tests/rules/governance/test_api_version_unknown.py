import pytest

from factories import UNKNOWN, api_version, estate, results, verdict
from hubwarden.api_versions import LISTED
from hubwarden.report import Outcome


def sent(version):
    return estate(api_versions=[api_version(version=version)])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(estate(), Outcome.PASS, id="good: the newest version"),
        pytest.param(sent("2023-10-01-PREVIEW"), Outcome.PASS, id="good: another letter case"),
        pytest.param(sent("2020-01-01-preview"), Outcome.PASS, id="good: listed, not documented"),
        pytest.param(sent("2023-10-01"), Outcome.FAIL, id="bad: a preview without its name"),
        pytest.param(sent("2017-04-01 "), Outcome.FAIL, id="bad: a blank behind it"),
        pytest.param(sent(""), Outcome.FAIL, id="bad: an empty text"),
        pytest.param(sent(None), Outcome.FAIL, id="bad: none"),
        pytest.param(sent(UNKNOWN), Outcome.UNDETERMINED, id="unknown: the version"),
    ],
)
def test_api_version_unknown(given, expected):
    assert verdict("api-version-unknown", given) is expected


@pytest.mark.parametrize("version", sorted(LISTED))
def test_every_listed_version_passes(version):
    assert verdict("NH604", sent(version)) is Outcome.PASS


def test_what_is_no_version_is_not_quoted():
    (result,) = results("NH604", sent("s3cr3t-value"))
    assert "s3cr3t" not in result.message
