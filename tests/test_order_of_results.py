"""No order changes what is said, and each finding is told from the others."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine_estates import NEGLECTED, rebuilt
from factories import (
    UNKNOWN,
    alert,
    alerts,
    context,
    credentials,
    estate,
    hub,
    lock,
    logs_setting,
    metrics_setting,
    together,
)
from hubwarden.discovery import all_rules
from hubwarden.engine import run
from hubwarden.location import Location
from hubwarden.report import Outcome
from hubwarden.rule import Violation
from judging import WRONG, judge, says

# Order


def messy():
    """Build an estate in which several things are unknown for different reasons."""
    other = "outgoing.apns.invalidcredentials"
    dark = estate(
        "dev",
        hubs=[
            hub("dev", credentials=UNKNOWN),
            hub("dev-two", name=UNKNOWN, credentials=credentials("dev-two", apns=UNKNOWN)),
        ],
        alerts=[
            *alerts("dev", without=[other]),
            alert("dev", other, metrics=UNKNOWN),
            alert("dev", other + "-2", scopes=UNKNOWN),
        ],
        diagnostic_settings=[
            logs_setting("dev", to_storage=UNKNOWN),
            logs_setting("dev", log_categories=UNKNOWN),
            metrics_setting("dev", target=UNKNOWN),
        ],
        locks=[lock("dev", scope=UNKNOWN)],
    )
    return together(NEGLECTED, dark, estate("elsewhere"))


MESSY = messy()


def crash_at_hubs(subject, _ctx):
    yield Violation("before")
    raise ValueError(subject.name)


CRASHING = replace(says(), check=crash_at_hubs)


def shuffled(random):
    return lambda them: random.sample(them, len(them))


def by_value(judgement):
    return [(item.rule.id, item.subject, item.field, item.message) for item in judgement.results]


@pytest.mark.parametrize(
    "part",
    [
        pytest.param("verdicts", id="verdicts"),
        pytest.param(
            "messages",
            id="messages",
        ),
        pytest.param(
            "crashes",
            id="crashes",
        ),
    ],
)
def test_order_does_not_matter(part):
    rules = (*all_rules(), CRASHING)
    expected = run(rules, context(MESSY))

    @settings(max_examples=20)
    @given(random=st.randoms(use_true_random=False))
    def check(random):
        found = run(shuffled(random)(rules), context(rebuilt(MESSY, shuffled(random))))
        if part == "verdicts":
            assert _verdicts(found) == _verdicts(expected)
        elif part == "messages":
            assert by_value(found) == by_value(expected)
        else:
            assert found.crashes == expected.crashes

    check()


def _verdicts(judgement):
    keys = [(item.rule.id, item.source, item.subject, item.outcome) for item in judgement.results]
    return sorted(keys), {crash.subject for crash in judgement.crashes}


def test_the_gravest_comes_first():
    found = run(all_rules(), context(NEGLECTED)).results
    severities = [item.severity for item in found]
    assert severities == sorted(severities, reverse=True)


def test_every_finding_has_a_fingerprint_of_its_own():
    found = run(all_rules(), context(NEGLECTED)).results
    failures = {
        (item.fingerprint, item.rule.id, item.source, item.subject, item.kind, item.message)
        for item in found
        if item.outcome is Outcome.FAIL
    }
    assert len({failure[0] for failure in failures}) == len(failures)


def test_a_fingerprint_changes_neither_with_the_place_nor_with_the_words():
    (item,) = judge(says(WRONG)).results
    moved = item._replace(location=Location("other.yaml", 99), message="otherwise")
    assert moved.fingerprint == item.fingerprint
    assert item._replace(source="program:test").fingerprint == item.fingerprint
    assert item._replace(subject=item.subject.upper()).fingerprint == item.fingerprint
    for change in ({"field": "tags"}, {"identity": "/other"}, {"occurrence": 2}):
        assert item._replace(**change).fingerprint != item.fingerprint
