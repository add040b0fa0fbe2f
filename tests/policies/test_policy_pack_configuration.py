"""What the baseline and the configuration change of the policies."""

import pytest
from pack_driver import (
    UNKNOWN,
    Pack,
    changed,
    example,
    of,
    without,
)
from told_by_pack import ALERT, CERTIFICATE, HUB, NAMESPACE, places, rules, spoilt

# -- Environments


def test_an_environment_that_is_not_matched_blocks_with_a_hint(baseline):
    nowhere = "extends: nothing\nenvironments: {other: {kind: sandbox, apns: sandbox}}\n"
    known = baseline(nowhere).run(example())
    assert {"NH301", "NH501", "NH503"} <= rules(known, blocks=True)
    (item,) = [item for item in known if "NH301" in item.text]
    assert "cannot be judged: no environment of the baseline matches it" in item.text
    assert "under environments.<name>.match" in item.text
    stated = baseline(nowhere, environment="other").run(example())
    assert "environment of the baseline" not in str(stated)


BY_GROUP = """extends: nothing
environments:
  live:
    kind: production
    apns: production
    aliases: [production]
    match: {resource_groups: [lindenmarkt-prod-rg]}
    tiers: [Standard]
    switched_off: [{rule: NH101, reason: old}]
    roles: {device: [Listen], backend: [Send]}
  test: {kind: sandbox, apns: sandbox}
consumers: [{rule: "phones", role: device}]
"""


def test_an_environment_by_a_name_that_is_not_known_yet_blocks_nothing(baseline):
    resources = unclaimed(example(deployed=False))
    pack = baseline(BY_GROUP)
    early = [known for resource in resources for known in pack.analyze(resource)]
    assert early == []
    known = pack.analyze_stack(resources)
    # The name of the group is known from the group itself, once the whole stack is.
    assert not [item for item in known if item.blocks]
    assert rules(known) == {"NH201"}
    free = changed(resources, NAMESPACE, sku={"name": "Free"})
    assert ("hubwarden-stack", "namespace") in places(baseline(BY_GROUP).run(free), "NH501")


def test_what_an_environment_may_do_without_waits_for_the_environment(baseline):
    resources = example(deployed=False)
    hub = of(resources, HUB)
    new = hub.but(apnsCredential=CERTIFICATE)
    known = baseline(BY_GROUP).run([new if resource is hub else resource for resource in resources])
    assert "NH101" not in rules(known)
    on = BY_GROUP.replace("NH101", "NH105")
    known = baseline(on).run([new if resource is hub else resource for resource in resources])
    assert "NH101" in rules(known, blocks=True)


def test_an_environment_by_subscription_is_known_after_the_deployment(baseline):
    text = BY_GROUP.replace(
        "resource_groups: [lindenmarkt-prod-rg]",
        "subscriptions: [11111111-2222-3333-4444-555555555555]",
    )
    first = baseline(text).run(unclaimed(example(deployed=False)))
    assert not [item for item in first if item.blocks]
    assert "NH301" in rules(first)
    assert baseline(text).run(unclaimed(example())) == []
    wrong = text.replace("11111111", "99999999")
    assert "NH301" in rules(baseline(wrong).run(unclaimed(example())), blocks=True)


def unclaimed(resources):
    """Return the resources of a stack that does not say itself what its environment is."""
    of(resources, ":Environment").inputs["hubwarden"].pop("environment")
    return resources


TWO = """extends: nothing
environments:
  live: {kind: production, apns: production, match: {names: ["*-shop"]}}
  test: {kind: sandbox, apns: production, match: {names: ["*-courier"]}}
consumers: [{rule: "phones", role: device}]
"""


def test_two_environments_in_one_stack_are_compared(baseline):
    known = baseline(TWO).run(example())
    assert "NH304" in rules(known, blocks=True)
    assert {policy for policy, _ in places(known, "NH304")} == {"hubwarden-stack"}


# -- Baseline and configuration

OPEN = """
environments: {production: {tiers: [Standard]}}
accepted:
  - {rule: NH102, source: "%s", field: "Credentials.apns", cause: unclear, reason: told elsewhere}
"""


def test_what_is_accepted_for_a_pack_is_not_told(baseline):
    resources, _ = spoilt(HUB, {"apnsCredential": 7})
    assert "NH102" in rules(baseline(OPEN % "program:*").run(resources), blocks=True)
    known = baseline(OPEN % "pack:*").run(resources)
    assert "NH102" not in rules(known)
    assert "NH103" in rules(known, blocks=True)


def test_what_is_provided_elsewhere_is_not_demanded(baseline):
    resources = without(example(), ALERT, "ManagementLockByScope")
    text = "provided_elsewhere: [{kind: alerts, source: '%s', reason: the platform team}]\n"
    assert rules(baseline(text % "program:*").run(resources)) >= {"NH505", "NH601"}
    known = rules(baseline(text % "pack:*").run(resources))
    assert "NH601" in known
    assert "NH505" not in known


def test_an_environment_sets_severities_and_switches_off(baseline):
    text = "environments: {production: {severities: {NH101: {severity: info, reason: y}}, switched_off: [{rule: NH503, reason: x}]}}\n"
    resources, _ = spoilt(HUB, {"apnsCredential": CERTIFICATE})
    known = baseline(text).run(without(resources, "DiagnosticSetting"))
    assert places(known, "NH101") == [("hubwarden-advice", "shop.hub")]
    assert "NH101 info" in str(known)
    assert "NH503" not in rules(known)


