import gc
from dataclasses import replace
from types import FrameType

import pytest

from factories import (
    UNKNOWN,
    apns,
    apns_certificate,
    apns_token,
    baseline,
    browser,
    certificate_content,
    context,
    credentials,
    demanding,
    estate,
    fcm_v1,
    hub,
    namespace,
    namespace_id,
    origin,
    results,
    together,
)
from hubwarden.credential_files.kinds import Problem
from hubwarden.discovery import all_rules, find_rule
from hubwarden.engine import parse_severity, run
from hubwarden.location import Location
from hubwarden.model.base import Elsewhere, Undetermined
from hubwarden.model.credentials import (
    SERVICES,
    Credential,
)
from hubwarden.policy.demands import Accepted, SwitchedOff
from hubwarden.report import Outcome, Result
from hubwarden.rule import NotApplicable, Severity, Violation
from judging import GAP, WRONG, judge, outcomes, says

PLANTED = "planted-c0ffee"


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param([], [Outcome.PASS], id="nothing"),
        pytest.param([WRONG], [Outcome.FAIL], id="a violation"),
        pytest.param([WRONG, WRONG], [Outcome.FAIL, Outcome.FAIL], id="violations"),
        pytest.param([GAP], [Outcome.UNDETERMINED], id="unknown"),
        pytest.param(
            [WRONG, GAP, WRONG],
            [Outcome.FAIL, Outcome.UNDETERMINED],
            id="a violation, then unknown",
        ),
        pytest.param([NotApplicable("no")], [Outcome.NOT_APPLICABLE], id="not applicable"),
        pytest.param([WRONG, NotApplicable("no")], [Outcome.FAIL], id="a violation wins"),
        pytest.param([Elsewhere("there")], [Outcome.NOT_APPLICABLE], id="elsewhere"),
        pytest.param([WRONG, Elsewhere("there")], [Outcome.FAIL], id="a violation wins elsewhere"),
    ],
)
def test_outcomes(steps, expected):
    judgement = judge(says(*steps))
    assert sorted(outcomes(judgement)) == sorted(expected)
    assert judgement.crashes == ()


def test_a_result_is_stamped():
    place = Location("Pulumi.prod.yaml", 12)
    located = namespace(origin=origin(locations={"tags": place}))
    rule = says(Violation("no owner", at="tags.owner"))
    (result,) = judge(rule, given=estate(namespaces=[located])).results
    assert result == Result(
        rule=rule,
        outcome=Outcome.FAIL,
        severity=Severity.MEDIUM,
        subject=str(namespace_id()),
        kind="Namespace",
        source="program:prod",
        location=place,
        environment="production",
        message="no owner",
        field="tags.owner",
        identity="/providers/microsoft.notificationhubs/namespaces/ns-prod",
    )


def test_an_unknown_field_is_named_and_found():
    place = Location("Pulumi.prod.yaml", 12)
    blank = namespace(tier=UNKNOWN, origin=origin(locations={"tier": place}))
    (result,) = results("tier-not-allowed", estate(namespaces=[blank]))
    assert (result.field, result.message, result.location) == (
        "Namespace.tier",
        "nobody told tier",
        place,
    )


def test_no_environment_is_told_as_none():
    (result,) = judge(says(), given=estate("elsewhere")).results
    assert result.environment is None


# Crashes


def test_a_crash_is_no_pass_and_its_text_is_not_repeated():
    judgement = judge(says(ValueError(f"bad value {PLANTED}")))
    assert judgement.results == ()
    (crash,) = judgement.crashes
    assert crash.error.startswith("ValueError at check, line ")
    assert crash.subject == str(namespace_id())
    assert PLANTED not in repr(judgement)


