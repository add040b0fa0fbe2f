"""``check --plan``: what to change, in an order in which nobody is cut off."""

import json
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.cli import main
from hubwarden.discovery import all_rules
from hubwarden.report import Outcome
from hubwarden.reports.parts.folding import Pen
from hubwarden.reports.parts.labels import Labels, Places
from hubwarden.reports.parts.plan import ordered, plan_lines
from reports.sample_report import CERTIFICATE, SEND, result_of

HUBS = "Microsoft.NotificationHubs/namespaces"
KEY = (
    "[listKeys(resourceId('Microsoft.NotificationHubs/namespaces/authorizationRules', 'shop-ns', '{}'), "
    "'2023-09-01').primaryConnectionString]"
)


def template(*, app_key="everything", output=False):
    """A namespace with a rule of its own that has every right, and an app that is handed a key."""
    resources = [
        {"type": HUBS, "name": "shop-ns", "sku": {"name": "Standard"}, "location": "westeurope"},
        {"type": f"{HUBS}/notificationHubs", "name": "shop-ns/shop", "location": "westeurope"},
        {
            "type": f"{HUBS}/authorizationRules",
            "name": "shop-ns/everything",
            "properties": {"rights": ["Listen", "Send", "Manage"]},
        },
    ]
    resources = [{"apiVersion": "2023-09-01", **item} for item in resources]
    if app_key:
        setting = {"name": "HUB", "value": KEY.format(app_key)}
        resources.append(
            {
                "type": "Microsoft.Web/sites",
                "apiVersion": "2023-12-01",
                "name": "shop-api",
                "location": "westeurope",
                "properties": {"siteConfig": {"appSettings": [setting]}},
            }
        )
    outputs = {"connection": {"type": "string", "value": KEY.format("everything")}}
    return {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": resources,
        "outputs": outputs if output else {},
    }


@pytest.fixture
def check(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(data, *arguments):
        (tmp_path / "t.json").write_text(json.dumps(data, indent=1), encoding="utf-8")
        return CliRunner().invoke(
            main, ["check", "template:t.json", "--environment", "production", *arguments]
        )

    return run


def planned(ended):
    """Return the ids of a plan in its order, and its text with the folding taken out."""
    plan = ended.stdout.partition("\nPlan (")[2].partition("\nCould not be checked")[0]
    text = " ".join(plan.split())
    return re.findall(r" \d+\. .*?(NH\d{3}) ", text), text


ASKED = ("--only", "NH201,NH205,NH209,NH602")


def test_a_consumer_gets_its_new_key_before_the_old_rule_goes(check):
    ended = check(template(output=True), *ASKED, "--plan")
    assert ended.exit_code == 1, ended.output
    ids, text = planned(ended)
    assert "\n  start with NH201 " in ended.stdout
    # Graver ones come first only among those of one stage: NH602 is low, NH205 high.
    assert list(dict.fromkeys(ids)) == ["NH201", "NH602", "NH209", "NH205"]
    for earlier, later in (
        ("move every consumer to the secondary key", "Regenerate the primary key"),
        ("move every consumer to the new primary key", "Regenerate the secondary key"),
        ("Add an access rule of the hub", "Hand the primary key of the new rule"),
        ("Hand the primary key of the new rule", "regenerate both of its keys"),
        ("Hand the primary key of the new rule", "Take it away when nobody uses it"),
    ):
        assert text.index(earlier) < text.index(later)


def test_who_holds_a_key_is_named_and_that_there_may_be_others(check):
    _, text = planned(check(template(), *ASKED, "--plan"))
    assert "Known to hold its key: shop-api (siteConfig.appSettings[HUB].value)." in text
    assert "Who else relies on it is not known." in text
    _, text = planned(check(template(app_key=None), *ASKED, "--plan"))
    assert "Known to hold" not in text
    assert "Who else relies on it is not known: no source tells of every consumer." in text


def test_the_head_names_what_the_plan_begins_with(check):
    asked = ("--only", "NH205,NH209")
    assert "\n  start with NH209 " in check(template(), *asked, "--plan").stdout
    assert "\n  start with NH205 " in check(template(), *asked).stdout


def test_without_plan_and_without_violations(check):
    assert "\nPlan (" not in check(template(), *ASKED).stdout
    ended = check(template(app_key=None), "--only", "NH209", "--plan")
    assert "Plan (0 changes)" in ended.stdout
    assert "Nothing that was judged is wrong." in ended.stdout


def test_a_plan_is_a_part_of_the_text(check, tmp_path):
    ended = check(template(), *ASKED, "--plan", "--format", "json")
    assert ended.exit_code == 2
    assert "--plan belongs to the text report" in ended.stderr
    ended = check(template(), *ASKED, "--plan", "--format", "json", "--format", "text=t.txt")
    assert ended.exit_code == 1
    assert "\nPlan (" in (tmp_path / "t.txt").read_text(encoding="utf-8")
    json.loads(ended.stdout)


def test_no_line_is_longer_than_the_report(check):
    ended = check(template(output=True), "--plan")
    assert max(map(len, ended.stdout.splitlines())) <= 100


STAGES = ("rotate", "set", "hand-over", "take-away", "replace")


def test_what_makes_a_namespace_anew_comes_last_and_says_how_nobody_is_lost():
    anew = replace(CERTIFICATE, fix_kind="replace")
    found = [result_of(rule, Outcome.FAIL) for rule in (anew, SEND, CERTIFICATE)]
    lines = list(plan_lines(found, {}, Labels(found), Places([], []), Pen(200, colour=False)))
    heads = [line.strip() for line in lines if line.endswith(":")]
    assert heads[-2:] == [
        "Then what takes something away:",
        "Last what makes a hub or a namespace anew:",
    ]
    assert "beside the old one" in "\n".join(lines)


@given(st.lists(st.sampled_from(all_rules()), max_size=30))
def test_the_order_of_a_plan(rules):
    given_ = [result_of(rule, Outcome.FAIL, subject=f"/it/{n}") for n, rule in enumerate(rules)]
    found = ordered(given_)
    assert sorted(item.subject for item in found) == sorted(item.subject for item in given_)
    keys = [(STAGES.index(item.rule.fix_kind), -item.severity) for item in found]
    assert keys == sorted(keys)
    assert found == ordered(reversed(given_))


def test_rules_that_take_something_away_say_so():
    kinds = {rule.id: rule.fix_kind for rule in all_rules()}
    assert {id for id, kind in kinds.items() if kind == "hand-over"} == {"NH207", "NH208", "NH209"}
    assert kinds["NH109"] == kinds["NH201"] == kinds["NH206"] == "rotate"
    assert kinds["NH106"] == kinds["NH108"] == "take-away"
    for rule in all_rules():
        words = f" {rule.fix.lower()}"
        removes = re.search(r"\b(delete the rule|take the right away|remove the other)\b", words)
        assert not removes or rule.fix_kind == "take-away", rule.id
    # Giving a right, and opening a way in, takes nothing from anybody.
    assert kinds["NH211"] == kinds["NH402"] == "set"
