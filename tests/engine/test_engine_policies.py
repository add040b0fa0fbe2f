"""The policy pack, run by the real engine: what it blocks is what the auditor calls a violation."""

import json
import re
from datetime import UTC, date, datetime

import pytest
from deploying import PASSPHRASE, SECRETS, TOP, Project

import push_files
from hubwarden.commands.check import check
from hubwarden.commands.composition import compose
from hubwarden.report import Outcome
from hubwarden.rule import Severity

SANDBOX_ENDPOINT = "https://api.development.push.apple.com:443/3/device"
ALSO = {
    "shop-apnsCertificate": push_files.certificate(until=datetime(2099, 1, 1, tzinfo=UTC)),
    "shop-apnsCertificatePassword": push_files.PASSWORD,
    "shop-fcmLegacyKey": "canary-legacy-key",
}
MALFORMED = {
    "shop-apnsToken": (push_files.signing_key_file("shop"), "NH114"),
    "shop-fcmPrivateKey": ("@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/s)", "NH118"),
}
CERTIFICATE = {"mode": "certificate", "thumbprint": "0123456789ABCDEF0123456789ABCDEF01234567"}
EVERY_RIGHT = ["Listen", "Send", "Manage"]

BAD = {
    "wrong APNs environment": ({"apps.shop.apns.endpoint": SANDBOX_ENDPOINT}, "NH301"),
    "certificate instead of a token": ({"apps.shop.apns": CERTIFICATE}, "NH101"),
    "Manage for a run-time consumer": (
        {"apps.shop.consumers.orders.rights": EVERY_RIGHT},
        "NH202",
    ),
    "Free tier": ({"tier": "Free"}, "NH501"),
    "Basic tier": ({"tier": "Basic"}, "NH502"),
    "no diagnostic setting": ({"logs": None}, "NH503"),
    "no alert": ({"alerts": None}, "NH505"),
    "one concern without an alert": ({"alerts.watch": ["authentication"]}, "NH505"),
    "legacy FCM": ({"apps.shop.fcmLegacy": {}}, "NH106"),
    "open network": ({"network": None}, "NH401"),
    "no lock": ({"lock": False}, "NH601"),
}


@pytest.fixture(scope="session")
def prepared(engine, tmp_path_factory):
    """Return the program with both stacks made, in a backend that nothing was deployed from."""
    project = Project.copied(tmp_path_factory.mktemp("prepared") / "all", "http://127.0.0.1:9")
    for stack in ("prod", "test"):
        project.begin(stack, {**SECRETS, **ALSO} if stack == "prod" else SECRETS)
    return project


@pytest.fixture
def copy(prepared, tmp_path, azure):
    return prepared.again(tmp_path / "copy", azure.url)


def blocked(ended):
    """Return the ids of the rules that block, from what the engine printed."""
    return _ids(ended, "mandatory")


def advised(ended):
    """Return the ids of the rules that are told as advice."""
    return _ids(ended, "advisory")


def _ids(ended, level):
    entries = re.split(r"\n\s+- \[(mandatory|advisory)\]", ended.text)
    known = zip(entries[1::2], entries[2::2], strict=True)
    return {
        id for found, text in known if found == level for id in re.findall(r"(NH\d{3}) \w+:", text)
    }


def violated(project, stack):
    """Return the ids of the rules that the auditor calls violated in the program."""
    report = check(
        compose(
            project.root / "project",
            baseline_file=project.policies / "baseline.yaml",
            as_of=date(2026, 1, 1),
            made_at=datetime(2026, 1, 1, tzinfo=UTC),
            asked_by="tests",
        ),
        (f"program:{stack}",),
    )
    return {
        violation.rule.id
        for violation in report.violations(Severity.LOW)
        if violation.outcome is Outcome.FAIL
    }


def judged(project, stack, *more):
    return project.preview(stack, "--policy-pack", str(project.policies), *more)


