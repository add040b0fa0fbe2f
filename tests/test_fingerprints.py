"""A finding keeps its fingerprint whatever file, line, folder and order it is found in."""

import json
import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from compared_estates import as_live, full, map_parts, remade, replaced
from engine_estates import COLLECTIONS, NEGLECTED
from factories import (
    alert,
    context,
    default_rule,
    hub_id,
    insights_id,
    key_use,
    lock,
    logs_setting,
    namespace_id,
    output,
    plain_secret,
    role_grant,
    tags,
)
from hubwarden.cli import main
from hubwarden.discovery import about_changes, all_rules
from hubwarden.drift.comparison import compare
from hubwarden.engine import run
from hubwarden.location import Location
from hubwarden.model.base import Origin, ResourceId
from hubwarden.model.build import Build
from hubwarden.model.credential_file import CredentialFile
from hubwarden.model.identity import identity
from hubwarden.order_of_results import in_order
from hubwarden.report import Outcome
from judging import WRONG, judge, says

TOP = Path(__file__).resolve().parent.parent
TEMPLATE = TOP / "tests" / "data" / "templates" / "modern.json"


def failing(estate, rules=None):
    """Return how often each fingerprint of a failure is there."""
    found = run(all_rules() if rules is None else rules, context(estate)).results
    return Counter(item.fingerprint for item in found if item.outcome is Outcome.FAIL)


FOUND = failing(NEGLECTED)


def moved(subject, file, lines, source):
    """Return a subject as another file tells of it, each place in another line."""
    here = subject.origin
    origin = Origin(
        source(here.source),
        Location(file, lines),
        {
            name: Location(file, place.line and place.line + lines)
            for name, place in here.locations.items()
        },
        here.stack,
        here.managed,
        here.if_set,
    )
    id = subject.id
    if isinstance(subject, Build | CredentialFile):
        id, origin = ResourceId(file), replace(origin, location=Location(file))
    elif id.text.startswith(here.source):
        id = ResourceId(id.text.replace(here.source, source(here.source), 1))
    return remade(subject, id=id, origin=origin)


def elsewhere(estate, random, file, lines, prefix):
    """Return an estate in another order, told by other files."""

    def source(name):
        return f"{prefix}{name}"

    def change(items):
        here = [map_parts(item, lambda part: moved(part, file, lines, source)) for item in items]
        return tuple(random.sample(here, len(here)))

    sources = tuple(replace(info, name=source(info.name)) for info in estate.sources)
    return replace(
        estate, sources=sources, **{name: change(getattr(estate, name)) for name in COLLECTIONS}
    )


@settings(max_examples=8, deadline=None)
@given(
    random=st.randoms(use_true_random=False),
    file=st.sampled_from(["other.yaml", "/home/somebody/x y/Pulumi.prod.yaml", "..\\stack.json"]),
    lines=st.integers(1, 10_000),
    prefix=st.sampled_from(["", "state:/elsewhere/", "azure:"]),
)
def test_neither_order_nor_lines_nor_names_of_files_change_a_fingerprint(
    random, file, lines, prefix
):
    assert failing(elsewhere(NEGLECTED, random, file, lines, prefix)) == FOUND


def test_each_finding_of_a_run_has_a_fingerprint_of_its_own():
    assert set(FOUND.values()) == {1}


@given(st.integers(1, 6))
def test_equal_findings_are_numbered(count):
    results = judge(says(*[WRONG] * count)).results
    digests = {item.fingerprint.partition(":")[0] for item in results}
    assert len(digests) == 1
    assert [item.occurrence for item in results] == list(range(1, count + 1))
    assert len({item.fingerprint for item in results}) == count
    assert in_order(results) == results


def test_what_passes_is_not_counted_with_what_fails():
    both = [judge(says()).results[0], judge(says(replace(WRONG, at=""))).results[0]]
    assert [item.occurrence for item in in_order(both)] == [1, 1]


