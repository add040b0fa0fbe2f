"""Whatever differs in one field of one resource is told; what is only spelled otherwise is not."""

import importlib
import pkgutil
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hubwarden.model
from compared_estates import (
    LIVE,
    as_live,
    full,
    known,
    map_estate,
    parts,
    remade,
    replaced,
    with_part,
)
from factories import baseline, context
from hubwarden.context import EstateContext
from hubwarden.discovery import about_changes
from hubwarden.drift import difference_kinds
from hubwarden.drift.compared_fields import COMPARED, COMPARED_APART, IDS
from hubwarden.drift.comparison import COLLECTIONS, compare
from hubwarden.drift.uncompared_fields import NOT_COMPARED, NOT_COMPARED_KINDS
from hubwarden.engine import run
from hubwarden.model.base import ResourceId, Subject
from hubwarden.model.change import CHANGES, Change, CredentialSwapped
from hubwarden.model.credentials import (
    CREDENTIALS,
    SERVICES,
    ApnsCertificate,
    ApnsToken,
    Credentials,
)
from hubwarden.model.estate import Estate
from hubwarden.model.resources import Criterion
from hubwarden.model.roles import Permission
from hubwarden.report import Outcome
from hubwarden.secret import Secret

DECLARED = full()
ALL = as_live(DECLARED)


def judged(changes):
    """Return the results of all rules about changes."""
    estate = replace(DECLARED, changes=tuple(changes))
    judgement = run(about_changes(), EstateContext(baseline(), context().as_of, estate=estate))
    assert judgement.crashes == ()
    return judgement.results


ANOTHER = {
    bool: lambda value: not value,
    ResourceId: lambda value: ResourceId(f"{value}-other"),
    Permission: lambda value: replace(value, actions=(*value.actions, "Microsoft.Insights/*")),
    frozenset: lambda value: value ^ frozenset({"Manage"}),
    tuple: lambda value: (another(value[0]), *value[1:]) if value else ("another",),
    timedelta: lambda value: value + timedelta(days=1),
    Secret: lambda _: Secret("another"),
    dict: lambda value: {**value, "another": "tag"},
    type(None): lambda _: 7,
    int: lambda value: value + 1,
    float: lambda value: value + 1,
    str: lambda value: f"{value}another",
}


def another(value):
    """Return a value of the same type that is another one."""
    return ANOTHER[type(value)](value)


NONE_OF = {
    "until": datetime(2027, 1, 1, tzinfo=UTC),
    "learns_from": datetime(2027, 1, 1, tzinfo=UTC),
    "workspace": ResourceId("/subscriptions/s/resourceGroups/g/providers/a/b/c"),
    "storage": ResourceId("/subscriptions/s/resourceGroups/g/providers/a/b/c"),
    "token_url": "https://elsewhere.example.com",
    "metric_namespace": "Microsoft.Web/sites",
    "sensitivity": "Low",
    "endpoint": "https://elsewhere.example.com",
}


def fields_of(kind):
    return (*COMPARED.get(kind, ()), *IDS.get(kind, ()), *COMPARED_APART.get(kind, ()))


PLACES = [
    (collection, index, path, field)
    for collection in COLLECTIONS
    for index, subject in enumerate(getattr(ALL, collection))
    for path, part in parts(subject)
    for field in fields_of(type(part))
    if type(part) is not Credentials
    and field in known(part)
    and not isinstance(known(part)[field], Subject)
]


def changed_at(place, change):
    """Return the live estate with one field changed, and the part that it is a field of."""
    collection, index, path, field = place
    subject = getattr(ALL, collection)[index]
    part = dict(parts(subject))[path]
    return replaced(ALL, collection, index, with_part(subject, path, change(part, field))), part


def told_as(part, field):
    """Return as which field a difference is told: criteria are compared by their metrics."""
    name = f"{type(part).__name__}.{field}"
    return "Alert.criteria" if name == "Criterion.metric" else name


