"""Secrets in previews and states: what is marked, what is compared, what never comes out."""

import logging

import pytest
from pulumi_documents import (
    DATA,
    KINDS,
    MARK,
    PROD,
    component,
    encrypted,
    envelope,
    estate,
    judge,
    judged,
    load,
    named,
    refused,
    resources,
    rules_with,
    run,
    small,
    unsure,
    write,
)

from hubwarden.report import Outcome
from hubwarden.sources.opening import open_source
from hubwarden.sources.pulumi.wire_values import SECRET, SIGNATURE

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
    assert hub.credentials.apns.in_clear == ()
    assert hub.credentials.apns.token.key
    # What is not key material is quoted by rules, and here it is marked, too.
    assert hub.credentials.apns.unknown["endpoint"]
    assert hub.credentials.apns.token.unknown["team_id"]
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
    assert [result.outcome for result in report.results if result.rule.id == "NH201"] == [expected]
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
    return [planted(item, count) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("options", [["--verbose"], ["--format", "json"]], ids=["text", "json"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("whole", [False, True])
def test_no_secret_comes_out(request, tmp_path, kind, options, whole):
    document, count = load(PROD[kind]), []
    for resource in resources(document):
        for part in ("inputs", "outputs"):
            if whole:
                resource[part] = {
                    key: envelope({"a": [MARK], MARK: f"{MARK}{count.append(key)}"})
                    for key in resource.get(part) or {}
                }
            else:
                resource[part] = planted(resource.get(part) or {}, count)
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
        ("azure-native:notificationhubs:NotificationHub shop.hub", "its inputs are missing")
    ]
    assert report.incomplete


ACCOUNT = f"x@{MARK}.iam.gserviceaccount.com"
QUOTED = {
    "namespace": {"tags": {"environment": f"{MARK}-tag"}},
    "shop.hub": {
        "apnsCredential": {"appName": f"{MARK}.app", "endpoint": f"https://{MARK}"},
        "fcmV1Credential": {"projectId": f"{MARK}-project", "clientEmail": ACCOUNT},
        "browserCredential": {
            "subject": f"mailto:{MARK}",
            "vapidPublicKey": MARK,
            "vapidPrivateKey": MARK,
        },
    },
}
"""What rules quote where it stands in clear."""


def quoting(mark):
    document = load("state-prod")
    for name, inputs in QUOTED.items():
        for key, members in inputs.items():
            marked = {member: mark(value) for member, value in members.items()}
            named(document, name)["inputs"].setdefault(key, {}).update(marked)
    return document


def test_what_rules_quote_is_not_quoted_where_it_is_marked(tmp_path):
    clear = run(f"state:{write(tmp_path, quoting(lambda value: value))}")
    assert "NH116" in clear.output
    assert "NH303" in clear.output
    assert MARK in clear.output
    path = write(tmp_path, quoting(envelope))
    for options in (["--verbose"], ["--format", "json"]):
        marked = run(f"state:{path}", *options)
        assert marked.exit_code == 3
        assert MARK not in marked.output
    report = judge(f"state:{path}")
    assert {"NH116", "NH303"} <= unsure(report)
    assert not report.having(Outcome.FAIL)


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_that_is_marked_as_secret_is_still_nothing(tmp_path, nothing):
    document = load("state-prod")
    hub = named(document, "shop.hub")
    hub["inputs"]["apnsCredential"]["token"] = envelope(nothing)
    report = judged(tmp_path, "state", document)
    assert "NH102" in rules_with(report, Outcome.FAIL)
    setting = named(document, "shop.metrics")
    setting["inputs"]["workspaceId"] = envelope(nothing)
    report = judged(tmp_path, "state", document)
    assert "NH504" in rules_with(report, Outcome.FAIL)
