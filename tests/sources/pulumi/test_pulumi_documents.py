"""What previews and states have in common, and what the other tests of them use."""

import json
import logging
import traceback
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubwarden import audit
from hubwarden.cli import main
from hubwarden.errors import InputError
from hubwarden.report import Outcome
from hubwarden.rule import Severity
from hubwarden.sources.opening import open_source
from hubwarden.sources.pulumi.values import SECRET, SIGNATURE

ROOT = Path(__file__).parents[3]
DATA = ROOT / "tests" / "data" / "pulumi"
BASELINE = ROOT / "policies" / "baseline.yaml"
MARK = "k3ym4t3r1al"

CLEAN = {
    "preview": [
        "preview-first-prod",
        "preview-first-test",
        "preview-replacement-test",
        "preview-update-prod",
    ],
    "state": ["state-prod", "state-test", "state-test-version-4"],
}
PROD = {"preview": "preview-first-prod", "state": "state-prod"}
KINDS = list(PROD)


def load(name):
    return json.loads((DATA / f"{name}.json").read_bytes())


def write(folder, document, name="document.json"):
    path = folder / name
    if not isinstance(document, bytes):
        document = json.dumps(document, indent=1).encode()
    path.write_bytes(document)
    return path


def judge(*sources):
    """Judge sources as the command does, with this project's own baseline."""
    return audit.check(
        audit.Request(
            sources=sources,
            project=None,
            baseline_file=BASELINE,
            environment=None,
            parameters=None,
            as_of=date(2026, 1, 1),
            made_at=datetime(2026, 1, 1, tzinfo=UTC),
            asked_by="nobody",
        )
    )


def judged(folder, kind, document):
    return judge(f"{kind}:{write(folder, document)}")


def estate(folder, kind, document):
    return open_source(f"{kind}:{write(folder, document)}", None, None)


def code(report):
    return report.exit_code(Severity.LOW)


def rules_with(report, outcome):
    return {one.rule.id for one in report.having(outcome)}


def unsure(report):
    """Return the rules that could not judge something, where the baseline does not accept that."""
    return {one.rule.id for one in report.open_questions()}


def verdicts(report):
    return {(one.rule.id, one.outcome, one.subject, one.field) for one in report.results}


def resources(document):
    if "steps" in document:
        return [one["newState"] for one in document["steps"] if one.get("newState")]
    return document["deployment"]["resources"]


def named(document, name, type=""):
    (found,) = (
        one
        for one in resources(document)
        if one["urn"].rpartition("::")[2] == name and type in one["type"] and one["custom"]
    )
    return found


def component(document, name):
    (found,) = (
        one
        for one in resources(document)
        if one["urn"].rpartition("::")[2] == name and not one["custom"]
    )
    return found


def drop(document, name):
    gone = named(document, name)
    if "steps" in document:
        document["steps"] = [one for one in document["steps"] if one.get("newState") is not gone]
    else:
        document["deployment"]["resources"].remove(gone)


def envelope(value):
    return {SIGNATURE: SECRET, "plaintext": json.dumps(value)}


def encrypted():
    return {SIGNATURE: SECRET, "ciphertext": f"v1:{MARK}:{MARK}"}


def refused(folder, kind, document):
    with pytest.raises(InputError) as caught:
        open_source(f"{kind}:{write(folder, document)}", None, None)
    assert MARK not in "".join(traceback.format_exception(caught.value))
    return caught.value


def run(*arguments):
    """Run the command; the outcome is one that it means to have."""
    result = CliRunner().invoke(main, ["check", "--baseline-file", str(BASELINE), *arguments])
    chain = "".join(traceback.format_exception(result.exception)) if result.exception else ""
    assert isinstance(result.exception, SystemExit | None), chain
    assert result.exit_code in (0, 1, 2, 3)
    assert "Traceback" not in result.output
    return result


def small(kind="state"):
    """Return a document of a namespace with a hub, its access rule and the root of the stack."""
    document = load(PROD[kind])
    kept = {"hubwarden-prod", "resource-group", "namespace", "shop.hub", "shop--phones.rule"}
    kept |= {"shop.outgoing.allpns.pnserror", "action-group"}
    for one in resources(document):
        one.pop("stackTrace", None)
    if kind == "preview":
        document["steps"] = [
            one for one in document["steps"] if one["urn"].rpartition("::")[2] in kept
        ]
        return document
    document["deployment"]["resources"] = [
        one for one in resources(document) if one["urn"].rpartition("::")[2] in kept
    ]
    return document


