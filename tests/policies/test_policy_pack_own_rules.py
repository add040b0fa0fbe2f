"""The pack asks an organisation's own rules, too: each is a policy of its own."""

import shutil

import pytest
from pack_driver import PACK, Pack, ended, example, started

from own_rules.own_rule_files import rule, write_rules

NOT_FREE = rule(expression="resource.tier == 'Free'", name="namespace-not-free")


@pytest.fixture
def pack(tmp_path):
    """Return the folder of a pack with a rule of its own that the example breaks."""
    shutil.copytree(PACK, tmp_path / "policies")
    write_rules(tmp_path, NOT_FREE)
    return tmp_path / "policies"


def test_an_own_rule_is_a_policy_that_blocks(pack):
    asked = Pack(pack)
    (policy,) = [item for item in asked.policies if item.rule == "ACME001"]
    assert policy.name == "acme001-namespace-not-free"
    assert policy.severity == "medium"
    (told,) = [item for item in asked.run(example()) if "ACME001" in item.text]
    assert told.blocks
    assert told.policy == policy.name
    assert "lindenmarkt-prod-ns has tier Standard" in told.text
    assert "why: The contract says so." in told.text


def test_one_that_holds_says_nothing(pack):
    write_rules(pack.parent, rule())
    assert not [item for item in Pack(pack).run(example()) if "ACME001" in item.text]


def test_one_about_what_no_pack_is_shown_is_no_policy(pack):
    shown = {"examples": {"good": [{}], "bad": [{}], "unknown": [{}]}, "message": "m"}
    write_rules(
        pack.parent,
        rule(judges="change", expression="resource.field == ''", **shown),
        rule(id="ACME002", name="b", judges="build", expression="resource.kind == ''", **shown),
        rule(
            id="ACME003", name="c", judges="planned change", expression="resource.replaced", **shown
        ),
        rule(id="ACME004", name="d", judges="hub", expression="resource.name == ''", **shown),
    )
    named = {item.rule for item in Pack(pack).policies}
    assert {id for id in named if id and id.startswith("ACME")} == {"ACME004"}


def test_files_that_are_wrong_block_every_resource(pack):
    write_rules(pack.parent, rule(severity="grave"))
    asked = Pack(pack)
    assert not [item for item in asked.policies if item.rule and item.rule.startswith("ACME")]
    told = asked.run(example())
    assert told
    assert all(item.blocks and "rules.0.severity: must be one of" in item.text for item in told)


def test_over_the_protocol(pack):
    with started(pack) as asked:
        assert "acme001-namespace-not-free" in [item.name for item in asked.info().policies]
        assert any("ACME001" in item.text for item in asked.run(example()))
        ended(asked)
