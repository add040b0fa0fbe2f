"""How many addresses of the Internet address ranges let in."""

import pytest
from records import UNKNOWN, namespace, unknown

from hubwarden.sources.conversions import NotDocumented
from hubwarden.sources.networks import is_reachable, public_addresses

ALL_IPV4 = public_addresses(["0.0.0.0/0"]).ipv4


@pytest.mark.parametrize(
    "masks",
    [
        ["10.0.0.0/8"],
        ["10.0.0.0/9", "10.128.0.0/9"],
        ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"],
        ["127.0.0.0/8"],
        ["240.0.0.0/4"],
        ["224.0.0.0/4"],
        ["fc00::/7"],
        ["fe80::/10"],
        ["::ffff:10.0.0.0/104"],
        [],
    ],
)
def test_who_is_not_on_the_internet_does_not_come_in(masks):
    assert public_addresses(masks) == (0, 0)


@pytest.mark.parametrize(
    ("masks", "ipv4", "ipv6"),
    [
        (["20.30.40.0/28"], 16, 0),
        (["20.0.0.0/9"], 2**23, 0),
        (["20.0.0.0/255.128.0.0"], 2**23, 0),
        (["20.0.0.5"], 1, 0),
        (["20.0.0.0/9", "20.0.0.0/16", "20.0.0.0/9"], 2**23, 0),
        (["20.0.0.0/17", "20.0.128.0/17"], 2**16, 0),
        (["20.0.0.0/24", "30.0.0.0/24"], 512, 0),
        (["10.0.0.0/7"], 2**24, 0),
        (["10.0.0.0/8", "20.0.0.0/8"], 2**24, 0),
        (["172.0.0.0/8"], 2**24 - 2**20, 0),
        (["0.0.0.0/1", "128.0.0.0/1"], ALL_IPV4, 0),
        (["0.0.0.0"], ALL_IPV4, 0),  # noqa: S104 - read, not bound to
        (["::ffff:0.0.0.0/96"], ALL_IPV4, 0),
        (["::ffff:20.0.0.0/105", "20.0.0.0/9"], 2**23, 0),
        (["::/0"], ALL_IPV4, 2**125),
        (["::"], ALL_IPV4, 2**125),
        (["::/8"], ALL_IPV4, 0),
        (["2000::/3"], 0, 2**125),
        (["2a00::/12"], 0, 2**116),
        (["2a00::/33", "2a00:0:8000::/33"], 0, 2**96),
        (["185.48.100.00/24"], 256, 0),
        (["020.0.0.0/8"], None, None),
        (["010.0.0.0/8"], None, None),
        (["20.0.0.09/32"], None, None),
    ],
)
def test_public_addresses_are_counted_once(masks, ipv4, ipv6):
    if ipv4 is None:
        with pytest.raises(NotDocumented, match="leading zero"):
            public_addresses(masks)
    else:
        assert public_addresses(masks) == (ipv4, ipv6)


def test_half_of_the_internet_holds_private_ranges():
    assert 2**30 < public_addresses(["0.0.0.0/1"]).ipv4 < 2**31


@pytest.mark.parametrize("mask", ["x", "", "20.0.0.0/33", "20.0.0.1-20.0.0.9", "1.2.3.4.5"])
def test_a_text_that_is_no_range_is_refused(mask):
    with pytest.raises(ValueError, match=r"\w"):
        public_addresses([mask])


WIDE = {"ipMask": "20.0.0.0/8", "rights": ["Send"]}


def lists(**given):
    return namespace({"networkAcls": given})


@pytest.mark.parametrize(
    "given",
    [
        {"ipRules": [WIDE]},
        {"ipRules": [WIDE], "publicNetworkRule": UNKNOWN},
        {"ipRules": [WIDE], "publicNetworkRule": {"rights": ["Listen", UNKNOWN]}},
        {"ipRules": [WIDE, UNKNOWN]},
        {"ipRules": [{**WIDE, "ipMask": UNKNOWN}, WIDE]},
        {"ipRules": [{**WIDE, "rights": [UNKNOWN, "Send"]}]},
        {"ipRules": [WIDE, {**WIDE, "ipMask": "office"}, {**WIDE, "ipMask": "020.0.0.0/8"}]},
    ],
)
def test_address_rules_that_are_known_count_whatever_else_is_not(given):
    assert lists(**given).known_addresses == {"Send": (2**24, 0)}


@pytest.mark.parametrize(
    "given",
    [{}, {"ipRules": UNKNOWN}, {"ipRules": [UNKNOWN]}, {"ipRules": "all"}, {"ipRules": [{}]}],
)
def test_no_address_is_made_up(given):
    assert lists(**given).known_addresses == {}


def test_the_public_rule_counts_whatever_the_address_rules_are():
    found = lists(ipRules=UNKNOWN, publicNetworkRule={"rights": ["Send"]})
    assert found.public_rights == {"Send"}
    assert unknown(found, "addresses")


@pytest.mark.parametrize(
    "host",
    [
        *("10.0.0.4", "192.168.1.1", "172.20.0.1", "100.64.0.9", "169.254.169.254", "127.0.0.1"),
        *("::1", "fe80::1", "fd00::1", "::ffff:10.0.0.4", "0.0.0.0", "224.0.0.1"),  # noqa: S104
        *("alertmanager", "localhost", "LOCALHOST.", "2130706433", "0x7f.1", "10.1"),
        *("hook.monitoring.svc.cluster.local", "pager.internal", "pager.corp", "nas.home.arpa"),
    ],
)
def test_a_host_that_azure_cannot_reach(host):
    assert not is_reachable(host)


@pytest.mark.parametrize(
    "host",
    [
        *("8.8.8.8", "172.32.0.1", "100.128.0.1", "2a00:1450::5", "::ffff:8.8.8.8"),
        *("hooks.slack.com", "pager.lindenmarkt.example", "local.lindenmarkt.de", "internal.io"),
        *("10.0.0.4.nip.io", "xn--bcher-kva.de", "events.pagerduty.com."),
    ],
)
def test_a_host_that_azure_may_reach(host):
    assert is_reachable(host)
