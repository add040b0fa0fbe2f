import pytest

from factories import (
    UNKNOWN,
    access_rule,
    context,
    demanding,
    estate,
    hub_id,
    namespace,
    results,
    verdict,
)
from hubwarden.model.base import ResourceId
from hubwarden.model.resources import PublicAddresses
from hubwarden.report import Outcome

LISTEN = frozenset({"Listen"})


def closed(*rules, stack="prod", access=False):
    return estate(stack, namespaces=[namespace(stack, public_access=access)], access_rules=rules)


def listening(rights=frozenset(), *rules, **more):
    space = namespace(public_rights=rights, **more)
    return estate(namespaces=[space], access_rules=rules or [phones()])


def some(right, ipv4):
    return {right: PublicAddresses(ipv4, 0)}


def phones(**more):
    return access_rule(name="phones", rights=LISTEN, **{"role": "device", **more})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(closed(phones(), access=True), Outcome.PASS, id="good: open"),
        pytest.param(
            closed(access_rule(), access=True),
            Outcome.PASS,
            id="good: open, and no rule for devices",
        ),
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
            closed(phones(scope=ResourceId(hub_id().text.upper()))),
            Outcome.FAIL,
            id="bad: the hub's id in capitals",
        ),
        pytest.param(
            listening(addresses=some("Listen", 2**31)),
            Outcome.FAIL,
            id="bad: Listen for half of all",
        ),
        pytest.param(
            listening(addresses=some("Listen", 2**31 + 1)),
            Outcome.PASS,
            id="good: Listen for more than half of all",
        ),
        pytest.param(
            context(closed(phones(role="kiosk")), demands=demanding(device_roles=("kiosk",))),
            Outcome.FAIL,
            id="bad: a role that the baseline names",
        ),
        pytest.param(listening(), Outcome.FAIL, id="bad: the public rule has no right"),
        pytest.param(
            listening(frozenset({"Send"})),
            Outcome.FAIL,
            id="bad: the public rule has another right",
        ),
        pytest.param(
            listening(addresses=some("Listen", 256)), Outcome.FAIL, id="bad: Listen for a few"
        ),
        pytest.param(
            listening(addresses=some("Send", 2**32)), Outcome.FAIL, id="bad: Send for all"
        ),
        pytest.param(
            listening(public_access=UNKNOWN), Outcome.FAIL, id="bad: shut, whatever the access is"
        ),
        pytest.param(
            listening(addresses=some("Listen", 3 * 2**30)),
            Outcome.PASS,
            id="good: Listen for nearly all",
        ),
        pytest.param(
            listening(frozenset(), access_rule()),
            Outcome.NOT_APPLICABLE,
            id="good: nobody listens, and no rule is for devices",
        ),
        pytest.param(
            listening(UNKNOWN, access_rule()),
            Outcome.NOT_APPLICABLE,
            id="good: not known, and no rule is for devices",
        ),
        pytest.param(listening(UNKNOWN), Outcome.UNDETERMINED, id="unknown: the public rule"),
        pytest.param(
            closed(access_rule(), access=UNKNOWN),
            Outcome.UNDETERMINED,
            id="unknown: the access, and perhaps which rules are there",
        ),
        pytest.param(
            listening(addresses=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the address rules"
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


@pytest.mark.parametrize(
    ("given", "message", "field"),
    [
        (
            closed(phones()),
            "public network access is off, and devices use access rule phones of orders",
            "public_access",
        ),
        (
            listening(),
            "Listen does not work from every public address, and devices use access rule phones of orders",
            "network",
        ),
    ],
)
def test_what_is_told(given, message, field):
    (found,) = results("devices-shut-out", given)
    assert (found.message, found.field) == (message, field)
