"""How a waiver names a resource, and which patterns fit too much."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.policy.resource_patterns import is_about, key_of, keys_of, short_name, what_is_wrong
from hubwarden.policy.waivers import Waiver, Waivers

GROUP = "/subscriptions/11111111-0000-0000-0000-000000000000/resourceGroups/Shop-rg"
NAMESPACE = f"{GROUP}/providers/Microsoft.NotificationHubs/namespaces/shop-ns"
HUB = f"{NAMESPACE}/notificationHubs/orders"
RULE = f"{HUB}/authorizationRules/phones"
ROOT = f"{NAMESPACE}/authorizationRules/RootManageSharedAccessKey"
LOGS = f"{HUB}/providers/Microsoft.Insights/diagnosticSettings/logs"
ALERT = f"{GROUP}/providers/Microsoft.Insights/metricAlerts/push errors"
STAND_IN = ALERT.replace("11111111", "00000000")
SYMBOL = "/subscriptions/{s}/resourceGroups/{g}/providers/Microsoft.NotificationHubs/namespaces/{format('{0}/{1}', a, b)}"

ABOUT = [
    # pattern, id, whether it is about it
    ("shop-ns", NAMESPACE, True),
    ("SHOP-NS", NAMESPACE, True),
    ("shop-ns", HUB, False),
    ("shop-ns/orders", HUB, True),
    ("shop-ns/orders", RULE, False),
    ("shop-ns/orders/phones", RULE, True),
    ("shop-ns/RootManageSharedAccessKey", ROOT, True),
    ("shop-ns/orders/logs", LOGS, True),
    ("shop-ns/*", HUB, True),
    ("shop-ns/*", RULE, False),
    ("shop-ns/*", NAMESPACE, False),
    ("shop-ns/**", NAMESPACE, True),
    ("shop-ns/**", RULE, True),
    ("shop-ns/**", f"{GROUP}/providers/Microsoft.NotificationHubs/namespaces/shop-ns2", False),
    ("shop-ns/orders/**", HUB, True),
    ("shop-ns/orders/**", f"{NAMESPACE}/notificationHubs/others", False),
    ("*/orders", HUB, True),
    ("sh*/orders", HUB, True),
    ("*/RootManageSharedAccessKey", ROOT, False),
    ("*/orders/**", RULE, True),
    ("shop-n?/orders", HUB, True),
    ("shop-n?/orders", HUB.replace("shop-ns", "shop-nss"), False),
    ("[a-z]hop-ns/*", HUB, False),
    (HUB, HUB.upper(), True),
    (HUB, RULE, False),
    (f"{NAMESPACE}/**", RULE, True),
    (HUB.replace("11111111-0000-0000-0000-000000000000", "*"), HUB, True),
    (ALERT, ALERT, True),
    (ALERT, STAND_IN, True),
    (STAND_IN, ALERT, True),
    (ALERT.replace("11111111", "22222222"), ALERT, False),
    (ALERT.replace("Shop-rg", "other"), ALERT, False),
    ("push errors", ALERT, False),
    ("{format('{0}/{1}', a, b)}/orders", f"{SYMBOL}/notificationHubs/orders", True),
    ("program:prod", "program:prod", True),
    ("program:prod/outputs/hub", "program:prod/outputs/hub", True),
    ("*/outputs/hub", "program:prod/outputs/hub", False),
    ("certs/push.p12", "certs/push.p12", True),
    ("/home/me/push.p12", "/home/me/push.p12", True),
]


@pytest.mark.parametrize(("pattern", "id", "expected"), ABOUT)
def test_what_a_resource_of_a_waiver_is_about(pattern, id, expected):
    assert is_about(pattern, id) is expected
    if expected:
        assert what_is_wrong(pattern) == ""


PATTERNS = [pattern for pattern, _, _ in ABOUT]
IDS = [id for _, id, _ in ABOUT]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_what_is_found_by_its_key_is_what_a_walk_finds(pattern):
    waiver = Waiver("NH101", pattern, "a", "b", "c", date(2026, 1, 1))
    waivers = Waivers((waiver,))
    walked = [id for id in IDS if is_about(pattern, id)]
    assert [id for id in IDS if waivers.about("NH101", id, None, "program:x")] == walked
    assert all(key_of(pattern) in {None, *keys_of(id)} for id in walked)


TOO_MUCH = [
    "*", "**", "*/*", "?*", "*?", "*/**", "*/*/*", "*/*/phones", "*/*/**", "shop-*", "s*", "?", "???*/*",
    "*s*", "*-ns/*", "/*", "/**", "/*/**", "/subscriptions/*/**", "/subscriptions/**",
    "{parameters('namespace')}/*", "*/{parameters('hub')}", "*/{parameters('hub')}/**",
    f"{GROUP}/**", f"{GROUP}/providers/Microsoft.Insights/metricAlerts/*",
    NAMESPACE.replace("shop-ns", "*"), f"{NAMESPACE.replace('shop-ns', '*')}/**",
    ROOT.replace("shop-ns", "*"), HUB.replace("shop-ns", "*").replace("orders", "*"),
    RULE.replace("shop-ns", "*").replace("orders", "*"),
    f"{NAMESPACE.replace('shop-ns', '*')}/*/orders",
]  # fmt: skip
MISPLACED = ["**/orders", "shop-ns/**/phones", "shop-ns/a**", "**s"]
EMPTY = ["shop-ns//orders", "shop-ns/", "//orders", " shop-ns", "shop-ns\n", "/"]
FINE = [
    "shop-ns", "shop-ns/*", "*/orders", "shop-*/orders", "shop-ns/**", HUB.replace("shop-ns", "*"),
    NAMESPACE.replace("Shop-rg", "*"), STAND_IN, "{parameters('namespace')}/orders",
    ALERT.replace("11111111-0000-0000-0000-000000000000", "*"),
]  # fmt: skip


@pytest.mark.parametrize("pattern", TOO_MUCH)
def test_a_pattern_that_fits_too_much(pattern):
    assert what_is_wrong(pattern).startswith("fits too much")


@pytest.mark.parametrize("pattern", MISPLACED)
def test_two_stars_are_a_part_of_their_own_at_the_end(pattern):
    assert "**" in what_is_wrong(pattern)


@pytest.mark.parametrize("pattern", EMPTY)
def test_an_empty_part(pattern):
    assert "empty part" in what_is_wrong(pattern)


@pytest.mark.parametrize("pattern", FINE)
def test_a_pattern_that_may_stand(pattern):
    assert what_is_wrong(pattern) == ""


@given(st.text(alphabet="*?/ab{}[]\n", max_size=14))
def test_no_pattern_that_may_stand_fits_two_estates_without_a_common_name(pattern):
    if what_is_wrong(pattern):
        return
    others = [
        f"/subscriptions/q/resourceGroups/r/providers/Microsoft.NotificationHubs/namespaces/{names}"
        for names in ("xx", "yy", "xx/notificationHubs/vv", "yy/notificationHubs/ww")
    ]
    assert not any(is_about(pattern, id) for id in others)


def test_short_names():
    assert [short_name(id) for id in (NAMESPACE, HUB, RULE, LOGS, ALERT, "program:prod")] == [
        "shop-ns",
        "shop-ns/orders",
        "shop-ns/orders/phones",
        "shop-ns/orders/logs",
        ALERT,
        "program:prod",
    ]
