"""What an expression is given of a subject: the table fits the model, and nothing secret or unknown goes in."""

import types
import typing
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

import factories
from factories import UNKNOWN, access_rule, apns, context, credentials, fcm_v1, hub, namespace
from hubwarden.credential_files.kinds import Problem
from hubwarden.engine import run
from hubwarden.location import Location
from hubwarden.model.base import ResourceId, Undetermined
from hubwarden.own_rules.cel_expressions import compiled
from hubwarden.own_rules.expression_fields import Told
from hubwarden.own_rules.field_values import values_of
from hubwarden.own_rules.judged_fields import JUDGED, fields_of
from hubwarden.own_rules.own_rule_file import OwnRule
from hubwarden.own_rules.own_rule_judging import rule_of
from hubwarden.report import Outcome
from hubwarden.secret import Hidden, Secret
from hubwarden.unknown import Unknown
from own_rules.own_rule_files import rule

CANARY = "canary-8c1f"
ANY_ESTATE = context()


def values(subject, word):
    return values_of(subject, fields_of(word), ANY_ESTATE)


def test_the_values_of_a_hub_and_a_namespace():
    found = values(hub(tags={"b": "1", "a": "2"}), "hub").known
    assert found["name"] == "orders"
    assert found["namespace"] == "ns-prod"
    assert found["resource_group"] == "push_prod"
    assert found["tags"] == {"b": "1", "a": "2"}
    assert found["tag_names"] == ["a", "b"]
    assert found["platforms"] == ["android", "ios"]
    assert found["push_services"] == ["apns", "fcm_v1"]
    assert found["registration_ttl"] == timedelta(days=90)
    assert found["environment"] == "production"
    assert found["environment_kind"] == "production"
    assert found["now"] == datetime(2026, 1, 1, 23, 59, 59, 999999, tzinfo=UTC)
    ranges = {"Send": frozenset({"9.9.9.0/24", "8.8.8.0/24"})}
    assert values(namespace(ranges=ranges), "namespace").known["ranges"] == {
        "Send": ["8.8.8.0/24", "9.9.9.0/24"]
    }


@pytest.mark.parametrize("never", [None, timedelta(days=10_675_199, hours=2), timedelta.max])
def test_a_registration_that_never_expires_has_no_end(never):
    assert values(hub(registration_ttl=never), "hub").known["registration_ttl"] is None
    long = timedelta(days=36_499)
    assert values(hub(registration_ttl=long), "hub").known["registration_ttl"] == long


def test_an_id_begins_with_the_resource_group_in_small_letters():
    found = values(access_rule(), "access rule").known["scope"]
    assert found.startswith("/resourcegroups/push_prod/providers/microsoft.notificationhubs/")
    lock = factories._build(
        JUDGED["lock"].kind,
        ResourceId("/subscriptions/s/providers/Microsoft.Authorization/locks/l"),
        "prod",
        {"scope": ResourceId("/subscriptions/00000000-0000-0000-0000-000000000000")},
    )
    # Zeros stand for a subscription that the source does not tell.
    assert "the source does not tell" in values(lock, "lock").unknown["scope"].reason


@pytest.mark.parametrize("inside", ["{x}", "ns-{x}"])
def test_a_part_of_an_id_that_is_not_known_leaves_it_out(inside):
    id = ResourceId(f"/subscriptions/s/resourceGroups/{inside}/n/x", exact=False, later=True)
    found = values(access_rule(scope=id), "access rule")
    assert "scope" not in found.known
    assert found.unknown["scope"].later


def test_what_is_not_known_is_told_as_the_model_tells_it():
    found = values(namespace(tier=UNKNOWN), "namespace")
    assert "tier" not in found.known
    assert str(found.unknown["tier"]) == "Namespace.tier: nobody told tier"


def test_a_tag_whose_value_is_not_known_leaves_all_tags_out_and_no_name():
    value = Unknown("parameters('x')", "the parameter has no value", later=True)
    found = values(namespace(tags={"owner": value, "x": "y"}), "namespace")
    assert "tags" not in found.known
    assert found.unknown["tags"].later
    assert found.known["tag_names"] == ["owner", "x"]


