"""What holds where a baseline lies on the packaged one and an environment extends another."""

import pytest

from hubwarden.errors import InputError
from hubwarden.policy.baseline import load
from hubwarden.rule import Severity


@pytest.fixture
def read(tmp_path):
    def read(text, **rules):
        path = tmp_path / "baseline.yaml"
        path.write_text(f"version: 1\n{text}", encoding="utf-8")
        return load(path, {id: Severity[word] for id, word in rules.items()} or None)

    return read


def messages(read, text, **rules):
    """Return the messages about a baseline, each without the file's name."""
    with pytest.raises(InputError) as caught:
        read(text, **rules)
    return [str(item).partition("baseline.yaml:")[2] for item in caught.value.mistakes]


PACKAGED = load(None).baseline.environments


def test_a_match_replaces_the_packaged_one_as_a_whole(read):
    own = read("environments: {sandbox: {match: {stacks: [test]}}}\n").baseline.environments
    assert own["sandbox"].match.stacks == ("test",)
    assert own["sandbox"].match.resource_groups == ()
    # What is not a match is merged as before, and the other environment keeps its own.
    assert own["sandbox"].alert_ceilings == PACKAGED["sandbox"].alert_ceilings
    assert own["production"] == PACKAGED["production"]


def test_an_environment_has_the_demands_of_the_one_that_it_extends(read):
    own = read(
        "environments:\n"
        "  staging: {extends: production, tiers: [Basic], roles: {device: []}, match: {names: [s]}}\n"
        "  production: {tags: [owner]}\n"
    ).baseline.environments
    staging = own["staging"]
    assert (staging.kind, staging.apns) == ("production", "production")
    # The project's own demands on production come along, not only the packaged ones.
    assert (staging.tags, staging.tiers) == (("owner",), ("Basic",))
    assert staging.roles == {**PACKAGED["production"].roles, "device": ()}
    assert staging.lock == "required"
    # Which resources it is does not: both would match the same stacks.
    assert staging.match.stacks == staging.match.resource_groups == staging.aliases == ()
    assert staging.match.names == ("s",)
    assert own["production"].match == PACKAGED["production"].match


def test_a_chain_of_extensions_goes_to_its_end(read):
    own = read(
        "environments:\n"
        "  c: {extends: b, tags: [c]}\n"
        "  b: {extends: sandbox, lock: required, builds: [{hub: '*', files: [a]}]}\n"
    ).baseline.environments["c"]
    assert (own.kind, own.lock, own.tags, own.builds) == ("sandbox", "required", ("c",), ())
    assert own.alerts == PACKAGED["sandbox"].alerts


def test_a_packaged_environment_can_extend_another_and_is_still_recognised(read):
    own = read("environments: {sandbox: {extends: production, apns: sandbox}}\n").baseline
    sandbox = own.environments["sandbox"]
    assert (sandbox.kind, sandbox.apns, sandbox.lock) == ("production", "sandbox", "required")
    assert sandbox.match == PACKAGED["sandbox"].match
    assert sandbox.aliases == PACKAGED["sandbox"].aliases


def test_an_environment_extends_one_of_a_baseline_that_stands_alone(read):
    own = read(
        "extends: nothing\n"
        "environments: {a: {kind: sandbox, apns: production, lock: required}, b: {extends: a}}\n"
    ).baseline.environments
    assert set(own) == {"a", "b"}
    assert (own["b"].apns, own["b"].lock) == ("production", "required")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "environments:\n  a: {extends: sandbxo}\n",
            ["3: environments.a.extends: there is no environment sandbxo; did you mean sandbox?"],
        ),
        (
            "extends: nothing\nenvironments:\n  a: {extends: production}\n",
            ["4: environments.a.extends: there is no environment production; known are a"],
        ),
        (
            "environments:\n  production: {extends: production}\n",
            [
                (
                    "3: environments.production.extends: an environment cannot extend itself: "
                    "production -> production"
                )
            ],
        ),
        (
            "environments:\n  a:\n    extends: b\n  b:\n    extends: c\n  c:\n    extends: a\n",
            [
                "4: environments.a.extends: an environment cannot extend itself: a -> b -> c -> a",
                "6: environments.b.extends: an environment cannot extend itself: b -> c -> a -> b",
                "8: environments.c.extends: an environment cannot extend itself: c -> a -> b -> c",
            ],
        ),
        (  # One that leads into a circle is no part of it; the circle is told where it is.
            "environments:\n  a: {extends: b}\n  b: {extends: c}\n  c: {extends: b}\n",
            [
                "4: environments.b.extends: an environment cannot extend itself: b -> c -> b",
                "5: environments.c.extends: an environment cannot extend itself: c -> b -> c",
            ],
        ),
        (
            "environments:\n  a: {extends: [sandbox]}\n",
            [
                (
                    "3: environments.a: needs kind: one of production, sandbox; or extends: the "
                    "environment that it is like"
                ),
                (
                    "3: environments.a: needs apns: one of production, sandbox; or extends: the "
                    "environment that it is like"
                ),
                "3: environments.a.extends: needs a text, not blanks alone",
            ],
        ),
    ],
)
def test_what_cannot_be_extended_is_told_where_it_stands(read, text, said):
    assert messages(read, text) == said


def test_all_mistakes_come_at_once_with_what_is_allowed_and_the_nearest_key(read):
    text = (
        "enviroments: {}\n"
        "environments:\n"
        "  production:\n"
        "    telemtry: required\n"
        "    lock: requird\n"
        "    kind: live\n"
        "    widest_ipv4: 64\n"
        "    log_retention_days: -1\n"
        "    match:\n"
        "      stack: [prod]\n"
        "    severities: {NH101: low}\n"
        "    switched_off: [{rule: NH990, reason: x}]\n"
        "  staging: {extends: production1}\n"
        "accepted:\n"
        "- {rule: NH111, source: a, field: b}\n"
        "- {rule: '*', source: a, field: b, reason: c}\n"
        "drift: {allowed: [{field: a, reason: b, environment: moon}]}\n"
    )
    rules = dict.fromkeys(["NH101", "NH111", "NH909"], "MEDIUM")
    assert messages(read, text, **rules) == [
        "2: enviroments: is not known here; did you mean environments?",
        "5: environments.production.telemtry: is not known here; did you mean telemetry?",
        "6: environments.production.lock: must be one of required, optional; did you mean required?",
        "7: environments.production.kind: must be one of production, sandbox",
        "8: environments.production.widest_ipv4: must be a whole number from 0 to 32",
        "9: environments.production.log_retention_days: must be a number of 0 or more",
        "11: environments.production.match.stack: is not known here; did you mean stacks?",
        (
            "12: environments.production.severities.NH101: NH101 has severity medium; to lower it, write "
            "{severity: low, reason: ...}"
        ),
        "13: environments.production.switched_off.0.rule: there is no rule NH990; did you mean NH909?",
        (
            "14: environments.staging.extends: there is no environment production1; did you mean "
            "production?"
        ),
        "16: accepted.0: needs reason",
        '17: accepted.1.rule: an acceptance for every rule ("*") must have the cause not-asked',
        (
            "18: drift.allowed.0.environment: there is no environment moon; known are production, "
            "sandbox, staging"
        ),
    ]


def test_several_mistakes_are_one_message_with_a_line_for_each(read):
    with pytest.raises(InputError) as caught:
        read("a: 1\nb: 2\n")
    head, *lines = str(caught.value).splitlines()
    assert head.endswith("baseline.yaml has 2 mistakes:")
    assert [line.partition("baseline.yaml:")[2][:2] for line in lines] == ["2:", "3:"]
