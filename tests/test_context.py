import pytest

from factories import (
    UNKNOWN,
    access_rule,
    apns,
    apns_certificate,
    baseline,
    claim,
    context,
    credentials,
    default_rule,
    demanding,
    estate,
    hub,
    hub_id,
    namespace,
    origin,
    output,
    results,
    together,
)
from hubwarden.model.base import ResourceId, Undetermined, make
from hubwarden.model.resources import Hub
from hubwarden.policy.demands import ConsumerPattern, Environment, Match
from hubwarden.rule import NotApplicable
from hubwarden.twins import Likeness

# Environments

AT_SITE = "/subscriptions/S-1/resourceGroups/Push-RG"
SHOP = f"{AT_SITE}/providers/Microsoft.NotificationHubs/namespaces/Shop-NS/notificationHubs/Orders"


def subject(id=SHOP, stack=None):
    return make(Hub, id=ResourceId(id), origin=origin(stack=stack))


SANDBOX = Environment(kind="sandbox", apns="sandbox", match=Match(names=("*.dev",)))
PRODUCTION = Environment(kind="production", apns="production", match=Match(names=("*.prod",)))


@pytest.mark.parametrize(
    ("names", "known"),
    [
        (["shop.dev"], "sandbox"),
        (["shop.dev", "courier.dev"], "sandbox"),
        (["shop.prod"], "production"),
        (["shop.dev", "shop.prod"], "production and sandbox"),
        (["shop.dev", "shop"], "no environment of the baseline matches it"),
        ([], "no environment of the baseline matches it"),
    ],
)
def test_a_stack_and_its_outputs_belong_where_its_hubs_do(names, known):
    demands = baseline(environments={"sandbox": SANDBOX, "production": PRODUCTION})
    all_of = estate(
        stacks=[claim("dev", environment=None)],
        outputs=[output("dev")],
        hubs=[hub("dev", id=hub_id("dev", name)) for name in names],
        namespaces=[],
    )
    context_ = context(all_of, demands=demands)
    for item in (*all_of.stacks, *all_of.outputs):
        if known in demands.environments:
            assert context_.environment_name(item) == known
        else:
            with pytest.raises(Undetermined, match=known):
                context_.environment_name(item)


def test_a_stacks_own_name_comes_before_its_hubs():
    named = Environment(kind="sandbox", apns="sandbox", match=Match(stacks=("dev",)))
    demands = baseline(environments={"sandbox": named, "production": PRODUCTION})
    all_of = estate(
        stacks=[claim("dev", environment=None)], hubs=[hub("dev", id=hub_id("dev", "shop.prod"))]
    )
    assert context(all_of, demands=demands).environment_name(all_of.stacks[0]) == "sandbox"


def matching(**match):
    site = Environment(kind="production", apns="production", match=Match(**match))
    return context(demands=baseline(environments={"site": site}))


@pytest.mark.parametrize(
    ("match", "given"),
    [
        ({"stacks": ("PROD-*",)}, subject(stack="prod-eu")),
        ({"stacks": ("org/push/prod",)}, subject(stack="org/push/prod")),
        ({"subscriptions": ("s-1",)}, subject()),
        ({"resource_groups": ("push-*",)}, subject()),
        ({"names": ("shop-??",)}, subject()),
        ({"names": ("orders",)}, subject()),
        ({"names": ("orders",)}, subject(id=SHOP.lower())),
        ({"names": ("orders",)}, subject(id=SHOP.upper())),
        ({"names": ("nothing", "shop*")}, subject(id=SHOP + "/authorizationRules/billing")),
        ({"stacks": ("prod",), "names": ("orders",)}, subject(stack="dev")),
    ],
)
def test_environment_that_matches(match, given):
    assert matching(**match).environment_name(given) == "site"
    assert matching(**match).environment(given).kind == "production"


@pytest.mark.parametrize(
    ("match", "given"),
    [
        ({}, subject(stack="prod")),
        ({"stacks": ("*",)}, subject(stack=None)),
        ({"stacks": ("prod",)}, subject(stack="prod-eu")),
        ({"subscriptions": ("s-*",)}, subject()),
        ({"subscriptions": ("s-2",)}, subject()),
        ({"resource_groups": ("push",)}, subject()),
        ({"names": ("shop",)}, subject()),
        ({"names": ("billing",)}, subject(id=SHOP + "/authorizationRules/billing")),
        ({"names": ("microsoft*",)}, subject()),
    ],
)
def test_no_environment_matches(match, given):
    with pytest.raises(Undetermined, match="no environment of the baseline matches it") as caught:
        matching(**match).environment_name(given)
    assert caught.value.field == "environment"


def test_two_environments_match():
    with pytest.raises(Undetermined, match="matches it to production and sandbox"):
        context().environment_name(subject(stack="prod-test"))


def test_the_user_states_the_environment():
    stated = context(stated_environment="sandbox")
    assert stated.environment_name(subject(stack="prod")) == "sandbox"
    assert stated.environment_name(subject(stack="prod-test")) == "sandbox"
    assert stated.environment_name(subject()) == "sandbox"


