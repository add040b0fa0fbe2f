import pytest

from factories import UNKNOWN, api_version, estate, hub_id, results, verdict
from hubwarden.api_versions import BESIDE
from hubwarden.report import Outcome


def sent(**fields):
    return estate(api_versions=[api_version(**fields)])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(estate(), Outcome.PASS, id="good: the newest version"),
        pytest.param(sent(version="2014-09-01"), Outcome.PASS, id="good: nothing came later"),
        pytest.param(
            sent(version="2023-09-01", unsupported={"fcmV1Credential": "2023-10-01-preview"}),
            Outcome.FAIL,
            id="bad: a property of a later version",
        ),
        pytest.param(
            sent(unsupported=UNKNOWN), Outcome.UNDETERMINED, id="unknown: what is not set"
        ),
        pytest.param(estate(api_versions=[]), None, id="none: nothing of the service"),
    ],
)
def test_property_outside_api_version(given, expected):
    assert verdict("property-outside-api-version", given) is expected


def test_it_names_property_version_and_the_version_that_has_it():
    given = sent(version="2017-04-01", unsupported={"networkAcls": "2023-01-01-preview"})
    (result,) = results("NH603", given)
    for word in ("networkAcls", "2017-04-01", "2023-01-01-preview"):
        assert word in result.message
    assert result.field == "networkAcls"


def test_it_names_what_is_meant_where_no_version_has_a_property():
    (result,) = results("NH603", sent(id=hub_id(), unsupported={"apnsCredentials": ""}))
    assert result.message.endswith("so it is not set; did you mean apnsCredential?")
    (result,) = results("NH603", sent(unsupported={"minimumTlsVersion": ""}))
    assert result.message == "no documented API version has minimumTlsVersion, so it is not set"


def test_it_says_that_a_property_stands_beside_properties():
    (result,) = results("NH603", sent(unsupported={f"{BESIDE}.tier": ""}))
    assert result.message == "tier stands beside properties and not inside, so it is not set"