def other_value(part, field):
    value = getattr(part, field)
    if field == "ranges":
        return remade(part, ranges={"Send": frozenset({"203.0.113.7/32"})})
    if field == "criteria":
        return remade(part, criteria=value[1:])
    if value is None and field in NONE_OF:
        return remade(part, **{field: NONE_OF[field]})
    if field in ("token", "certificate"):
        return remade(part, **{field: known(apns_of(field))[field]})
    return remade(part, **{field: another(value)})


def apns_of(field):
    """Return an APNs credential that has a token, or a certificate."""
    index = 0 if field == "token" else 1
    return ALL.hubs[index].credentials.apns


@settings(max_examples=200, deadline=None)
@given(place=st.sampled_from(PLACES))
def test_a_changed_field_is_told_and_judged_by_one_rule(place):
    live, part = changed_at(place, other_value)
    changes = compare(DECLARED, live).changes
    assert told_as(part, place[-1]) in {change.field for change in changes}
    results = judged(changes)
    assert len(results) == len(changes)
    assert {result.outcome for result in results} == {Outcome.FAIL}


@settings(max_examples=150, deadline=None)
@given(place=st.sampled_from(PLACES))
def test_a_field_that_one_side_does_not_tell_is_undetermined(place):
    live, part = changed_at(place, lambda part, field: remade(part, without=(field,)))
    changes = compare(DECLARED, live).changes
    if place[-1] == "thumbprint" and isinstance(part, ApnsCertificate):
        return  # The file tells it.
    results = judged(changes)
    assert [result.outcome for result in results] == [Outcome.UNDETERMINED]
    assert results[0].field == told_as(part, place[-1])


@settings(max_examples=150, deadline=None)
@given(
    place=st.sampled_from(
        [(name, index) for name in COLLECTIONS for index in range(len(getattr(ALL, name)))]
    )
)
def test_a_resource_of_one_side_is_told_and_judged_by_one_rule(place):
    name, index = place
    items = getattr(ALL, name)
    without = replace(ALL, **{name: (*items[:index], *items[index + 1 :])})
    default = name == "access_rules" and items[index].azure_default
    missing = compare(DECLARED, without).changes
    assert [change.field for change in missing] == (
        [] if default else [f"{type(items[index]).__name__}.removed"]
    )
    added = compare(without, ALL)
    if name in ("role_definitions", "log_stores"):  # Nothing declared says where logs go then.
        assert added.changes == ()
        assert added.outside == {name: 1}
        return
    wanted = [] if default else [f"{type(items[index]).__name__}.added"]
    fields = [change.field for change in added.changes]
    # In a hub or namespace that is not declared, its access rules are not declared either.
    assert fields[: len(wanted)] == wanted
    for changes in (missing, added.changes):
        assert len(judged(changes)) == len(changes)


def test_equal_estates_do_not_differ():
    assert compare(DECLARED, ALL).changes == ()
    assert compare(ALL, DECLARED).changes == ()
    assert compare(DECLARED, ALL).fields > 100


def spelled(draw):
    """Return a change of letter case and order that changes nothing."""

    def case(text):
        return draw(st.sampled_from([text, text.upper(), text.lower(), text.swapcase()]))

    words = ("tier", "region", "replication_region", "level", "status", "operator", "aggregation")
    words += ("metric", "principal")
    sets = ("rights", "log_categories", "metric_categories")

    def change(item):
        fields = known(item)
        made = {name: case(fields[name]) for name in words if name in fields}
        made |= {name: frozenset(map(case, fields[name])) for name in sets if name in fields}
        if "tags" in fields:
            made["tags"] = dict(
                draw(st.permutations([(case(k), v) for k, v in fields["tags"].items()]))
            )
        for name in ("scopes", "action_groups", "criteria"):
            if name in fields:
                made[name] = tuple(draw(st.permutations(fields[name])))
        made["id"] = ResourceId(case(item.id.text))
        return remade(item, **made)

    return change


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_letter_case_and_order_do_not_matter(data):
    live = map_estate(ALL, spelled(data.draw))
    for name in COLLECTIONS:
        live = replace(live, **{name: tuple(data.draw(st.permutations(getattr(live, name))))})
    assert [change.sentence for change in compare(DECLARED, live).changes] == []