@pytest.mark.parametrize("level", ["critical", "CRITICAL"])
def test_what_is_below_the_level_is_advice(level):
    resources, bad = spoilt(NAMESPACE, {"sku": {"name": "Basic"}})
    known = Pack(level=level).run(resources)
    assert places(known, "NH502") == [("hubwarden-advice", bad.name)]
    assert not [item for item in known if item.blocks]


def test_estate_rules_below_the_level_are_advice():
    resources = without(example(), ALERT)
    known = Pack(level="critical").run(resources)
    assert {policy for policy, _ in places(known, "NH505")} == {"hubwarden-stack-advice"}


BAD_SETTINGS = {
    "level": ({"level": "loud"}, "level is not known; info, low, medium, high, critical are"),
    "no such file": ({"baseline": "nowhere.yaml"}, "nowhere.yaml: cannot be read"),
    "a folder": ({"baseline": "."}, "cannot be read"),
    "environment": ({"environment": "moon"}, "no environment moon (it has production, sandbox)"),
}


@pytest.mark.parametrize("name", BAD_SETTINGS)
def test_a_configuration_that_cannot_be_used_blocks_and_says_why(name):
    settings, why = BAD_SETTINGS[name]
    pack = Pack(**settings)
    known = pack.run([of(example(), HUB)])
    assert {item.policy for item in known} == {"hubwarden", "hubwarden-stack"}
    for item in known:
        assert item.blocks
        assert why in item.text


def test_a_malformed_baseline_blocks_and_names_its_line(baseline):
    (item, _) = baseline("wrong: yes\n").run([of(example(), HUB)])
    assert "baseline.yaml:2: wrong: is not known here" in item.text
    assert item.blocks


def test_without_a_baseline_the_packaged_one_holds(tmp_path):
    known = Pack(tmp_path).run(example())
    assert not [item for item in known if item.blocks]


def test_the_baseline_of_another_project_does_not_hold(tmp_path, monkeypatch):
    lenient = "version: 1\nenvironments: {production: {tags: [], tiers: [Basic]}}\n"
    for name in ("shop", "bank"):
        (tmp_path / name / "policies").mkdir(parents=True)
    (tmp_path / "shop/policies/baseline.yaml").write_text(lenient, encoding="utf-8")
    # The engine may run a pack from anywhere, such as the folder of another project.
    monkeypatch.chdir(tmp_path / "shop")
    own = Pack(tmp_path / "shop/policies").run(example())
    other = Pack(tmp_path / "bank/policies").run(example())
    assert "NH501" in rules(own, blocks=True)
    assert {line for item in own for line in item.text.splitlines() if "baseline:" in line} == {
        "baseline: policies/baseline.yaml on top of default"
    }
    assert "NH501" not in rules(other)
    told = Pack(tmp_path / "bank/policies").run(without(example(), ALERT))
    assert "baseline: default" in str(told)
    assert "policies/baseline.yaml" not in str(told)


# -- Waivers


WAIVER = """version: 1
waivers:
  - rule: NH401
    resource: {resource}
    reason: The gateway moves in spring.
    owner: push-team
    ticket: PUSH-7
    expires: {expires}
"""


def opened(tmp_path, resource="lindenmarkt-prod-ns", expires="2999-01-01", name="waivers.yaml"):
    text = WAIVER.format(resource=resource, expires=expires)
    (tmp_path / name).write_text(text, encoding="utf-8")
    return spoilt(NAMESPACE, {"networkAcls": None})[0]


def test_a_waived_violation_does_not_block_and_is_told(baseline, tmp_path):
    known = baseline("").run(opened(tmp_path))
    assert "NH401" not in rules(known, blocks=True)
    (item,) = [item for item in known if "NH401" in item.text]
    assert item.policy == "hubwarden-advice"
    assert "waived until 2999-01-01 (push-team, PUSH-7): The gateway moves in spring." in item.text


def test_an_expired_waiver_and_one_of_another_resource_let_it_block(baseline, tmp_path):
    known = baseline("").run(opened(tmp_path, expires="2020-01-01"))
    assert "NH401" in rules(known, blocks=True)
    assert "its waiver held until 2020-01-01 (push-team, PUSH-7)" in str(known)
    known = baseline("").run(opened(tmp_path, resource="other-ns"))
    assert "NH401" in rules(known, blocks=True)
    assert "its waiver" not in str(known)
    assert "waived until" not in str(known)


def test_a_waiver_does_not_cover_what_the_pack_cannot_judge(baseline, tmp_path):
    opened(tmp_path)
    resources = changed(example(), NAMESPACE, networkAcls=UNKNOWN)
    known = baseline("").run(resources)
    assert "its waiver (push-team, PUSH-7) does not cover what cannot be judged" in str(known)


def test_a_broken_file_of_waivers_blocks(baseline, tmp_path):
    known = baseline("").run(opened(tmp_path, resource="'*'"))
    (item,) = {(item.policy, item.blocks, item.text.splitlines()[-1]) for item in known[:1]}
    assert item[:2] == ("hubwarden", True)
    assert "waivers.0.resource: '*' fits too much" in item[2]


def test_another_file_of_waivers_can_be_named(baseline, tmp_path):
    resources = opened(tmp_path, name="others.yaml")
    assert "NH401" in rules(baseline("").run(resources), blocks=True)
    assert "NH401" not in rules(baseline("", waivers="others.yaml").run(resources), blocks=True)
    known = baseline("", waivers="nowhere.yaml").run(resources)
    assert "nowhere.yaml: cannot be read" in str(known)