# Every real document.


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, names in CLEAN.items() for name in names]
)
def test_what_the_engine_wrote_of_a_sound_deployment_is_clean(kind, name):
    report = judge(f"{kind}:{DATA / name}.json")
    assert code(report) == 0
    assert report.gaps == report.crashes == ()
    assert not report.having(Outcome.FAIL)
    assert not unsure(report)
    assert len(report.having(Outcome.PASS)) >= 70
    assert report.evidence.environments == ("production" if "prod" in name else "sandbox",)


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, names in CLEAN.items() for name in names]
)
def test_the_estate_that_a_real_document_tells_of(kind, name):
    estate = open_source(f"{kind}:{DATA / name}.json", None, None)
    prod = "prod" in name
    prefix = (
        f"{'birkenmarkt' if 'replacement' in name else 'lindenmarkt'}-{'prod' if prod else 'test'}"
    )
    (namespace,) = estate.namespaces
    assert namespace.name == f"{prefix}-ns"
    assert namespace.id.exact
    assert namespace.id.resource_group == f"{prefix}-rg"
    assert namespace.tier == ("Standard" if prod else "Basic")
    assert namespace.network.public_rights == {"Listen"}
    assert (namespace.protect, namespace.retain_on_delete) == (prod, prod)
    assert namespace.tags["environment"] == ("production" if prod else "sandbox")
    hubs = {hub.name: hub for hub in estate.hubs}
    assert set(hubs) == {f"{prefix}-shop", f"{prefix}-courier"}
    for hub in hubs.values():
        assert hub.namespace == namespace.id
        assert estate.namespace_of(hub) is namespace
        assert (hub.protect, hub.retain_on_delete) == (prod, prod)
        assert str(hub.origin.location).startswith("infra/hubwarden_pulumi/hub.py:")
    shop = hubs[f"{prefix}-shop"]
    assert shop.platforms == {"ios", "android"}
    assert hubs[f"{prefix}-courier"].platforms == {"android"}
    assert shop.credentials.apns.endpoint.startswith(
        "https://api.push.apple.com" if prod else "https://api.development.push.apple.com"
    )
    assert shop.credentials.apns.in_clear == shop.credentials.fcm_v1.in_clear == ()
    assert shop.credentials.apns.token.unknown["key"]
    assert hubs[f"{prefix}-courier"].credentials.apns is None
    own = {
        (rule.scope.name.removeprefix(f"{prefix}-"), rule.name): (
            rule.consumer,
            rule.role,
            rule.rights,
        )
        for rule in estate.access_rules
        if not rule.azure_default
    }
    assert own["shop", "phones"] == ("phones", "device", {"Listen"})
    assert own["shop", "orders"] == ("orders", "backend", {"Send"})
    other = "campaigns" if prod else "test-suite"
    assert own["shop", other][0] == other
    assert ("shop", "reports") in own or name != "preview-update-prod"
    assert len(own) == (6 if name == "preview-update-prod" else 5)
    assert len(estate.alerts) == 11
    assert all(set(alert.scopes) <= {hub.id for hub in hubs.values()} for alert in estate.alerts)
    (group,) = estate.action_groups
    assert all(alert.action_groups == (group.id,) for alert in estate.alerts)
    assert {one.target for one in estate.diagnostic_settings} == {
        namespace.id,
        *(hub.id for hub in hubs.values()),
    }
    assert {one.target for one in estate.diagnostic_settings if one.to_storage} == {namespace.id}
    assert {one.target for one in estate.diagnostic_settings if one.to_workspace} == {
        hub.id for hub in hubs.values()
    }
    assert [(lock.scope, lock.level) for lock in estate.locks] == (
        [(namespace.id, "CanNotDelete")] if prod else []
    )
    assert len(estate.role_grants) == (3 if prod else 0)
    (stack,) = estate.stacks
    assert (stack.name, stack.environment) == (
        ("prod", "production") if prod else ("test", "sandbox")
    )
    for one in (namespace, *hubs.values(), *estate.alerts, *estate.locks):
        assert one.origin.stack == stack.name
        assert one.origin.location.file.startswith("infra/hubwarden_pulumi/")
        assert one.origin.location.line
    assert {one.name for one in estate.outputs} == (
        {"hubs", "namespace", "secretNames", "vault"} if kind == "state" else set()
    )
    assert not any(one.secret or one.holds_access_key for one in estate.outputs)
    (info,) = estate.sources
    assert info.complete == {"alerts", "diagnostic_settings", "locks", "action_groups"}
    assert info.cannot_tell


