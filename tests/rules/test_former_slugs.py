"""A rule that was renamed is found by its former name wherever the user may name a rule."""

from datetime import date
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from hubwarden.cli import main
from hubwarden.commands.rule_choice import left_out
from hubwarden.discovery import all_rules, find_rule
from hubwarden.docs import page
from hubwarden.errors import InputError, UsageError
from hubwarden.policy.baseline import load
from hubwarden.policy.waiver_reading import load_waivers
from hubwarden_policy_pack.analyzer import Analyzer

RENAMED = [(rule, former) for rule in all_rules() for former in rule.former_slugs]
WAIVER = """\
version: 1
waivers:
  - rule: {rule}
    resource: "*/shop"
    reason: old
    owner: team
    ticket: T-1
    expires: 2026-12-01
"""

each = pytest.mark.parametrize(("rule", "former"), RENAMED, ids=[name for _, name in RENAMED])


def test_the_rules_that_were_renamed():
    names = {former: rule.slug for rule, former in RENAMED}
    assert names == {"free-tier": "tier-not-allowed", "mpns": "mpns-credential"}


@each
def test_commands_take_it(rule, former):
    assert find_rule(former.upper()) is rule
    said = CliRunner().invoke(main, ["explain", former])
    assert said.exit_code == 0
    assert f"# {rule.id} {rule.slug}" in said.output
    assert f"Former name, still accepted: `{former}`." in page(rule)
    assert left_out([], [former]) == {rule.id}
    assert rule.id not in left_out([former], [])


@each
def test_waivers_take_it(rule, former, tmp_path):
    baseline = load(None).baseline
    slugs = {slug: known.id for known in all_rules() for slug in known.slugs}
    severities = {known.id: known.severity for known in all_rules()}

    def read(name):
        (tmp_path / "waivers.yaml").write_text(WAIVER.format(rule=name), encoding="utf-8")
        path, day = tmp_path / "waivers.yaml", date(2026, 11, 1)
        return load_waivers(path, severities, baseline, day, slugs=slugs)

    assert [waiver.rule for waiver in read(former).items] == [rule.id]
    assert [waiver.rule for waiver in read(rule.slug).items] == [rule.id]
    with pytest.raises(InputError, match="there is no rule"):
        read(f"{former}-x")


@each
def test_the_pack_takes_it(rule, former, tmp_path):
    analyzer = Analyzer(tmp_path)
    (policy,) = [policy for policy in analyzer.policies if policy.rule == rule.id]

    def level(name):
        config = {name: SimpleNamespace(enforcementLevel=0)}
        analyzer.Configure(SimpleNamespace(policyConfig=config))
        return analyzer._level(policy)

    assert policy.name == f"{rule.id.lower()}-{rule.slug}"
    assert level(policy.name) == level(f"{rule.id.lower()}-{former}") == 0
    assert level(f"{rule.id.lower()}-other") == policy.level != 0


def test_a_name_that_no_rule_has_or_had_leads_to_the_nearest():
    said = CliRunner().invoke(main, ["explain", "tier-not-alowed"])
    assert said.exit_code == 2
    assert "nearest: tier-not-allowed" in said.output
    with pytest.raises(UsageError) as caught:
        left_out(["free-teir"], [])
    assert "nearest: free-tier" in caught.value.hint
