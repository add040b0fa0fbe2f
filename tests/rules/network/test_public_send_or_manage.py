import pytest

from factories import CLOSED, UNKNOWN, context, demanding, estate, namespace, verdict
from hubwarden.model.resources import NetworkAccess
from hubwarden.report import Outcome


def network(*rights, stack="prod"):
    access = NetworkAccess(public=True, public_rights=frozenset(rights))
    return estate(stack, namespaces=[namespace(stack, network=access)])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(network("Listen"), Outcome.PASS, id="good: Listen alone"),
        pytest.param(network(), Outcome.PASS, id="good: no right at all"),
        pytest.param(
            estate(namespaces=[namespace(network=CLOSED)]),
            Outcome.PASS,
            id="good: the public endpoint is closed",
        ),
        pytest.param(
            network("Listen", "Send", "Manage", stack="test"),
            Outcome.PASS,
            id="good: a sandbox may be open",
        ),
        pytest.param(network("Listen", "Send"), Outcome.FAIL, id="bad: Send"),
        pytest.param(network("Manage"), Outcome.FAIL, id="bad: Manage alone"),
        pytest.param(network("Listen", "Send", "Manage"), Outcome.FAIL, id="bad: no network rules"),
        pytest.param(
            context(network("Listen"), demands=demanding(public_rights=())),
            Outcome.FAIL,
            id="bad: a baseline that allows nothing",
        ),
        pytest.param(
            estate(namespaces=[namespace(network=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: the network",
        ),
        pytest.param(
            network("Listen", stack="elsewhere"),
            Outcome.UNDETERMINED,
            id="unknown: no environment matches",
        ),
        pytest.param(
            network("Listen", stack="prod-test"),
            Outcome.UNDETERMINED,
            id="unknown: two environments match",
        ),
    ],
)
def test_public_send_or_manage(given, expected):
    assert verdict("public-send-or-manage", given) is expected
