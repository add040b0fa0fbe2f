"""Whatever secret Azure answers with, and wherever people put one: none is in a save, a report or a log."""

import logging

import pytest
from click.testing import CliRunner

from hubwarden.cli import main
from hubwarden.sources.push_credentials import SECRET_MEMBERS
from hubwarden_local_azure import Principal, Subscription, Tenant, running
from local_azure.arm_client import (
    BODIES,
    GROUP,
    HUB,
    INSIGHTS,
    NAMESPACE,
    SUBSCRIPTION,
    hub,
    version_of,
)
from sources.azure.conftest import SIGN_IN
from sources.azure.scripted_azure import CANARY, rule

READER = Principal(
    "00000000-0000-0000-0000-0000000000f1",
    "reader",
    client_id="00000000-0000-0000-0000-0000000000f2",
    secret=f"{CANARY}OfThePrincipal",
)
TENANT = Tenant(principals=(READER,), subscriptions=(Subscription(SUBSCRIPTION.split("/")[2]),))
OWNER = "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
NAMES = {
    "apnsCredential": {"endpoint": "https://api.push.apple.com:443/3/device", "appName": "a.b"},
    "mpnsCredential": {"thumbprint": "AB" * 20},
    "admCredential": {"clientId": "a", "authTokenUrl": "https://api.amazon.com/auth/O2/token"},
    "baiduCredential": {"baiduEndPoint": "https://channel.api.duapp.com/rest/2.0/channel/channel"},
    "browserCredential": {"subject": "mailto:a@b.c", "vapidPublicKey": "k"},
    "fcmV1Credential": {"clientEmail": "a@b", "projectId": "shop"},
    "wnsCredential": {"packageSid": "ms-app://s-1"},
}
SERVICES = {
    path: NAMES.get(path, {}) | {member: f"{CANARY}Of{path}{member}" for member in members}
    for path, members in SECRET_MEMBERS.items()
}
# A certificate or a key, and not both at once.
del SERVICES["apnsCredential"]["token"]
KEY = "SharedAccessKey=c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0MTI="
HOSTILE = f"</b>\"'{{x}}\u202e{KEY}"


@pytest.fixture(scope="module")
def azure(tmp_path_factory):
    """Serve an estate with a secret at every place that may hold one."""
    ca_file = tmp_path_factory.mktemp("azure") / "ca.pem"
    with running(ca_file=ca_file, tenant=TENANT) as server, pytest.MonkeyPatch.context() as patch:
        for name in SIGN_IN:
            patch.delenv(name, raising=False)
        patch.setenv("AZURE_TENANT_ID", TENANT.id)
        patch.setenv("AZURE_CLIENT_ID", READER.client_id)
        patch.setenv("AZURE_CLIENT_SECRET", READER.secret)
        patch.setenv("ARM_METADATA_HOSTNAME", server.url.removeprefix("https://"))
        patch.setenv("REQUESTS_CA_BUNDLE", str(ca_file))
        for id, body in BODIES.items():
            server.add(id, body, version_of(id))
        bodies = {path.removesuffix("Credential"): members for path, members in SERVICES.items()}
        tags = {"note": KEY, "hint": f"it is {CANARY}OfgcmCredentialgoogleApiKey", "owner": HOSTILE}
        server.add(HUB, {**hub(**bodies), "tags": tags}, version_of(HUB))
        token = {"token": f"{CANARY}OfApple", "endpoint": "x", "keyId": KEY, "appId": HOSTILE}
        server.add(f"{HUB}-2", hub(apns={**token, "appName": "a.b"}), version_of(HUB))
        receiver = {
            "name": "x",
            "serviceUri": f"https://a.b/?sig={CANARY}",
            "useCommonAlertSchema": True,
        }
        group = {"groupShortName": "push", "enabled": True, "webhookReceivers": [receiver]}
        id = f"{INSIGHTS}/actionGroups/shop-ag"
        server.add(id, {"location": "global", "properties": group}, version_of(id))
        given = (
            f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/{READER.id[:-2]}f3"
        )
        properties = {"roleDefinitionId": OWNER, "principalId": READER.id}
        server.add(given, {"properties": properties}, "2022-04-01")
        yield server


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    ended = CliRunner().invoke(main, [*arguments, "--with-credentials", "--save", "save"])
    assert ended.exit_code in (0, 1, 3), ended.output
    return ended.output


@pytest.mark.parametrize("command", ["check", "inventory", "drift"])
def test_no_secret_is_anywhere(azure, folder, caplog, command):
    caplog.set_level(logging.DEBUG)
    (folder / "a.json").write_text('{"resources": []}', encoding="utf-8")
    declared = ["template:a.json"] if command == "drift" else []
    said = run(command, *declared, f"azure:{GROUP}")
    kept = {path.name: path.read_text("utf-8") for path in (folder / "save").iterdir()}
    assert '"api_key": {' in kept["facts.json"]
    for text in (said, caplog.text, *kept.values()):
        assert CANARY not in text
        assert KEY not in text
        assert "SharedAccessKey=" not in text
    again = CliRunner().invoke(main, [command, *declared, "saved:save"])
    assert CANARY not in again.output
    assert KEY not in again.output
    assert {path.name for path in folder.iterdir()} <= {"save", "a.json"}


def test_what_was_read_is_in_the_save(azure, folder):
    """The test above proves nothing of what was not read."""
    run("check", f"azure:{GROUP}")
    text = (folder / "save" / "facts.json").read_text("utf-8")
    secrets = {f'"secret": {at}' for at in range(1, 9)}
    assert all(item in text for item in secrets)
    assert "it contains a secret, which a save does not keep" in text
    for asked in ("pnscredentials", "actiongroups"):
        assert any(asked in item.path.lower() for item in azure.requests)


def test_keys_that_an_older_version_answers_with(folder, tmp_path):
    """Keys in clear among the answers are known, so that no other text with them is kept."""
    from hubwarden.sources.azure.azure_answers import Answers  # noqa: PLC0415
    from hubwarden.sources.azure.azure_secrets import secrets_of  # noqa: PLC0415
    from hubwarden.sources.azure.call_table import HUB_RULES  # noqa: PLC0415

    answers = Answers({HUB_RULES: [rule(HUB, "backend", "Send")]})
    assert set(secrets_of(answers)) == {f"{CANARY}backend1", f"{CANARY}backend2"}
    answers.credentials[NAMESPACE] = {"properties": {"gcmCredential": {"googleApiKey": "k"}}}
    assert "k" in set(secrets_of(answers))
