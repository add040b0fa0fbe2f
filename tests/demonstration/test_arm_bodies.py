"""An estate that is put into the local Azure comes back as it was, and what it does not tell is named."""

from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest

from compared_estates import full, known, map_estate, parts, remade, with_part
from factories import alert, credentials, criterion, fcm_legacy, hub
from hubwarden.commands.composition import compose
from hubwarden.commands.demonstration import made_up_keys
from hubwarden.commands.demonstration.arm_bodies import bodies_of
from hubwarden.commands.demonstration.credential_bodies import MADE
from hubwarden.commands.demonstration.local_server import local_azure, surrounded_by
from hubwarden.commands.demonstration.serving import subscriptions_of
from hubwarden.commands.drift import report_on
from hubwarden.commands.reading import read_sources
from hubwarden.drift.comparison import COLLECTIONS, compare
from hubwarden.model.base import Subject
from hubwarden.report import Outcome
from hubwarden.secret import Hidden, Secret
from hubwarden.sources.azure.azure_options import AzureOptions

DATA = Path(__file__).resolve().parents[1] / "data"
TOP = Path(__file__).resolve().parents[2]
TEMPLATES = DATA / "templates"
SOURCES = {
    "a program": ("program:prod", None),
    "a state": (f"state:{DATA / 'pulumi/state-prod.json'}", None),
    "a preview": (f"preview:{DATA / 'pulumi/preview-first-test.json'}", None),
    "a template": (
        f"template:{TEMPLATES / 'estate.json'}",
        TEMPLATES / "estate.parameters.json",
    ),
}


def read_back(azure):
    return read_sources(compose(None), ["azure:"], None, AzureOptions(with_credentials=True))


@pytest.fixture
def put(tmp_path):
    """Return a function that puts an estate into a local Azure, and reads it back."""

    def put_and_read(estate):
        bodies = bodies_of(estate, {})
        with (
            local_azure(tmp_path, subscriptions=subscriptions_of(bodies)) as azure,
            surrounded_by(azure.environment),
        ):
            azure.fill(bodies)
            return bodies.notes, read_back(azure)

    return put_and_read


@pytest.mark.parametrize(("source", "parameters"), SOURCES.values(), ids=SOURCES)
def test_a_source_comes_back_as_it_is(put, source, parameters):
    """What is declared and what runs then differ in nothing but keys, which are made for the run."""
    composition = compose(TOP)
    declared = read_sources(composition, [source], parameters)
    notes, live = put(declared)
    report = report_on(composition, declared, live)
    assert report.gaps == ()
    assert {item.rule.id for item in report.having(Outcome.FAIL)} <= {"NH705"}
    assert notes.made_up[MADE]
    refused = [name for name in notes.left_out if "refuses" in name]
    assert refused == []


def test_every_kind_of_resource_comes_back(put):
    declared = full()
    _, live = put(declared)
    changes = compare(declared, live).changes
    # Keys are made anew. What has a name that Azure would not take has another one.
    renamed = {"PrivateEndpoint", "RoleGrant", "RoleDefinition", "DenyAssignment"}
    # The factories' id of a processing rule is of another type.
    elsewhere = {"ProcessingRule"}
    for change in changes:
        kind, _, field = change.field.partition(".")
        if type(change).__name__ == "CredentialSwapped":
            continue
        assert kind in renamed | elsewhere, change.field
        assert field in ("added", "removed"), change.field


def test_how_alerts_count_and_where_a_legacy_api_is_comes_back(put):
    dynamic = criterion(
        threshold=None, sensitivity="Low", evaluated_periods=6.0, failing_periods=3.0
    )
    counts = alert(
        severity=0.0,
        window=timedelta(days=1),
        frequency=timedelta(minutes=1),
        criteria=(dynamic,),
    )
    held = credentials(fcm_legacy=fcm_legacy(endpoint="https://push.example.com"))
    declared = full(alerts=[counts], hubs=[hub(credentials=held)])
    _, live = put(declared)
    kinds = {change.field for change in compare(declared, live).changes}
    assert not {kind for kind in kinds if kind.startswith(("Alert.", "Criterion."))}
    assert "FcmLegacy.endpoint" not in kinds


FIELDS = [
    pytest.param(collection, path, field, id=f"{collection} {type(part).__name__}.{field}")
    for collection in COLLECTIONS
    for subject in getattr(full(), collection)[:1]
    for path, part in parts(subject)
    for field in known(part)
    # Every source tells of what a hub is a part, and which store it speaks of.
    if (type(part).__name__, field) not in {("Hub", "namespace"), ("LogStore", "store")}
]
NOT_IN_A_BODY = {
    # Told by programs about their apps, and no property in Azure.
    *("consumer", "role", "claimed_role", "used_by", "azure_default", "platforms"),
    *("further_platforms", "protect", "retain_on_delete", "bundle_id"),
    # The same as an id or another field.
    *("name", "scope", "target", "addresses", "known_addresses", "to_workspace"),
    *("to_storage", "in_clear", "placeholders", "missing", "symbols", "content", "if_set"),
    # Of no consequence where a threshold is fixed.
    *("learns_from", "sensitivity", "evaluated_periods", "failing_periods", "modified"),
}


@pytest.fixture
def quick_keys(monkeypatch):
    """Make no RSA key for each of many estates: it takes a while."""
    monkeypatch.setattr(made_up_keys, "account_key", made_up_keys.word)


@pytest.mark.parametrize(("collection", "path", "field"), FIELDS)
def test_a_field_that_is_not_told_is_named(quick_keys, collection, path, field):
    estate = full()
    subject = getattr(estate, collection)[0]
    part = dict(parts(subject))[path]
    unknown = remade(part, without=(field,))
    changed = with_part(subject, path, unknown)
    others = getattr(estate, collection)[1:]
    told = bodies_of(_with(estate, collection, (changed, *others)), {}).notes
    usual = bodies_of(estate, {}).notes
    if field in NOT_IN_A_BODY:
        return
    if isinstance(getattr(part, field), Secret):
        assert told.made_up[MADE]
        return
    more = (told.made_up + told.left_out) - (usual.made_up + usual.left_out)
    assert more, "the field went without a word"


def _with(estate, collection, items):
    kept = {item.name: getattr(estate, item.name) for item in fields(estate) if item.init}
    return type(estate)(**{**kept, collection: items})


def test_what_came_with_a_secret_is_not_sent():
    canary = "canary-of-a-name"

    def hide(subject: Subject):
        hidden = {
            name: Hidden(canary)
            for name, value in known(subject).items()
            if type(value) is str and name != "name"
        }
        return remade(subject, **hidden)

    bodies = bodies_of(map_estate(full(), hide), {})
    assert canary not in repr([(item.id, dict(item.body)) for item in bodies.resources])
    assert bodies.notes.made_up


def test_equal_secrets_stay_equal():
    estate = full()
    bodies = bodies_of(estate, {})
    keys = [
        item.body["properties"]["wnsCredential"]["properties"]["secretKey"]
        for item in bodies.resources
        if "wnsCredential" in item.body.get("properties", {})
    ]
    assert len(keys) == 2
    secrets = {hub.credentials.wns.secret_key for hub in estate.hubs}
    assert len(set(keys)) == len(secrets)


def test_a_known_secret_is_used():
    estate = full()
    hub = estate.hubs[0]
    values = {(str(hub.id).lower(), "apnsCredential.token"): "a value of the caller"}
    body = next(item for item in bodies_of(estate, values).resources if item.id == str(hub.id))
    apns = body.body["properties"]["apnsCredential"]["properties"]
    assert apns["token"] == "a value of the caller"