# One edit makes the right rule fail.


def set_in(name, *path, value):
    def edit(document):
        place = named(document, name)
        for key in path[:-1]:
            place = place[key]
        if value is None:
            del place[path[-1]]
        else:
            place[path[-1]] = value

    return edit


def without(name):
    return lambda document: drop(document, name)


EVERYTHING = ["Listen", "Send", "Manage"]
EDITS = {
    "Manage for a back end": (
        set_in("shop--orders.rule", "inputs", "rights", value=EVERYTHING),
        {"NH202", "NH203"},
    ),
    "Send for phones": (
        set_in("shop--phones.rule", "inputs", "rights", value=["Listen", "Send"]),
        {"NH203"},
    ),
    "token in clear": (
        set_in("shop.hub", "inputs", "apnsCredential", "token", value=MARK),
        {"NH109"},
    ),
    "private key in clear": (
        set_in("courier.hub", "inputs", "fcmV1Credential", "privateKey", value=MARK),
        {"NH109"},
    ),
    "sandbox endpoint": (
        set_in(
            "shop.hub",
            *("inputs", "apnsCredential", "endpoint"),
            value="https://api.development.push.apple.com:443/3/device",
        ),
        {"NH301"},
    ),
    "Basic": (set_in("namespace", "inputs", "sku", "name", value="Basic"), {"NH501", "NH502"}),
    "Free": (set_in("namespace", "inputs", "sku", "name", value="Free"), {"NH501", "NH502"}),
    "namespace without protect": (set_in("namespace", "protect", value=None), {"NH601"}),
    "hub without protect": (set_in("shop.hub", "protect", value=None), {"NH601"}),
    "not retained": (set_in("namespace", "retainOnDelete", value=None), {"NH601"}),
    "no lock": (without("lock"), {"NH601"}),
    "no alert": (without("shop.outgoing.allpns.pnserror"), {"NH505"}),
    "alert switched off": (
        set_in("shop.outgoing.allpns.pnserror", "inputs", "enabled", value=False),
        {"NH506"},
    ),
    "no logs": (without("namespace-logs"), {"NH503"}),
    "no metrics": (without("shop.metrics"), {"NH504"}),
    "no access control lists": (
        set_in("namespace", "inputs", "networkAcls", value=None),
        {"NH401"},
    ),
    "Send from everywhere": (
        set_in(
            "namespace", "inputs", "networkAcls", "publicNetworkRule", value={"rights": EVERYTHING}
        ),
        {"NH401"},
    ),
    "no owner": (set_in("namespace", "inputs", "tags", "owner", value=None), {"NH602"}),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", EDITS)
def test_one_edit_makes_the_right_rule_fail(tmp_path, kind, name):
    edit, expected = EDITS[name]
    document = load(PROD[kind])
    edit(document)
    report = judged(tmp_path, kind, document)
    failed = rules_with(report, Outcome.FAIL)
    # A value that stands in clear is looked at, and other rules may say more of it.
    assert failed == expected or ("in clear" in name and expected <= failed)
    assert code(report) == 1
    assert all(one.location is not None for one in report.having(Outcome.FAIL))
    assert not report.gaps
    assert not report.crashes


# Secrets.


def test_a_secret_in_clear_that_the_document_marks_is_a_digest_and_can_be_compared(tmp_path):
    prod, test = load("state-prod"), load("state-test")
    for document in (prod, test):
        named(document, "shop.hub")["inputs"]["apnsCredential"]["token"] = envelope(f"{MARK}1")
    sources = [f"state:{write(tmp_path, prod, 'p')}", f"state:{write(tmp_path, test, 't')}"]
    assert "NH307" in rules_with(judge(*sources), Outcome.FAIL)
    named(test, "shop.hub")["inputs"]["apnsCredential"]["token"] = envelope(f"{MARK}2")
    write(tmp_path, test, "t")
    report = judge(*sources)
    assert "NH307" in rules_with(report, Outcome.PASS)
    assert "NH307" not in rules_with(report, Outcome.FAIL) | unsure(report)
    named(test, "shop.hub")["inputs"]["apnsCredential"]["token"] = encrypted()
    write(tmp_path, test, "t")
    report = judge(*sources)
    assert "NH307" in unsure(report)
    assert "NH307" not in rules_with(report, Outcome.PASS)
    assert "NH109" in rules_with(report, Outcome.PASS)


@pytest.mark.parametrize(
    "names", [("preview-first-prod", "preview-first-test"), ("state-prod", "state-test")]
)
def test_equal_placeholders_are_no_equal_secrets(names):
    report = judge(*(f"{name.partition('-')[0]}:{DATA / name}.json" for name in names))
    assert unsure(report) == {"NH307"}
    assert not report.having(Outcome.FAIL)


def test_a_whole_credential_as_a_secret(tmp_path):
    document = small()
    shop = named(document, "shop.hub")
    plain = shop["inputs"]["apnsCredential"] | {"token": MARK}
    shop["inputs"]["apnsCredential"] = envelope(plain)
    (hub,) = estate(tmp_path, "state", document).hubs
    assert hub.credentials.apns.endpoint == plain["endpoint"]
    assert hub.credentials.apns.in_clear == ()
    assert hub.credentials.apns.token.team_id == "LM83PD5R2C"
    shop["inputs"]["apnsCredential"] = encrypted()
    (hub,) = estate(tmp_path, "state", document).hubs
    assert "apns" in hub.credentials.unknown
    report = judged(tmp_path, "state", document)
    apns = {"NH101", "NH103", "NH104", "NH105", "NH109", "NH301"}
    assert apns <= unsure(report)
    assert not apns & rules_with(report, Outcome.FAIL)
    shop["inputs"]["apnsCredential"] = {SIGNATURE: SECRET, "plaintext": MARK}  # No JSON.
    (hub,) = estate(tmp_path, "state", document).hubs
    assert "apns" in hub.credentials.unknown


@pytest.mark.parametrize("value", [*("[secret]", "[Secret]"), {"a": ["[secret]"]}])
def test_what_a_preview_prints_in_place_of_a_secret(tmp_path, value):
    document = small("preview")
    named(document, "shop.hub")["inputs"]["fcmV1Credential"]["privateKey"] = value
    (hub,) = estate(tmp_path, "preview", document).hubs
    fcm = hub.credentials.fcm_v1
    if value == "[secret]":
        assert fcm.in_clear == ()
        assert fcm.unknown["private_key"]
    else:
        assert fcm.in_clear == ("privateKey",)


def test_that_text_in_a_state_is_a_value_like_any_other(tmp_path):
    document = small()
    named(document, "shop.hub")["inputs"]["fcmV1Credential"]["privateKey"] = "[secret]"
    assert "NH109" in rules_with(judged(tmp_path, "state", document), Outcome.FAIL)


CONNECTION = (
    f"Endpoint=sb://n.example/;SharedAccessKeyName=phones;SharedAccessKey={MARK}{'A' * 30}="
)


@pytest.mark.parametrize("name", ["conn", "hub.conn", "hub[0]", ""])
@pytest.mark.parametrize(
    ("value", "expected", "secret"),
    [
        (CONNECTION, Outcome.FAIL, False),
        (envelope(CONNECTION), Outcome.FAIL, True),
        (envelope({"shop": [CONNECTION]}), Outcome.FAIL, True),
        ({"shop": [envelope(CONNECTION)]}, Outcome.FAIL, True),
        (encrypted(), Outcome.UNDETERMINED, True),
        ({"shop": [encrypted()]}, Outcome.UNDETERMINED, True),
        (envelope(f"{MARK}: what it was made from is not known"), Outcome.UNDETERMINED, True),
        ("lindenmarkt", Outcome.PASS, False),
        (None, Outcome.PASS, False),
    ],
)
def test_outputs(tmp_path, name, value, expected, secret):
    document = small()
    component(document, "hubwarden-prod")["outputs"] = {name: value}
    path = write(tmp_path, document)
    report = judge(f"state:{path}")
    assert [one.outcome for one in report.results if one.rule.id == "NH201"] == [expected]
    (output,) = open_source(f"state:{path}", None, None).outputs
    assert output.secret is secret
    for options in (["--verbose"], ["--format", "json"]):
        assert MARK not in run(f"state:{path}", *options).output


def strings(value, path=()):
    """Yield the path of every text below a value."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from strings(part, (*path, key))


def planted(value, count):
    """Return a copy with a secret in clear for every text."""
    if isinstance(value, str):
        count.append(value)
        return envelope(f"{MARK}{len(count)}")
    if isinstance(value, dict):
        return {key: planted(part, count) for key, part in value.items()}
    return [planted(one, count) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("options", [["--verbose"], ["--format", "json"]], ids=["text", "json"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("whole", [False, True])
def test_no_secret_comes_out(request, tmp_path, kind, options, whole):
    document, count = load(PROD[kind]), []
    for one in resources(document):
        for part in ("inputs", "outputs"):
            if whole:
                one[part] = {
                    key: envelope({"a": [MARK], MARK: f"{MARK}{count.append(key)}"})
                    for key in one.get(part) or {}
                }
            else:
                one[part] = planted(one.get(part) or {}, count)
    assert len(count) > 200
    caplog, capfd = (request.getfixturevalue(name) for name in ("caplog", "capfd"))
    caplog.set_level(logging.DEBUG)
    result = run(f"{kind}:{write(tmp_path, document)}", *options)
    assert result.exit_code in (1, 3)
    shown = [result.output, caplog.text, *capfd.readouterr()]
    assert MARK not in "".join(shown)


def test_no_secret_comes_out_of_a_document_that_is_refused(tmp_path):
    for path in ("urn", "type", "custom", "inputs", "id", "stackTrace", "propertyDependencies"):
        for value in (MARK, [MARK], {MARK: MARK}, [{"sourcePosition": [MARK]}], 4711):
            for kind in KINDS:
                document = small(kind)
                named(document, "shop.hub")[path] = value
                result = run(f"{kind}:{write(tmp_path, document)}")
                assert MARK not in result.output or (path, value) in (("type", MARK), ("id", MARK))


def test_a_secret_that_no_rule_may_see_is_unknown_and_nothing_passes_by_it(tmp_path):
    document = load("state-prod")
    inputs = named(document, "namespace")["inputs"]
    for key in ("sku", "networkAcls", "tags"):
        inputs[key] = envelope(inputs[key])
    report = judged(tmp_path, "state", document)
    assert not report.having(Outcome.FAIL)
    assert {"NH401", "NH501", "NH602"} <= unsure(report)


def test_the_environment_as_a_secret_is_no_missing_claim(tmp_path):
    document = load("state-prod")
    component(document, "environment")["inputs"]["hubwarden"]["environment"] = encrypted()
    report = judged(tmp_path, "state", document)
    assert unsure(report) == {"NH302"}


@pytest.mark.parametrize("part", ["inputs", "outputs"])
@pytest.mark.parametrize("kind", KINDS)
def test_inputs_or_outputs_that_are_one_secret(tmp_path, kind, part):
    document = small(kind)
    named(document, "namespace")[part] = encrypted()
    assert "its inputs or outputs are one secret" in str(refused(tmp_path, kind, document))


@pytest.mark.parametrize("inputs", [None, {}])
@pytest.mark.parametrize("kind", KINDS)
def test_a_resource_without_inputs_is_a_gap(tmp_path, kind, inputs):
    document = load(PROD[kind])
    named(document, "shop.hub")["inputs"] = inputs
    report = judged(tmp_path, kind, document)
    assert [(gap.what, gap.reason) for gap in report.gaps] == [
        ("azure-native:notificationhubs:NotificationHub shop.hub", "its inputs are not told")
    ]
    assert report.incomplete


# Malformed files.


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", ":1: is no JSON"),
        (b"\n\n{]", ":3: is no JSON"),
        (b'{"version": 3,\n"deployment', ":2: is no JSON"),
        (b"NaN", ":1: is no JSON"),
        (b"\x00\x01\x02", ":1: is no JSON"),
        (
            b'{"steps": [{"op": "\xff"}], "deployment": {"resources": [{"urn": "\xff"}]}}',
            ": is not UTF-8 text",
        ),
        (b'{"version": 3}\n{"version": 3}\n', ":2: goes on after the document"),
        (b"[]", ":1: expected object, got array"),
        (b"null", ":1: expected object, got null"),
        (b'"text"', ":1: expected object, got str"),
        (b"[" * 100_000, ""),
        (b'{"a":' * 100_000, ": is nested too deeply"),
        (b'{"steps":1, "deployment":1, "x": "a\x01"', ""),
        (b'{"x": "a\x01", "steps": 1, "deployment": 1}', ""),
        ("{}".encode("utf-16"), ":1: is no JSON"),
        (b'{"a": "\\ud800"}', ""),
    ],
    ids=range(16),
)
def test_no_document(tmp_path, kind, text, message):
    error = refused(tmp_path, kind, text)
    assert message in str(error)
    assert error.file


@pytest.mark.parametrize("kind", KINDS)
def test_no_file(tmp_path, kind):
    for path in (tmp_path, tmp_path / "none", tmp_path / ("a" * 300), BASELINE / "x"):
        with pytest.raises(InputError, match="cannot be read"):
            open_source(f"{kind}:{path}", None, None)
        assert run(f"{kind}:{path}").exit_code == 2


@pytest.mark.parametrize("kind", KINDS)
def test_events_are_no_document(tmp_path, kind):
    error = refused(tmp_path, kind, (DATA / "events-first-test.jsonl").read_bytes())
    assert "goes on after the document" in str(error)
    assert "stream of events" in error.hint
    first = (DATA / "events-first-test.jsonl").read_bytes().splitlines()[0]
    assert f"is no {kind}" in str(refused(tmp_path, kind, first))


@pytest.mark.parametrize(("kind", "other"), [("preview", "state"), ("state", "preview")])
def test_the_one_given_as_the_other(tmp_path, kind, other):
    for document in (small(other), {"version": 3, "checkpoint": {}} if other == "state" else None):
        if document:
            error = refused(tmp_path, kind, document)
            assert f"is no {kind}" in str(error)
            assert f"use {other}:FILE" in error.hint


@pytest.mark.parametrize("kind", KINDS)
def test_any_other_json_is_told_how_to_write_one(tmp_path, kind):
    for document in ({}, {"a": 1}, {"version": 3}, {"result": "succeeded", "resources": []}):
        error = refused(tmp_path, kind, document)
        assert f"is no {kind}" in str(error)
        assert "write it with: pulumi" in error.hint


WRONG = {
    "urn": (1, "expected str, got int"),
    "type": (None, "expected str, got null"),
    "custom": ("yes", "expected bool, got str"),
    "id": ([MARK], "expected str, got array"),
    "inputs": (MARK, "expected object | null, got str"),
    "protect": (MARK, "expected bool, got str"),
    "propertyDependencies": ({MARK: MARK}, "expected array | null, got str"),
    "stackTrace": ([MARK], "expected object, got str"),
    "initErrors": ([1], "expected str, got int"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("field", WRONG)
def test_a_value_of_the_wrong_type_is_told_with_line_and_field(tmp_path, kind, field):
    value, message = WRONG[field]
    document = small(kind)
    one = named(document, "shop.hub")
    index = resources(document).index(one)
    one[field] = value
    error = refused(tmp_path, kind, document)
    assert message in str(error)
    base = f"steps.{index}.newState" if kind == "preview" else f"deployment.resources.{index}"
    assert error.field.startswith(f"{base}.{field}")
    lines = (tmp_path / "document.json").read_text().splitlines()
    assert f'"{field}"' in lines[error.line - 1] or field in ("stackTrace", "initErrors")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("field", ["urn", "type", "custom"])
def test_a_field_that_is_missing(tmp_path, kind, field):
    document = small(kind)
    del named(document, "shop.hub")[field]
    error = refused(tmp_path, kind, document)
    assert f"object missing {field}" in str(error)
    assert error.line


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "urn", ["", "text", "urn:pulumi:prod", "urn:other:prod::p::t::n", "::::::"]
)
def test_no_urn(tmp_path, kind, urn):
    document = small(kind)
    named(document, "shop.hub")["urn"] = urn
    error = refused(tmp_path, kind, document)
    assert "is no URN" in str(error)
    assert error.field.endswith(".urn")
    line = (tmp_path / "document.json").read_text().splitlines()[error.line - 1]
    assert f'"urn": "{urn}"' in line


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", ["inputs", "outputs"])
@pytest.mark.parametrize("secret", [False, True])
def test_values_that_are_nested_too_deeply(tmp_path, kind, part, secret):
    for depth in (110, 200, 480, 900):
        value = "x"
        for index in range(depth):
            value = {"a": value} if index % 2 else [value]
        document = small(kind)
        owner = named(document, "shop.hub")
        owner[part] = {"apnsCredential": envelope(value) if secret else value}
        text = json.dumps(document)
        assert "is nested too deeply" in str(refused(tmp_path, kind, text.encode()))


@pytest.mark.parametrize("kind", KINDS)
def test_two_stacks_in_one_document(tmp_path, kind):
    document = small(kind)
    one = named(document, "namespace")
    one["urn"] = one["urn"].replace(":prod::", ":test::")
    assert "holds resources of several stacks" in str(refused(tmp_path, kind, document))


@pytest.mark.parametrize("kind", KINDS)
def test_places_that_are_none(tmp_path, kind):
    document = small(kind)
    one = named(document, "namespace")
    for position in (
        f"project:///a.py#{'9' * 5000}",
        "project:///a.py",
        "a.py#1",
        "",
        "project:///../a#1",
    ):
        one["sourcePosition"] = position
        one["stackTrace"] = [{}, {"sourcePosition": position}]
        (namespace,) = estate(tmp_path, kind, document).namespaces
        assert str(namespace.origin.location).endswith("document.json")
    one["stackTrace"] = [
        {"sourcePosition": "project:///x/site-packages/a.py#1"},
        {"sourcePosition": "project:///a.py#7,3"},
    ]
    (namespace,) = estate(tmp_path, kind, document).namespaces
    assert str(namespace.origin.location) == "a.py:7"


def test_a_byte_order_mark_is_passed_over_and_is_part_of_the_digest(tmp_path):
    for kind in KINDS:
        plain = json.dumps(small(kind)).encode()
        one = estate(tmp_path, kind, plain)
        other = estate(tmp_path, kind, b"\xef\xbb\xbf" + plain)
        assert [hub.id for hub in one.hubs] == [hub.id for hub in other.hubs]
        assert one.sources[0].digest != other.sources[0].digest
        assert ":2: is no JSON" in str(refused(tmp_path, kind, b"\xef\xbb\xbf\n{]"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_newer_versions_write_is_passed_over(tmp_path, kind):
    document = load(PROD[kind])
    before = verdicts(judged(tmp_path, kind, document))
    document["new"] = {"a": [1, None]}
    for one in resources(document):
        one |= {"new": [{}], "initErrors": None, "outputs": one.get("outputs"), "x": None}
        one["stackTrace"] = [{}, *(one.get("stackTrace") or []), {"new": 1}]
        one["propertyDependencies"] = {
            key: value or None for key, value in (one.get("propertyDependencies") or {}).items()
        }
    assert verdicts(judged(tmp_path, kind, document)) == before


# Whatever is done to a document, the command ends as it means to.

SMALL = {kind: small(kind) for kind in KINDS}


def paths(value, here=()):
    if here:
        yield here
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(part, (*here, key))


PATHS = [(kind, path) for kind in KINDS for path in paths(SMALL[kind])]
URNS = [one["urn"] for one in resources(SMALL["state"])]
STRANGE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "x", "{", "/", "a/b/c", "[secret]", "\x1b[2J\n", "same", "delete"])
    | st.sampled_from(["04da6b54-80e4-46f7-96ec-b56ff0331ba9", *URNS])
    | st.sampled_from([envelope("x"), envelope({"name": "x"}), encrypted(), envelope([None])]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "rights", "hubwarden", "token", ""]), inner)
    ),
    max_leaves=5,
)
QUICK = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@QUICK
@given(changes=st.lists(st.tuples(st.integers(0, len(PATHS) - 1), STRANGE), min_size=1, max_size=3))
def test_mutated_documents(tmp_path, changes):
    kind = PATHS[changes[0][0]][0]
    document = json.loads(json.dumps(SMALL[kind]))
    for index, value in changes:
        its, path = PATHS[index]
        place = document
        try:
            for key in path[:-1] if its == kind else ():
                place = place[key]
            place[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # Another change took it away.
    run(f"{kind}:{write(tmp_path, document)}")


@QUICK
@given(data=st.data(), kind=st.sampled_from(KINDS))
def test_damaged_texts(tmp_path, data, kind):
    text = bytearray(json.dumps(SMALL[kind]).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        text[at : at + data.draw(st.integers(0, 30))] = data.draw(
            st.sampled_from([b"", b"{", b"]", b'"', b"\xff", b"null", b"\\u", b"[" * 300])
            | st.binary(max_size=4)
        )
    run(f"{kind}:{write(tmp_path, bytes(text))}")


@QUICK
@given(raw=st.binary(max_size=60), kind=st.sampled_from(KINDS))
def test_any_bytes(tmp_path, raw, kind):
    refused(tmp_path, kind, raw)