@pytest.mark.parametrize("stack", ["prod", "test"])
def test_a_good_stack_passes_from_an_empty_backend(copy, stack):
    ended = judged(copy, stack)
    assert ended.code == 0, ended.text
    assert blocked(ended) == set()


@pytest.mark.parametrize("key", MALFORMED)
def test_a_malformed_credential_is_blocked_before_anything_is_touched(copy, key, monkeypatch):
    secret, rule = MALFORMED[key]
    copy.secret("prod", key, secret)
    ended = judged(copy, "prod")
    assert ended.code != 0
    assert rule in blocked(ended)
    assert not push_files.gives_away(ended.text, [secret])
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", PASSPHRASE)
    assert blocked(ended) == violated(copy, "prod")


@pytest.mark.parametrize("name", BAD)
def test_a_bad_change_is_blocked_with_the_rule_that_the_auditor_names(copy, name, monkeypatch):
    # The pack is shown secrets, so the auditor must see them as well.
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", PASSPHRASE)
    settings, rule = BAD[name]
    for path, value in settings.items():
        copy.setting("prod", path, value)
    ended = judged(copy, "prod")
    assert ended.code != 0, ended.text
    assert rule in blocked(ended)
    assert blocked(ended) == violated(copy, "prod")


def test_a_bad_change_is_blocked_after_a_deployment_too(deployed):
    project = deployed.project
    good = judged(project, "prod")
    assert good.code == 0, good.text
    assert "cannot be judged" not in good.text
    project.setting("prod", "apps.shop.apns.endpoint", SANDBOX_ENDPOINT)
    bad = project.up("prod", "--policy-pack", str(project.policies))
    assert bad.code != 0
    assert "NH301" in bad.text
    hubs = [
        item for item in deployed.azure.dump()["resources"] if item["id"].endswith("-prod-shop")
    ]
    assert SANDBOX_ENDPOINT not in json.dumps(hubs)


def test_a_deployment_passes_with_the_pack(copy):
    up = copy.up("test", "--policy-pack", str(copy.policies))
    assert up.code == 0, up.text[-4000:]
    assert "NH" not in up.err


def test_the_level_and_a_baseline_are_configured(copy, tmp_path):
    copy.setting("prod", "tier", "Basic")
    (copy.policies / "lax.yaml").write_text(
        "version: 1\nenvironments: {production: {match: {stacks: [prod]}, tiers: [Basic], telemetry: optional}}\n",
        encoding="utf-8",
    )
    settings = tmp_path / "pack.json"
    settings.write_text(json.dumps({"hubwarden": {"baseline": "lax.yaml"}}), encoding="utf-8")
    lax = judged(copy, "prod", "--policy-pack-config", str(settings))
    assert "NH502" not in blocked(lax), lax.text
    settings.write_text(json.dumps({"hubwarden": {"level": "critical"}}), encoding="utf-8")
    high = judged(copy, "prod", "--policy-pack-config", str(settings))
    assert high.code == 0, high.text
    assert "NH502" in high.text
    settings.write_text(json.dumps({"hubwarden": {"level": "loud"}}), encoding="utf-8")
    refused = judged(copy, "prod", "--policy-pack-config", str(settings))
    assert refused.code != 0
    assert "level" in refused.text


def test_a_malformed_baseline_blocks_and_names_its_line(copy):
    (copy.policies / "baseline.yaml").write_text("version: 1\nwrong: yes\n", encoding="utf-8")
    ended = judged(copy, "prod")
    assert ended.code != 0
    assert "baseline.yaml:2: wrong: is not known here" in ended.text


def test_the_excerpt_of_the_readme_is_what_the_engine_prints(copy):
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    excerpt = readme.partition("<!-- pack -->\n```\n")[2].partition("```\n<!-- /pack -->")[0]
    assert excerpt
    copy.setting("prod", "apps.shop.consumers.orders.rights", EVERY_RIGHT)
    printed = [line.strip() for line in judged(copy, "prod").text.splitlines()]
    assert [line.strip() for line in excerpt.splitlines() if line.strip() not in printed] == []
