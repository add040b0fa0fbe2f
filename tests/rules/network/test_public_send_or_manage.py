import pytest

from factories import OPEN, UNKNOWN, context, demanding, estate, namespace, results, verdict
from hubwarden.model.resources import PublicAddresses
from hubwarden.report import Outcome


def network(*rights, stack="prod"):
    return estate(stack, namespaces=[namespace(stack, public_rights=frozenset(rights))])


def ranges(right="Send", ipv4=0, ipv6=0, public=("Listen",)):
    public = public if public is UNKNOWN else frozenset(public)
    addresses = {right: PublicAddresses(ipv4, ipv6)}
    return estate(namespaces=[namespace(public_rights=public, addresses=addresses)])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(network("Listen"), Outcome.PASS, id="good: Listen alone"),
        pytest.param(network(), Outcome.PASS, id="good: no right at all"),
        pytest.param(
            estate(namespaces=[namespace(public_access=False, public_rights=OPEN)]),
            Outcome.PASS,
            id="good: the public endpoint is closed",
        ),
        pytest.param(
            estate(
                namespaces=[
                    namespace(public_access=False, public_rights=UNKNOWN, addresses=UNKNOWN)
                ]
            ),
            Outcome.PASS,
            id="good: the public endpoint is closed, whatever the rules are",
        ),
        pytest.param(
            estate(namespaces=[namespace(public_access=UNKNOWN)]),
            Outcome.PASS,
            id="good: rules that may always hold, open or not",
        ),
        pytest.param(ranges(ipv4=2**16, ipv6=2**96), Outcome.PASS, id="good: just as many"),
        pytest.param(ranges("Listen", ipv4=2**32), Outcome.PASS, id="good: Listen from anywhere"),
        pytest.param(
            ranges("Listen", ipv4=2**32, public=()),
            Outcome.PASS,
            id="good: Listen from many addresses, which could be from anywhere",
        ),
        pytest.param(
            context(ranges(ipv4=2**23), demands=demanding(widest_ipv4=9)),
            Outcome.PASS,
            id="good: a number that the baseline allows",
        ),
        pytest.param(ranges(ipv4=2**16 + 1), Outcome.FAIL, id="bad: more than a /16"),
        pytest.param(ranges("Manage", ipv6=2**96 + 1), Outcome.FAIL, id="bad: more than a /32"),
        pytest.param(
            context(ranges(ipv4=2), demands=demanding(widest_ipv4=32)),
            Outcome.FAIL,
            id="bad: more than the baseline allows",
        ),
        pytest.param(
            context(ranges("Listen", ipv4=2**32, public=()), demands=demanding(public_rights=())),
            Outcome.FAIL,
            id="bad: Listen where the baseline allows nothing",
        ),
        pytest.param(
            estate(namespaces=[namespace(public_access=UNKNOWN, public_rights=OPEN)]),
            Outcome.UNDETERMINED,
            id="unknown: whether the endpoint is open",
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
            estate(namespaces=[namespace(public_rights=UNKNOWN, addresses=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: the network",
        ),
        pytest.param(
            ranges(ipv4=2**20, public=UNKNOWN),
            Outcome.FAIL,
            id="bad: too many addresses, whatever the public rule is",
        ),
        pytest.param(
            estate(namespaces=[namespace(public_rights=OPEN, addresses=UNKNOWN)]),
            Outcome.FAIL,
            id="bad: open for everybody, whatever the address rules are",
        ),
        pytest.param(
            estate(
                namespaces=[
                    namespace(addresses=UNKNOWN, known_addresses={"Manage": PublicAddresses(2**20)})
                ]
            ),
            Outcome.FAIL,
            id="bad: one address rule is enough, whatever the others are",
        ),
        pytest.param(
            ranges(ipv4=8, public=UNKNOWN),
            Outcome.UNDETERMINED,
            id="unknown: few addresses, and the public rule is not known",
        ),
        pytest.param(
            estate(namespaces=[namespace(addresses=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: an address rule",
        ),
        pytest.param(
            estate("test", namespaces=[namespace("test", public_rights=UNKNOWN)]),
            Outcome.PASS,
            id="good: a sandbox may be open, whatever the rules are",
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


@pytest.mark.parametrize(
    ("given", "message", "field"),
    [
        (
            ranges("Send", ipv4=2**20, public=("Listen", "Send")),
            "Send works from every public address",
            "network.Send",
        ),
        (
            network("Send", "Manage"),
            "Manage and Send works from every public address",
            "network.Manage-Send",
        ),
        (
            ranges("Send", ipv4=2**20),
            "Send works from 1048576 public IPv4 addresses, and as many as a /16 has are allowed",
            "network.Send.IPv4",
        ),
        (
            ranges("Manage", ipv6=2**97),
            "Manage works from about 2e+29 public IPv6 addresses, and as many as a /32 has are allowed",
            "network.Manage.IPv6",
        ),
    ],
)
def test_what_is_told(given, message, field):
    (found,) = results("public-send-or-manage", given)
    assert (found.message, found.field) == (message, field)


@pytest.mark.parametrize(
    ("count", "words"),
    [(10**12 - 1, "999999999999"), (10**12, "about 1e+12"), (2 * 10**12, "about 2e+12")],
)
def test_very_many_addresses_are_told_roughly(count, words):
    given = context(ranges(ipv6=count), demands=demanding(widest_ipv6=128))
    (found,) = results("public-send-or-manage", given)
    assert f"Send works from {words} public IPv6 addresses" in found.message