def in_file(file, text="{parameters('ns')}/shop"):
    """Return an alert with an id as a template spells it."""
    source = f"template:{file}"
    id = ResourceId(text, exact="{" not in text, source=source)
    return remade(alert(), id=id, origin=Origin(source, Location(file, 1)))


APART = {
    "the same key in two places": (
        key_use(default_rule(), place="siteConfig.appSettings[A].value"),
        key_use(default_rule(), place="siteConfig.appSettings[B].value"),
    ),
    "two secrets in a resource": (plain_secret(place="a.b"), plain_secret(place="a.c")),
    "alerts of one name in two groups": (
        alert(id=insights_id("metricAlerts", "a", "prod")),
        alert(id=insights_id("metricAlerts", "a", "test")),
    ),
    "an output in two stacks": (output("prod"), output("test")),
    "alerts of one id that watch two hubs": (
        alert(scopes=(hub_id(name="orders"),)),
        alert(scopes=(hub_id(name="returns"),)),
    ),
    "settings of one id for two hubs": (
        logs_setting(target=hub_id(name="orders")),
        logs_setting(target=hub_id(name="returns")),
    ),
    "locks of one id on two namespaces": (
        lock(scope=namespace_id("prod")),
        remade(lock(), scope=namespace_id("test")),
    ),
    "a role on two subscriptions": (
        role_grant(scope=ResourceId("/subscriptions/11111111-0000-0000-0000-000000000000")),
        role_grant(scope=ResourceId("/subscriptions/22222222-0000-0000-0000-000000000000")),
    ),
    "a symbol in two files": (in_file("a.json"), in_file("b.json")),
}


@pytest.mark.parametrize("pair", APART.values(), ids=APART)
def test_what_is_told_apart(pair):
    first, second = map(identity, pair)
    assert first != second


NAMESPACE = "providers/Microsoft.NotificationHubs/namespaces"
ALIKE = {
    "another subscription and group of a namespace": (
        f"/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/a/{NAMESPACE}/N",
        f"/subscriptions/11111111-0000-0000-0000-000000000000/resourceGroups/b/{NAMESPACE}/n",
    ),
    "a subscription that is not known": (
        "/subscriptions/{subscription}/resourceGroups/a/providers/x/y/z",
        "/subscriptions/11111111-0000-0000-0000-000000000000/resourceGroups/A/providers/x/y/z",
    ),
    "an item that is only numbered": (
        plain_secret(place="a.list[3].value"),
        plain_secret(place="a.list[7].value"),
    ),
}


@pytest.mark.parametrize("pair", ALIKE.values(), ids=ALIKE)
def test_what_is_not(pair):
    first, second = (
        identity(remade(alert(), id=ResourceId(item)) if isinstance(item, str) else item)
        for item in pair
    )
    assert first == second


def test_a_name_that_is_known_is_that_of_every_file():
    text = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Insights/metricAlerts/a"
    assert identity(in_file("a.json", text)) == identity(in_file("b.json", text))


def test_another_environment_is_another_finding_and_so_is_none():
    (found,) = judge(says(WRONG)).results
    digests = {found._replace(environment=name).digest for name in ("sandbox", "production", None)}
    assert len(digests) == 3


def test_a_namespace_without_a_known_name_keeps_its_group():
    texts = [f"/subscriptions/s/resourceGroups/{group}/{NAMESPACE}/{{name}}" for group in "ab"]
    first, second = (identity(remade(alert(), id=ResourceId(text))) for text in texts)
    assert first != second


def drifting(**changes):
    """Return the fingerprints of what differs where the first alert is another one live."""
    live = as_live(full())
    live = replaced(live, "alerts", 0, remade(live.alerts[0], **changes))
    estate = replace(full(), changes=compare(full(), live).changes)
    return failing(estate, about_changes())


def test_another_value_is_another_difference():
    first, again, other = (
        drifting(action_groups=groups)
        for groups in ((), (), (insights_id("actionGroups", "others"),))
    )
    assert first == again
    assert len(first) == 1
    assert first.keys().isdisjoint(other)