def test_an_answer_is_the_same_each_time():
    asked = context()
    for _ in range(2):
        assert asked.environment_name(subject(stack="prod")) == "production"
        with pytest.raises(Undetermined) as caught:
            asked.environment_name(subject(stack="elsewhere"))
        # An exception that was raised before would bring its old traceback along.
        assert len(caught.traceback) == 2


def test_environments_in_scope():
    assert context(together(estate(), estate("test"))).environments_in_scope() == {
        "production",
        "sandbox",
    }
    assert context(together(estate(), estate("elsewhere"))).environments_in_scope() == {
        "production",
        None,
    }
    assert context(estate(namespaces=[], hubs=[])).environments_in_scope() == set()


# Roles

TWO = baseline(consumers=(ConsumerPattern("Deploy-*", "tooling"), ConsumerPattern("*", "device")))


@pytest.mark.parametrize(
    ("demands", "fields", "role"),
    [
        (baseline(), {"role": "backend"}, "backend"),
        (TWO, {"role": "backend", "name": "deploy-1"}, "tooling"),
        (TWO, {"role": UNKNOWN, "name": "DEPLOY-1"}, "tooling"),
        (TWO, {"role": UNKNOWN, "name": "phones"}, "device"),
        (TWO, {"role": None, "name": "phones"}, "device"),
        (baseline(), {"role": None}, None),
    ],
)
def test_role(demands, fields, role):
    assert context(demands=demands).role(access_rule(**fields)) == role


def test_nobody_needs_to_use_what_azure_makes():
    assert context().role(default_rule(role=UNKNOWN)) is None
    assert context(demands=TWO).role(default_rule(role=UNKNOWN)) == "device"


def test_role_that_nobody_tells():
    with pytest.raises(Undetermined, match="declares no consumers") as caught:
        context().role(access_rule(role=UNKNOWN, claimed_role=None))
    assert caught.value.field == "AccessRule.role"


def test_a_role_that_is_computed_is_not_known_whatever_others_the_baseline_names():
    demands = baseline(consumers=(ConsumerPattern("phones", "device"),))
    with pytest.raises(Undetermined) as caught:
        context(demands=demands).role(access_rule(role=UNKNOWN))
    assert caught.value.field == "AccessRule.role"
    assert context(demands=demands).role(access_rule(role=UNKNOWN, claimed_role=None)) is None
    with pytest.raises(Undetermined):
        context(demands=demands).role(access_rule(role=UNKNOWN, claimed_role="backend"))


# Twins


def same_name(one, other):
    return one.name == other.name


def by_name(one):
    return Likeness((one.name,))


def twins(given, subject):
    return list(context(given).twins(subject, same_name, by_name))


def test_twins_are_of_another_environment():
    ours, ours_too = hub(name="orders"), hub("prod-two", name="orders")
    other, theirs = hub("test", name="couriers"), hub("test", name="orders")
    given = estate(hubs=[ours, ours_too, other, theirs])
    assert twins(given, ours) == ["sandbox"]
    assert twins(given, theirs) == ["production"]
    assert twins(given, other) == []


def test_what_is_not_known_decides_only_where_no_twin_is_found():
    ours, theirs, dark = hub(name="orders"), hub("test", name="orders"), hub("dev", name=UNKNOWN)
    for hubs in ([ours, dark, theirs], [ours, theirs, dark]):
        assert twins(estate(hubs=hubs), ours) == ["sandbox"]
    with pytest.raises(Undetermined, match="nobody told name"):
        twins(estate(hubs=[ours, dark]), ours)


def test_a_twin_is_told_though_an_environment_is_not_known():
    ours, theirs, nobodys = (
        hub(name="orders"),
        hub("test", name="orders"),
        hub("shop", name="couriers"),
    )
    found = context(estate(hubs=[ours, nobodys, theirs])).twins(ours, same_name, by_name)
    assert next(found) == "sandbox"
    with pytest.raises(Undetermined, match="no environment of the baseline"):
        next(found)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (estate(), "only one environment is in scope"),
        (estate(hubs=[hub(), hub("prod-two")]), "only one environment is in scope"),
        (together(estate(hubs=[]), estate("test")), "there is no other in scope"),
    ],
)
def test_nothing_to_compare_with(given, reason):
    with pytest.raises(NotApplicable, match=reason):
        twins(given, given.hubs[0])


def test_what_two_environments_share_is_told_at_both():
    def with_certificate(stack):
        certificate = apns_certificate(stack, content=UNKNOWN, thumbprint="a1b2")
        return hub(
            stack,
            credentials=credentials(stack, apns=apns(stack, token=None, certificate=certificate)),
        )

    given = estate(hubs=[with_certificate("prod"), with_certificate("test")])
    assert {result.message for result in results("NH305", given)} == {
        "environment sandbox uses the same certificate",
        "environment production uses the same certificate",
    }


# What an environment demands


def test_demands_are_those_of_the_environment_of_the_subject():
    changed = context(demands=demanding("sandbox", tags=("costCentre",)))
    assert changed.environment(namespace("test")).tags == ("costCentre",)
    assert changed.environment(namespace()).tags == ("application", "environment", "owner")