def test_what_came_with_a_secret_is_not_given():
    found = values(fcm_v1(project_id=Hidden(CANARY)), "fcm v1 credential")
    assert "project_id" not in found.known
    assert "came with a secret" in found.unknown["project_id"].reason
    assert CANARY not in str(found)


def test_a_credential_that_cannot_be_read_tells_no_facts():
    found = values(fcm_v1(content=Problem("malformed", "it is no key")), "fcm v1 credential")
    assert "it is no key" in found.unknown["key_bits"].reason
    assert found.unknown["key_bits"].cause == "unclear"


def _declared(kind, path):
    """Return the types that the model declares at a path, and whether one of them is none."""
    found = [kind]
    for step in path.split("."):
        options = []
        for item in found:
            if item is ResourceId:
                options.append(str)
                continue
            if isinstance(getattr(item, step, None), property):
                options.append(typing.get_type_hints(getattr(item, step).fget)["return"])
                continue
            options.append(typing.get_type_hints(item)[step])
        found = []
        for option in options:
            either = typing.get_origin(option) in (typing.Union, types.UnionType)
            parts = typing.get_args(option) if either else (option,)
            found += [part for part in parts if part is not Problem]
    return set(found)


_PARTS = {("apns credential", "with_token"), ("apns credential", "with_certificate")}
"""Fields that say whether there is a part, whatever the part is."""


@pytest.mark.parametrize("word", JUDGED)
def test_the_table_says_what_the_model_says(word):
    kind, fields = JUDGED[word]
    for name, told in fields.items():
        if (word, name) in _PARTS:
            continue
        declared = _declared(kind, told.path or name)
        assert Secret not in declared
        # Only of Pulumi: the model says None where the source is another.
        assert (type(None) in declared) is told.optional, name
        (only,) = declared - {type(None)}
        assert told.type in types_for(only), (name, only)


def types_for(declared):
    """Return the types of CEL that a declared type of the model may have in the table."""
    text = str(declared).replace("typing.", "")
    if "Credentials" in text:
        return {"list<string>"}
    if declared in (int, float):
        return {"int"}
    for sign, type in (
        ("frozenset[str]]", "map<string, list<string>>"),
        ("Mapping[str", "map<string, string>"),
        ("tuple[", "list<string>"),
        ("frozenset[", "list<string>"),
    ):
        if sign in text:
            return {type, "list<string>"} if type == "map<string, string>" else {type}
    return {
        bool: {"bool"},
        timedelta: {"duration"},
        datetime: {"timestamp"},
    }.get(declared, {"string"})


# A rule of one's own in the engine


def own(**changes):
    declared = msgspec.convert(rule(**changes), OwnRule)
    return rule_of(
        declared, compiled(declared.expression, declared.judges), Location("own.yaml", 3)
    )


def results(own_rule, *namespaces):
    given = factories.estate(namespaces=list(namespaces))
    judgement = run([own_rule], context(given))
    assert judgement.crashes == ()
    return judgement.results


def test_a_rule_of_ones_own_has_the_outcomes_of_every_rule():
    (good,) = results(own(), namespace())
    assert (good.outcome, good.message) == (Outcome.PASS, "")
    (bad,) = results(own(), namespace(tier="Free"))
    assert (bad.outcome, bad.message) == (Outcome.FAIL, "ns-prod has tier Free")
    assert bad.severity.word == "medium"
    (unknown,) = results(own(), namespace(tier=UNKNOWN))
    assert (unknown.outcome, unknown.field) == (Outcome.UNDETERMINED, "Namespace.tier")
    assert unknown.message == "nobody told tier"


def test_each_field_that_is_missing_is_named():
    both = own(expression="resource.tier == 'Standard' && resource.zone_redundant", message="m")
    found = results(both, namespace(tier=UNKNOWN, zone_redundant=UNKNOWN))
    assert {item.field for item in found} == {"Namespace.tier", "Namespace.zone_redundant"}
    (certain,) = results(both, namespace(tier="Free", zone_redundant=UNKNOWN))
    assert certain.outcome is Outcome.FAIL


