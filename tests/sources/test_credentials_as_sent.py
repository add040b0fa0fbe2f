"""What is judged is what is sent: nothing is cut off or made small, and nothing hidden is shown."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from records import HUB_TYPE, NAMESPACE_TYPE, estate, record

from factories import baseline
from hubwarden.context import EstateContext
from hubwarden.discovery import all_rules
from hubwarden.engine import run
from hubwarden.report import Outcome
from hubwarden.sources.template.template_source import read_template

FIELDS = {
    "apnsCredential": {
        "endpoint": "https://api.push.apple.com:443/3/device",
        "keyId": "7KQ2M9XW4T",
        "appId": "LM83PD5R2C",
        "appName": "com.example.orders",
        "token": "AAAA",
    },
    "fcmV1Credential": {
        "projectId": "orders-prod",
        "clientEmail": "push@orders-prod.iam.gserviceaccount.com",
        "privateKey": "AAAA",
    },
    "wnsCredential": {
        "packageSid": "ms-app://s-1-15-2-1",
        "secretKey": "aGFsZiBvZiBpdA",
        "windowsLiveEndpoint": "https://login.live.com/accesstoken.srf",
    },
    "admCredential": {
        "clientId": "amzn1.application-oa2-client.1",
        "clientSecret": "b3RoZXIgaGFsZg",
        "authTokenUrl": "https://api.amazon.com/auth/O2/token",
    },
    "browserCredential": {
        "subject": "mailto:push@example.com",
        "vapidPublicKey": "AAAA",
        "vapidPrivateKey": "AAAA",
    },
}
PLACES = [(kind, field) for kind, members in FIELDS.items() for field in members]
BAD = {
    "endpoint": "https://api.sandbox.push.apple.com:443/3/device",
    "keyId": "short",
    "appId": "com.example",
    "appName": "*",
    "projectId": "orders-old",
    "clientEmail": "push@other-project.iam.gserviceaccount.com",
    "packageSid": "",
    "windowsLiveEndpoint": "http://login.live.com/accesstoken.srf",
    "clientId": "TODO",
    "authTokenUrl": "https://example.com/token",
    "subject": "push@example.com",
}
SPACES = st.text(" \t\r\n\u00a0\u200b\ufeff", min_size=1, max_size=3)


def judged(found):
    context = EstateContext(
        estate=found,
        baseline=baseline(),
        as_of=date(2026, 1, 1),
        stated_environment="production",
    )
    results = run([rule for rule in all_rules() if rule.topic != "telemetry"], context)
    assert results.crashes == ()
    return results.results


def open_on(changes):
    """Return what is not passed of a hub whose credential fields are changed."""
    properties = {kind: dict(members) for kind, members in FIELDS.items()}
    for (kind, field), value in changes.items():
        properties[kind][field] = value
    found = estate(
        record(NAMESPACE_TYPE, {"sku": {"name": "Standard"}}), record(HUB_TYPE, properties)
    )
    return {
        (result.rule.id, result.field)
        for result in judged(found)
        if result.outcome in (Outcome.FAIL, Outcome.UNDETERMINED)
    }


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PLACES), st.data())
def test_white_space_never_makes_anything_better(place, data):
    kind, field = place
    value = BAD.get(field, FIELDS[kind][field])
    before = open_on({place: value})
    at = data.draw(st.integers(0, len(value)))
    spaced = value[:at] + data.draw(SPACES) + value[at:]
    assert before
    assert len(open_on({place: spaced}) - open_on({})) >= (field in BAD)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([place for place in PLACES if place[1] in BAD]), st.data())
def test_letter_case_never_makes_a_fault_clean(place, data):
    value = BAD[place[1]]
    flips = data.draw(st.lists(st.booleans(), min_size=len(value), max_size=len(value)))
    changed = "".join(
        mark.swapcase() if flip else mark for mark, flip in zip(value, flips, strict=True)
    )
    assert open_on({place: changed}) - open_on({})


@pytest.mark.parametrize(
    "place",
    [place for place in PLACES if place[1] not in ("token", "privateKey", "vapidPublicKey")],
)
@pytest.mark.parametrize("spaced", ["{}\n", " {}", "{}\u200b"])
def test_white_space_around_a_good_value_is_a_finding(place, spaced):
    if place[1] in ("secretKey", "clientSecret", "vapidPrivateKey") and "\u200b" in spaced:
        pytest.skip("of a secret only white space is looked at")
    value = spaced.format(FIELDS[place[0]][place[1]])
    assert open_on({place: value}) - open_on({})


def template(tmp_path, credential, parameters=None, value=None):
    hub = "Microsoft.NotificationHubs/namespaces"
    common = {"apiVersion": "2023-10-01-preview", "location": "westeurope"}
    body = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": parameters or {},
        "resources": [
            {**common, "type": hub, "name": "ns", "sku": {"name": "Standard"}, "properties": {}},
            {
                **common,
                "type": f"{hub}/notificationHubs",
                "name": "ns/h",
                "properties": {"apnsCredential": credential},
            },
        ],
    }
    path = tmp_path / "t.json"
    path.write_text(json.dumps(body))
    given = None
    if value is not None:
        given = tmp_path / "p.json"
        given.write_text(json.dumps({"parameters": {"apple": {"value": value}}}))
    return read_template(path, given, tmp_path)


CANARY = {
    "keyId": "canary-key",
    "appId": "canary-team",
    "appName": "canary.bundle *",
    "token": "canary-token",
    "endpoint": "https://api.sandbox.push.apple.com:443/3/device",
}


def test_names_beside_a_secret_are_judged_and_not_shown(tmp_path):
    found = template(
        tmp_path,
        {"properties": "[parameters('apple')]"},
        {"apple": {"type": "secureObject"}},
        CANARY,
    )
    results = judged(found)
    failed = {result.rule.id for result in results if result.outcome is Outcome.FAIL}
    assert {"NH105", "NH118", "NH125", "NH301"} <= failed
    assert "canary" not in repr(results) + "".join(result.message for result in results)
    (hub,) = found.hubs
    assert "canary" not in f"{hub.credentials.apns.token.key_id}"


BRANCH = (
    "createObject('properties', createObject('endpoint', "
    "'https://api.sandbox.push.apple.com:443/3/device', 'keyId', 'short', 'appId', 'LM83PD5R2C', "
    "'appName', 'com.example.app', 'token', parameters('p8')))"
)


@pytest.mark.parametrize(
    "expression",
    [
        f"[if(empty(parameters('p8')), null(), {BRANCH})]",
        f"[if(not(empty(parameters('p8'))), {BRANCH}, json('null'))]",
        f"[if(equals(parameters('p8'), 'x'), {BRANCH}, createObject())]",
    ],
)
def test_a_credential_of_the_only_branch_that_sets_one_is_judged(tmp_path, expression):
    results = judged(template(tmp_path, expression, {"p8": {"type": "securestring"}}))
    messages = {result.rule.id: result for result in results if result.outcome is Outcome.FAIL}
    assert messages["NH301"].message.startswith("if it is set, its endpoint")
    # Whether there is one at all is still not known.
    (missing,) = [result for result in results if result.rule.id == "NH110"]
    assert missing.outcome is Outcome.UNDETERMINED


def test_a_secret_in_clear_in_the_only_branch_is_seen(tmp_path):
    branch = BRANCH.replace("parameters('p8')", "'canary-token'")
    expression = f"[if(empty(parameters('p8')), null(), {branch})]"
    results = judged(template(tmp_path, expression, {"p8": {"type": "securestring"}}))
    (clear,) = [result for result in results if result.rule.id == "NH109"]
    assert clear.outcome is Outcome.FAIL
    assert "canary" not in repr(results)


PRODUCTION = "https://api.push.apple.com:443/3/device"
OTHER = BRANCH.replace("short", "wrong").replace("LM83PD5R2C", "LM83PD5R2D")
WHICH = {
    "p8": {"type": "securestring"},
    "other": {"type": "securestring"},
    "prod": {"type": "bool"},
}


def outcomes(results):
    found = {}
    for result in results:
        found.setdefault(result.rule.id, set()).add(result.outcome)
    return found


@pytest.mark.parametrize(
    "expression",
    [
        f"[if(parameters('prod'), {BRANCH}, {OTHER})]",
        f"[if(parameters('prod'), {OTHER}, {BRANCH.replace('p8', 'other')})]",
        f"[if(parameters('prod'), {OTHER}, if(equals(parameters('p8'), 'x'), {BRANCH}, {OTHER}))]",
        f"[union({OTHER}, if(parameters('prod'), {BRANCH}, {OTHER}))]",
    ],
)
def test_what_two_branches_agree_on_is_judged(tmp_path, expression):
    found = outcomes(judged(template(tmp_path, expression, WHICH)))
    assert Outcome.FAIL in found["NH301"]  # Both are on the side of the sandbox.
    assert found["NH110"] == {Outcome.PASS}  # There is one either way.
    assert Outcome.UNDETERMINED in found["NH105"]  # The key ids are two.


def test_what_two_branches_disagree_on_is_not_known(tmp_path):
    branch = BRANCH.replace("parameters('p8')", "'bm8ga2V5'")
    real = branch.replace("https://api.sandbox.push.apple.com:443/3/device", PRODUCTION)
    expression = f"[if(parameters('prod'), {real}, {branch})]"
    found = outcomes(judged(template(tmp_path, expression, WHICH)))
    assert found["NH301"] == {Outcome.UNDETERMINED}
    assert found["NH105"] == {Outcome.FAIL}  # The key id is short in both.


def test_of_two_branches_that_set_one_and_one_that_does_not(tmp_path):
    expression = (
        f"[if(parameters('prod'), {BRANCH}, if(equals(parameters('p8'), 'x'), {OTHER}, null()))]"
    )
    results = judged(template(tmp_path, expression, WHICH))
    failed = {
        result.rule.id: result.message for result in results if result.outcome is Outcome.FAIL
    }
    assert failed["NH301"].startswith("if it is set, its endpoint")
    assert outcomes(results)["NH110"] == {Outcome.UNDETERMINED}


@pytest.mark.parametrize("clear", ["BOTH", "FIRST", "SECOND"])
def test_no_branch_hides_that_the_other_is_in_clear(tmp_path, clear):
    written = BRANCH.replace("parameters('p8')", "'canary-token'")
    first, second = (
        written if clear in ("BOTH", which) else BRANCH for which in ("FIRST", "SECOND")
    )
    expression = f"[if(parameters('prod'), {first}, {second.replace('short', 'other')})]"
    results = judged(template(tmp_path, expression, WHICH))
    assert Outcome.PASS not in outcomes(results)["NH109"]
    assert "canary" not in repr(results)