@pytest.mark.parametrize(
    "error",
    [KeyError(PLANTED), TypeError(), AssertionError(PLANTED), RecursionError(), StopIteration()],
    ids=lambda error: type(error).__name__,
)
def test_every_error_of_a_rule_is_a_crash(error):
    judgement = judge(says(error))
    assert judgement.results == ()
    assert len(judgement.crashes) == 1
    assert PLANTED not in repr(judgement)


def test_a_violation_before_a_crash_is_kept():
    judgement = judge(says(WRONG, RuntimeError()))
    assert outcomes(judgement) == [Outcome.FAIL]
    assert len(judgement.crashes) == 1


@pytest.mark.parametrize("answer", [None, True, "fine", [None]], ids=repr)
def test_a_rule_that_yields_no_violations_crashes(answer):
    rule = replace(says(), check=lambda _namespace, _ctx: answer)
    judgement = judge(rule)
    assert judgement.results == ()
    assert len(judgement.crashes) == 1


def test_a_crash_does_not_stop_the_others():
    def check(subject, _ctx):
        if subject.origin.stack == "prod":
            raise ValueError
        yield WRONG

    judgement = judge(replace(says(), check=check), given=together(estate(), estate("test")))
    assert [crash.source for crash in judgement.crashes] == ["program:prod"]
    assert [item.source for item in judgement.results] == ["program:test"]


# What the baseline says of a rule


def test_a_rule_that_is_switched_off_says_why():
    off = demanding(switched_off=(SwitchedOff("NH499", "the platform team checks it"),))
    (result,) = judge(says(WRONG, ValueError()), demands=off).results
    assert result.outcome is Outcome.NOT_APPLICABLE
    assert result.message == "switched off by the baseline: the platform team checks it"


@pytest.mark.parametrize(("environment", "rule"), [("sandbox", "NH499"), ("production", "NH498")])
def test_a_rule_is_switched_off_by_id_and_environment(environment, rule):
    off = demanding(environment, switched_off=(SwitchedOff(rule, "why"),))
    assert outcomes(judge(says(WRONG), demands=off)) == [Outcome.FAIL]


def test_a_rule_is_not_switched_off_where_the_environment_is_not_known():
    off = demanding(switched_off=(SwitchedOff("NH499", "why"),))
    assert outcomes(judge(says(WRONG), demands=off, given=estate("elsewhere"))) == [Outcome.FAIL]


@pytest.mark.parametrize("word", ["info", "low", "medium", "high", "critical"])
def test_the_baseline_changes_a_severity(word):
    changed = demanding(severities={"NH499": word})
    (result,) = judge(says(WRONG), demands=changed).results
    assert result.severity.word == word
    (result,) = judge(says(WRONG), demands=changed, given=estate("test")).results
    assert result.severity is Severity.MEDIUM


def test_a_severity_that_there_is_not():
    with pytest.raises(KeyError):
        parse_severity("fatal")


def accepting(rule="NH499", source="program:*", field="Namespace.tier"):
    return baseline(accepted=(Accepted(rule, source, field, "asked by hand"),))


@pytest.mark.parametrize(
    ("demands", "reason"),
    [
        (accepting(), "asked by hand"),
        (accepting(source="PROGRAM:prod", field="namespace.*"), "asked by hand"),
        (accepting(rule="NH498"), None),
        (accepting(source="template:*"), None),
        (accepting(field="Namespace.tags"), None),
        (accepting(field="tier"), None),
    ],
)
def test_what_is_undetermined_can_be_accepted(demands, reason):
    failed, unknown = sorted(
        judge(says(WRONG, GAP), demands=demands).results, key=lambda item: item.outcome
    )
    assert (unknown.outcome, unknown.accepted) == (Outcome.UNDETERMINED, reason)
    assert (failed.outcome, failed.accepted) == (Outcome.FAIL, None)