# The tables


def all_kinds(kind):
    """Yield every kind of subject that is none of several kinds, of whatever module of the model."""
    for found in pkgutil.iter_modules(hubwarden.model.__path__, "hubwarden.model."):
        importlib.import_module(found.name)
    # A class with slots is made twice, and only the second one stands in its module.
    below = [
        item
        for item in kind.__subclasses__()
        if getattr(sys.modules[item.__module__], item.__name__, None) is item
    ]
    if kind is Change or not below:
        yield kind
    for item in below if kind is not Change else ():
        yield from all_kinds(item)


def test_every_kind_that_is_not_compared_exists_and_has_a_reason():
    assert NOT_COMPARED_KINDS.keys() <= set(all_kinds(Subject))
    for reasons in (NOT_COMPARED_KINDS, *NOT_COMPARED.values()):
        assert all(reasons.values())
    for kind, fields in NOT_COMPARED.items():
        assert fields.keys() <= kind.__dataclass_fields__.keys()


def test_every_field_of_what_is_compared_is_compared_or_has_a_reason():
    """A field or a kind that is new in the model fails here until it is compared, or said why not."""
    kinds = set(all_kinds(Subject)) - NOT_COMPARED_KINDS.keys()
    assert {
        type(part) for name in COLLECTIONS for item in getattr(ALL, name) for _, part in parts(item)
    } <= kinds
    own = set(Subject.__dataclass_fields__)
    for kind in kinds:
        compared = fields_of(kind)
        aside = tuple(NOT_COMPARED.get(kind, ()))
        assert sorted((*compared, *aside)) == sorted(kind.__dataclass_fields__.keys() - own), kind


def test_every_difference_outside_credentials_has_a_kind():
    credentials = {*CREDENTIALS, ApnsToken, ApnsCertificate, Credentials}
    for kind in {*COMPARED, *IDS, *COMPARED_APART} - credentials:
        for field in fields_of(kind):
            assert field in difference_kinds._FIELDS[kind] or field == "credentials"


def test_every_kind_of_change_has_one_rule():
    assert sorted(rule.subject.__name__ for rule in about_changes()) == sorted(
        kind.__name__ for kind in CHANGES
    )
    assert set(CHANGES) == set(Change.__subclasses__())


@pytest.mark.parametrize("service", SERVICES)
def test_a_credential_that_one_side_has_is_swapped(service):
    index = next(
        (
            i
            for i, hub in enumerate(ALL.hubs)
            if service in known(hub.credentials) and getattr(hub.credentials, service) is not None
        ),
        0,
    )
    hub = ALL.hubs[index]
    held = getattr(hub.credentials, service)
    value = None if held is not None else ALL.hubs[0].credentials.wns
    changed = remade(hub, credentials=remade(hub.credentials, **{service: value}))
    (change,) = compare(DECLARED, replaced(ALL, "hubs", index, changed)).changes
    assert type(change) is CredentialSwapped
    assert change.field == f"Credentials.{service}"


def test_an_estate_without_anything_has_everything_missing_in_its_holders():
    empty = Estate(sources=ALL.sources)
    changes = compare(DECLARED, empty).changes
    assert "Namespace.removed" in {change.field for change in changes}
    # What is in the namespace went with it.
    assert "AccessRule.removed" not in {change.field for change in changes}


def test_origins_and_ids():
    hub = remade(ALL.hubs[0], registration_ttl=timedelta(days=1))
    (change,) = compare(DECLARED, replaced(ALL, "hubs", 0, hub)).changes
    assert change.origin.source == DECLARED.hubs[0].origin.source
    assert change.id == ALL.hubs[0].id
    assert change.sentence == "registration ttl of hub orders: live 1 day; declared 90 days"
    extra = replace(DECLARED, access_rules=DECLARED.access_rules[1:])
    (change,) = compare(extra, ALL).changes
    assert (change.origin.source, change.origin.stack) == (LIVE, "prod")
    assert Criterion not in COMPARED_APART
