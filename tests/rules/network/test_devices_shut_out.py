import pytest

from factories import UNKNOWN, access_rule, context, demanding, estate, namespace, verdict
from hubwarden.report import Outcome

LISTEN = frozenset({"Listen"})


def closed(*rules, stack="prod", access=False):
    return estate(stack, namespaces=[namespace(stack, public_access=access)], access_rules=rules)


def phones(**more):
    return access_rule(name="phones", rights=LISTEN, **{"role": "device", **more})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(closed(phones(), access=True), Outcome.PASS, id="good: open"),
        pytest.param(
            context(closed(phones()), demands=demanding(devices="inside")),
            Outcome.NOT_APPLICABLE,
            id="good: all devices are inside",
        ),
        pytest.param(
            closed(access_rule()), Outcome.NOT_APPLICABLE, id="good: a back end registers them"
        ),
        pytest.param(closed(access_rule(), phones()), Outcome.FAIL, id="bad: phones"),
        pytest.param(
            closed(phones(on_namespace=True)), Outcome.FAIL, id="bad: a rule of the namespace"
        ),
        pytest.param(
            context(closed(phones(role="kiosk")), demands=demanding(device_roles=("kiosk",))),
            Outcome.FAIL,
            id="bad: a role that the baseline names",
        ),
        pytest.param(
            closed(access_rule(role=UNKNOWN)), Outcome.UNDETERMINED, id="unknown: the role"
        ),
        pytest.param(
            closed(phones(), access=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the access"
        ),
    ],
)
def test_devices_shut_out(given, expected):
    assert verdict("devices-shut-out", given) is expected