def changes_of(its_tags=None, subscription=None):
    """Return the fingerprints of what differs where tags or the subscription of alerts are others live."""
    live = as_live(full())
    if its_tags:
        live = replaced(live, "namespaces", 0, remade(live.namespaces[0], tags=its_tags))
    if subscription:
        id = re.sub(
            "/subscriptions/[^/]*", f"/subscriptions/{subscription}", live.alerts[0].id.text
        )
        live = replaced(
            live, "alerts", 0, remade(live.alerts[0], id=ResourceId(id), action_groups=())
        )
    changes = compare(full(), live).changes
    return Counter(identity(change) for change in changes)


def test_another_value_of_a_tag_is_another_difference_and_is_not_told():
    first, again, other = (
        changes_of({**tags(), "owner": value}) for value in ("canary-x", "canary-x", "canary-yyyy")
    )
    assert first == again != other
    assert "canary" not in "".join((*first, *other))


def test_a_difference_in_another_subscription_is_another():
    one, other = (changes_of(subscription=f"{n}1111111-0000-0000-0000-000000000000") for n in "12")
    assert one
    assert one != other


# From the command line


def written(folder, monkeypatch, *arguments):
    """Return the fingerprints of the failures in a report that is made in a folder."""
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(main, ["check", *arguments, "--format", "json"])
    assert result.exit_code in {0, 1, 3}, result.output
    found = json.loads(result.stdout)["results"]
    return Counter(item["fingerprint"] for item in found if item["outcome"] == "fail")


def of_symbols(folder, monkeypatch, *arguments):
    """Return the fingerprints of failures that hold in one source alone, as the file of known ones says."""
    monkeypatch.chdir(folder)
    CliRunner().invoke(main, ["known", "write", "symbols.jsonl", *arguments])
    lines = (folder / "symbols.jsonl").read_text(encoding="utf-8").splitlines()[1:]
    return Counter(
        item["fingerprint"]
        for item in map(json.loads, lines)
        if item["source"] or item["resource"].startswith("template:")
    )


def test_a_template_may_be_moved_renamed_and_reordered(tmp_path, monkeypatch):
    here = tmp_path / "here"
    here.mkdir()
    shutil.copy(TEMPLATE, here / "modern.json")
    before = written(here, monkeypatch, "template:modern.json")
    assert before
    there = tmp_path / "there" / "deep"
    there.mkdir(parents=True)
    document = json.loads(TEMPLATE.read_text(encoding="utf-8"))
    resources = document["resources"]
    document["resources"] = dict(reversed(resources.items()))
    text = "\n\n" + json.dumps(document, indent=7)
    (there / "renamed.json").write_text(text, encoding="utf-8")
    by_name = before - of_symbols(here, monkeypatch, "template:modern.json")
    assert by_name
    assert by_name <= written(there, monkeypatch, "template:renamed.json")
    assert by_name <= written(tmp_path, monkeypatch, "template:there/deep/renamed.json")


STRICT = """\
version: 1
environments:
  production:
    match: {stacks: [prod], resource_groups: ["*-prod-*"]}
    tiers: [Free]
    tags: [missing]
    log_retention_days: 9999
    alert_ceilings: {authentication: 0, pns-errors: 0}
    roles: {device: [Send], backend: [Listen], registration: [], tooling: []}
"""


def test_a_program_and_what_it_deployed_have_the_same_findings(tmp_path, monkeypatch):
    (tmp_path / "strict.yaml").write_text(STRICT, encoding="utf-8")
    options = ("--baseline-file", str(tmp_path / "strict.yaml"))
    declared = written(TOP, monkeypatch, "program:prod", *options)
    deployed = written(TOP, monkeypatch, "state:tests/data/pulumi/state-prod.json", *options)
    assert len(declared) >= 10
    assert declared == deployed
    # One source beside the other: whatever both tell is there twice, and counted.
    both = written(
        TOP, monkeypatch, "program:prod", "state:tests/data/pulumi/state-prod.json", *options
    )
    assert both.total() > declared.total()
    assert both.keys() > declared.keys()
