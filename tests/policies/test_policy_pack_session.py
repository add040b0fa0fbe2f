"""The pack over a whole run: order, repetition, threads, and its own process with the real protocol."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from pack_driver import (
    CANARY,
    UNKNOWN,
    Pack,
    Shown,
    ended,
    example,
    of,
    secret,
    started,
    without,
)
from pulumi.runtime.proto import analyzer_pb2

from hubwarden.discovery import all_rules
from hubwarden.rule import Severity
from hubwarden_policy_pack.policies import DESCRIPTION, policies
from hubwarden_policy_pack.session import Session

HUB = "notificationhubs:NotificationHub"
NAMESPACE = "notificationhubs:Namespace"
SANDBOX = "https://api.development.push.apple.com:443/3/device"
SECRETS = {
    "apnsCredential": ("token", "apnsCertificate", "certificateKey"),
    "fcmV1Credential": ("privateKey",),
    "gcmCredential": ("googleApiKey",),
    "wnsCredential": ("secretKey", "certificateKey", "wnsCertificate"),
    "mpnsCredential": ("mpnsCertificate", "certificateKey"),
    "admCredential": ("clientSecret",),
    "baiduCredential": ("baiduApiKey", "baiduSecretKey"),
    "browserCredential": ("vapidPrivateKey",),
    "xiaomiCredential": ("appSecret",),
}


def full_of_secrets(wrap):
    """Return our stack with a canary in every secret, and much that is wrong."""
    resources = example()
    hub = of(resources, HUB)
    hub.inputs["apnsCredential"]["endpoint"] = SANDBOX
    hub.inputs["apnsCredential"]["keyId"] = "x"
    for key, fields in SECRETS.items():
        value = hub.inputs.setdefault(key, {})
        value.update({each: wrap(f"{CANARY}-{key}") for each in fields})
    space = of(resources, NAMESPACE)
    space.inputs["pnsCredentials"] = {
        key: dict.fromkeys(fields, wrap(CANARY)) for key, fields in SECRETS.items()
    }
    rule = of(resources, "AuthorizationRule")
    rule.inputs |= {
        "primaryKey": wrap(CANARY),
        "secondaryKey": wrap(CANARY),
        "rights": wrap(["Manage"]),
    }
    kept = of(resources, "keyvault:Secret")
    kept.inputs["properties"] = {"value": wrap(CANARY)}
    root = of(resources, "pulumi:Stack")
    root.outputs = {
        "key": wrap(f"Endpoint=sb://x/;SharedAccessKey={CANARY}"),
        "other": wrap(CANARY),
    }
    strange = Shown(
        "azure-native:notificationhubs:NotificationHub",
        "strange",
        dict.fromkeys(SECRETS, wrap(CANARY)),
    )
    return [*without(resources, "monitor:MetricAlert", "ManagementLockByScope"), strange]


# -- In this process


def test_no_message_holds_a_secret():
    known = Pack().run(full_of_secrets(lambda value: value))
    assert len(known) > 10
    assert CANARY not in str(known)


def test_a_mistake_in_the_midst_of_secrets_tells_none(monkeypatch):
    def judge(_self, resources, _rules):
        raise RuntimeError(str([resource.inputs for resource in resources]))

    monkeypatch.setattr(Session, "_judge", judge)
    known = Pack().run(full_of_secrets(lambda value: value))
    assert {item.policy for item in known} == {"hubwarden", "hubwarden-stack"}
    assert CANARY not in str(known)


def test_a_resource_that_is_shown_again_is_judged_anew():
    pack = Pack()
    resources = example()
    for resource in resources:
        assert pack.analyze(resource) == []
    hub = of(resources, HUB)
    bad = hub.but(apnsCredential={**hub.inputs["apnsCredential"], "endpoint": SANDBOX})
    assert [item.policy[:5] for item in pack.analyze(bad)] == ["nh301"]
    assert [item.policy[:5] for item in pack.analyze(bad)] == ["nh301"]
    assert pack.analyze(hub) == []
    assert pack.analyze_stack(resources) == []


def test_what_was_open_and_was_shown_again_is_not_told_twice():
    pack = Pack()
    resources = example()
    hub = of(resources, HUB)
    bad = hub.inputs["apnsCredential"] | {"endpoint": SANDBOX}
    for resource in resources:
        pack.analyze(resource)
    assert pack.analyze(hub.but(apnsCredential=bad | {"endpoint": UNKNOWN})) == []
    assert [item.policy[:5] for item in pack.analyze(hub.but(apnsCredential=bad))] == ["nh301"]
    assert pack.analyze_stack(resources) == []


def test_the_stack_is_judged_anew_each_time():
    pack = Pack()
    resources = example()
    assert pack.run(resources) == []
    less = without(resources, "ManagementLockByScope")
    assert [item.policy[:5] for item in pack.analyze_stack(less)] == ["nh601"]
    assert pack.analyze_stack(resources) == []


def test_what_is_deleted_is_not_judged():
    pack = Pack()
    resources = example()
    gone = Shown(
        "azure-native:notificationhubs:NotificationHub",
        "gone",
        {**of(resources, HUB).inputs, "notificationHubName": "gone"},
    )
    for item in [*resources, gone]:
        pack.analyze(item)
    assert pack.analyze_stack(resources) == []
    assert "gone" in str(pack.analyze_stack([*resources, gone]))


@pytest.mark.parametrize("backwards", [True, False])
def test_two_resources_of_one_name_are_kept_apart(backwards):
    """Logical names are unique within a type of parent only, and with them symbols for names."""
    root = of(example(), "pulumi:Stack")
    known = {"resourceGroupName": UNKNOWN, "namespaceName": UNKNOWN, "notificationHubName": UNKNOWN}
    start = "urn:pulumi:prod::shop::acme:index:"
    kind = "azure-native:notificationhubs:NotificationHub"
    legacy = {"endpoint": UNKNOWN, "token": CANARY}
    hubs = [
        Shown(kind, "hub", {**known, "apnsCredential": legacy}, urn=f"{start}One${kind}::hub"),
        Shown(kind, "hub", {**known, "gcmCredential": {}}, urn=f"{start}Two${kind}::hub"),
    ]
    shown = [root, *(hubs[::-1] if backwards else hubs)]
    pack = Pack()
    for item in shown:
        pack.analyze(item)
    assert "NH103" in str(pack.analyze_stack(shown))


def test_policies_may_be_switched_off_one_by_one():
    hub = of(example(), HUB)
    bad = hub.but(apnsCredential={**hub.inputs["apnsCredential"], "endpoint": SANDBOX})
    worse = bad.but(gcmCredential={"googleApiKey": CANARY})
    pack = Pack()
    assert [item.policy[:5] for item in pack.analyze(worse)] == ["nh106", "nh301"]
    (name,) = [policy.name for policy in pack.policies if policy.name.startswith("nh106")]
    pack.enforce(**{name: analyzer_pb2.DISABLED})
    assert [item.policy[:5] for item in pack.analyze(worse)] == ["nh301"]
    pack.enforce(**{name: analyzer_pb2.ADVISORY})
    found = [(item.policy[:5], item.blocks) for item in pack.analyze(worse)]
    assert found == [("nh106", False), ("nh301", True)]
    # There is nothing to remediate with, so that it blocks.
    pack.enforce(**{name: analyzer_pb2.REMEDIATE})
    assert all(item.blocks for item in pack.analyze(worse))


def in_threads(pack, resources):
    """Show components first, as the engine does, and what is in them all at once."""
    known = [item for each in resources if not each.custom for item in pack.analyze(each)]
    with ThreadPoolExecutor(4) as threads:
        found = threads.map(pack.analyze, [resource for resource in resources if resource.custom])
        return known + [item for each in found for item in each]


def test_four_threads_get_the_verdicts_of_one():
    resources = full_of_secrets(lambda value: value)
    expected = Pack().run(resources)
    pack = Pack()
    known = in_threads(pack, resources) + pack.analyze_stack(resources)
    assert known == expected


# -- In its own process


def test_the_pack_says_what_it_is():
    with started() as pack:
        info = pack.info()
        assert (info.name, info.displayName, info.supportsConfig) == (
            "hubwarden",
            "Hubwarden",
            True,
        )
        assert info.description == DESCRIPTION
        assert [policy.name for policy in info.policies] == [policy.name for policy in policies()]
        kinds = {policy.policy_type for policy in info.policies}
        assert kinds == {analyzer_pb2.POLICY_TYPE_RESOURCE, analyzer_pb2.POLICY_TYPE_STACK}
        schemas = [policy.name for policy in info.policies if policy.configSchema.properties.fields]
        assert schemas == ["hubwarden"]
        assert ended(pack) == ("", "")


@pytest.mark.parametrize("deployed", [True, False])
def test_over_the_protocol_a_good_stack_passes(deployed):
    with started() as pack:
        pack.configure(level="low")
        known = pack.run(example(deployed=deployed))
        assert {item.policy for item in known} == (
            set() if deployed else {"hubwarden-stack-advice"}
        )
        assert ended(pack) == ("", "")


def test_over_the_protocol_secrets_stay_secret():
    resources = full_of_secrets(secret)
    with started() as pack:
        pack.configure(level="low")
        known = pack.run(resources)
        printed = ended(pack)
    plain = Pack().run(full_of_secrets(lambda value: value))
    assert [(item.policy, item.blocks, item.urn) for item in known] == [
        (item.policy, item.blocks, item.urn) for item in plain
    ]
    assert CANARY not in str(known)
    assert printed == ("", "")


def test_over_the_protocol_configuration_and_failure_are_told(tmp_path):
    (tmp_path / "baseline.yaml").write_text("version: 1\nwrong: yes\n", encoding="utf-8")
    hub = of(full_of_secrets(secret), HUB)
    with started() as pack:
        pack.configure(baseline=str(tmp_path / "baseline.yaml"))
        (item,) = pack.analyze(hub)
        assert "baseline.yaml:2: wrong: is not known here" in item.text
        assert item.blocks
        pack.configure(level="critical", environment="sandbox")
        known = pack.analyze(hub)
        critical = {rule.id for rule in all_rules() if rule.severity is Severity.CRITICAL}
        assert {item.policy[:5].upper() for item in known if item.blocks} <= critical
        assert "NH105" in str([item for item in known if not item.blocks])
        broken = Shown(hub.type, "broken", {"tags": secret(CANARY)}, urn="no urn")
        (item,) = pack.analyze(broken)
        assert "Hubwarden failed with ValueError in parse_urn" in item.text
        assert item.blocks
        assert CANARY not in str(known) + item.text
        assert ended(pack) == ("", "")


def test_over_the_protocol_four_threads_get_the_verdicts_of_one():
    resources = full_of_secrets(secret)
    with started() as pack:
        known = in_threads(pack, resources) + pack.analyze_stack(resources)
        assert ended(pack) == ("", "")
    expected = Pack().run(full_of_secrets(lambda value: value))
    assert [(item.policy, item.urn) for item in known] == [
        (item.policy, item.urn) for item in expected
    ]