@pytest.mark.parametrize(
    ("accepted", "cause", "covered"),
    [
        (None, "not-told", True),
        (None, "at-deployment", True),
        (None, "unclear", False),
        (None, "conflict", False),
        (None, "unread", False),
        (None, "baseline", False),
        ("unclear", "unclear", True),
        ("unclear", "not-told", False),
        ("not-told", "at-deployment", False),
        ("conflict", "unclear", False),
    ],
)
def test_an_acceptance_covers_its_cause_alone(accepted, cause, covered):
    demands = baseline(
        accepted=(Accepted("NH499", "*", "Namespace.tier", "asked by hand", accepted),)
    )
    unknown = Undetermined("Namespace.tier", "nobody told it", cause=cause)
    (found,) = judge(says(unknown), demands=demands).results
    assert found.cause == cause
    assert (found.accepted is not None) is covered


@pytest.mark.parametrize(
    ("rule", "given"),
    [
        pytest.param(
            "NH117",
            {"fcm_v1": fcm_v1(content=Problem("unclear form", "its line breaks are left out"))},
            id="an FCM key of a form that is not documented",
        ),
        pytest.param(
            "NH114",
            {"apns": apns(token=apns_token(content=Problem("took too long", "it took too long")))},
            id="a signing key that was not looked into to its end",
        ),
        pytest.param(
            "NH119",
            {"browser": browser(content=Problem("unclear form", "it is unclear"))},
            id="keys of a browser credential",
        ),
        pytest.param(
            "NH111",
            {
                "apns": apns(
                    token=None,
                    certificate=apns_certificate(
                        content=certificate_content(more_certificates=1, topics=())
                    ),
                )
            },
            id="a file of several certificates",
        ),
    ],
)
def test_what_was_read_and_is_not_clear_needs_an_acceptance_that_says_so(rule, given):
    def accepted(cause):
        demands = baseline(accepted=(Accepted(rule, "*", "*", "no key is here", cause),))
        held = estate(hubs=[hub(credentials=credentials(**given))])
        found = run([find_rule(rule)], context(held, demands=demands)).results
        return [bool(item.accepted) for item in found if item.outcome is Outcome.UNDETERMINED]

    assert accepted(None) == [False]
    assert accepted("unclear") == [True]


def test_a_crash_cannot_be_accepted():
    judgement = judge(says(ValueError()), demands=accepting(source="*", field="*"))
    assert len(judgement.crashes) == 1


# Silence is not a pass


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.slug)
def test_unknown_credentials_are_undetermined(rule):
    blank = estate(namespaces=[namespace(credentials=UNKNOWN)], hubs=[hub(credentials=UNKNOWN)])
    if issubclass(rule.subject, Credential):
        found = results(rule.id, blank)
        assert {item.outcome for item in found} == {Outcome.UNDETERMINED}
        assert {item.kind for item in found} == {"Namespace", "Hub"}


@pytest.mark.parametrize("service", SERVICES)
def test_one_unknown_credential_is_undetermined(service):
    holder = hub(credentials=credentials(**{service: UNKNOWN}))
    (result,) = results("credential-not-secret", estate(hubs=[holder]))
    assert result.outcome is Outcome.UNDETERMINED
    assert result.field == f"Credentials.{service}"


def test_unknown_credentials_are_told_once_by_each_rule():
    found = results("credential-not-secret", estate(hubs=[hub(credentials=UNKNOWN)]))
    assert len(found) == 1


def test_what_is_not_known_keeps_no_frames():
    """A fleet has many facts that are not known; the frames that met them would stay until the end of the run."""
    holder = hub(credentials=UNKNOWN, name=UNKNOWN, origin=origin(stack=None))
    strange = context(estate(hubs=[holder]))
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        found = run(all_rules(), strange)
        gc.collect()
        kept = {item.f_code.co_name for item in gc.garbage if isinstance(item, FrameType)}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert any(item.outcome is Outcome.UNDETERMINED for item in found.results)
    assert "_verdicts" not in kept
    why = strange.environment_or_reason(holder)
    assert isinstance(why, Undetermined)
    assert why.__traceback__ is None