def test_an_expression_that_fails_leaves_it_undetermined():
    careless = own(expression="resource.tags['owner'] != '' && resource.tier != ''", message="m")
    (found,) = results(careless, namespace(tags={}))
    assert (found.outcome, found.cause) == (Outcome.UNDETERMINED, "unclear")
    assert "a key that is not there" in found.message
    assert "it asks tier, tags" in found.message


def test_an_environment_that_is_not_known_is_named():
    asking = own(expression="environment_kind != 'production' || resource.tier == 'x'", message="m")
    assert asking.needs == ("environment",)
    whole = context(factories.estate(namespaces=[namespace("elsewhere")]))
    (found,) = run([asking], whole).results
    assert (found.outcome, found.field) == (Outcome.UNDETERMINED, "environment")
    assert own().needs == ()


def test_a_message_shows_values_as_people_write_them():
    words = own(
        judges="access rule",
        expression="resource.on_namespace",
        message="{name} {rights} {consumer} {used_by} {on_namespace} {modified} {azure_default}",
    )
    subject = access_rule(
        consumer=None, rights=frozenset({"Send", "Listen"}), modified=UNKNOWN, azure_default=True
    )
    (found,) = run([words], context(factories.estate(access_rules=[subject]))).results
    assert found.message == "billing Listen, Send none none false (not known) true"


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        (UNKNOWN, "?"),
        ("RootManageSharedAccessKey", "RootManageSharedAccessKey"),
        (f"SharedAccessKey={CANARY}", "(not shown)"),
    ],
    ids=["a symbol", "Azure's own", "the form of a key"],
)
def test_a_message_quotes_the_name_that_the_report_prints(name, quoted):
    said = own(judges="access rule", expression="resource.on_namespace", message="{name}!")
    subject = access_rule(name=name)
    (found,) = run([said], context(factories.estate(access_rules=[subject]))).results
    assert found.message == f"{quoted}!"


def test_no_secret_reaches_the_input_or_a_message():
    """Secrets stand in every secret field, and what has the form of one in a name that a message quotes."""
    key = f"Endpoint=sb://x/;SharedAccessKeyName=a;SharedAccessKey={CANARY}"
    secret = hub(
        name=key,
        credentials=credentials(
            apns=apns(token=factories.apns_token(key=Secret(CANARY))),
            fcm_v1=fcm_v1(private_key=Secret(CANARY), project_id=Hidden(CANARY)),
        ),
    )
    given = factories.estate(hubs=[secret])
    said = own(judges="hub", expression="resource.name == 'x'", message="{name} is wrong")
    (found,) = run([said], context(given)).results
    assert found.message == "(not shown) is wrong"
    for word, judged in JUDGED.items():
        for subject in given.subjects(judged.kind):
            whole = values(subject, word)
            known = {name: item for name, item in whole.known.items() if name != "name"}
            assert CANARY not in f"{known}{[str(why) for why in whole.unknown.values()]}"
            assert not any(isinstance(item, Secret) for item in whole.known.values())
    hidden = own(
        judges="fcm v1 credential",
        expression="resource.project_id == 'x'",
        message="{project_id} is wrong",
    )
    (open_one,) = run([hidden], context(given)).results
    assert open_one.outcome is Outcome.UNDETERMINED
    assert CANARY not in open_one.message


def test_a_value_of_a_type_that_no_expression_takes_is_a_fault_of_the_table():
    with pytest.raises(TypeError, match=r"Namespace\.tier holds bytes"):
        values_of(namespace(tier=b"x"), {"tier": Told("string", "m")}, ANY_ESTATE)
    half = {"severity": Told("int", "m")}
    with pytest.raises(Undetermined):
        raise values_of(factories.alert(severity=1.5), half, ANY_ESTATE).unknown["severity"]
