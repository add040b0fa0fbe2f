import os
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from factories import (
    P256,
    UNKNOWN,
    access_rule,
    action_group,
    adm,
    alert,
    alerts,
    api_version,
    apns,
    apns_certificate,
    apns_token,
    baseline,
    browser,
    build,
    certificate_content,
    claim,
    context,
    credential_file,
    credentials,
    default_rule,
    demanding,
    estate,
    fcm_legacy,
    fcm_v1,
    group_id,
    hub,
    hub_id,
    insights_id,
    key_use,
    lock,
    log_store,
    logs_setting,
    metrics_setting,
    mpns,
    namespace,
    namespace_id,
    origin,
    output,
    plain_secret,
    planned_change,
    private_endpoint,
    processing_rule,
    results,
    role_grant,
    tags,
    together,
    wns,
)
from hubwarden.credential_files.kinds import Problem, ServiceAccount, VapidKeys
from hubwarden.discovery import all_rules, find_rule
from hubwarden.engine import parse_severity, run
from hubwarden.location import Location
from hubwarden.model.base import Elsewhere, Subject, Undetermined, make
from hubwarden.model.credentials import (
    CREDENTIALS,
    SERVICES,
    ApnsCertificate,
    ApnsToken,
    Credential,
    Credentials,
)
from hubwarden.model.estate import Estate
from hubwarden.model.resources import Namespace
from hubwarden.model.source_info import Gap
from hubwarden.policy.demands import Accepted, ConsumerPattern, Lowered, SwitchedOff
from hubwarden.report import Crash, Evidence, ExitCode, Outcome, Report, Result
from hubwarden.reports import Options, find
from hubwarden.rule import NotApplicable, Rule, Severity, Violation
from hubwarden.secret import Secret

PLANTED = "planted-c0ffee"
WRONG = Violation("it is wrong", at="tier")


def says(*steps):
    """Declare a rule for namespaces that yields violations and raises exceptions, in this order."""

    def check(_namespace, _ctx):
        for step in steps:
            if isinstance(step, Violation):
                yield step
            else:
                raise step

    return Rule(
        "NH499", Severity.MEDIUM, "0.1.0", ("A: b",), Namespace, check, "Fix it.", needs_estate=True
    )


def judge(rule, *, demands=None, given=None):
    return run([rule], context(given, demands=demands))


def outcomes(judgement):
    return [item.outcome for item in judgement.results]


# Outcomes

GAP = Undetermined("Namespace.tier", "nobody told it")


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
    )


def test_an_unknown_field_is_named_and_found():
    place = Location("Pulumi.prod.yaml", 12)
    blank = namespace(tier=UNKNOWN, origin=origin(locations={"tier": place}))
    (result,) = results("free-tier", estate(namespaces=[blank]))
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


OPEN = frozenset({"Listen", "Send", "Manage"})
BARE = {"protect": False, "retain_on_delete": False}


def neglected(stack):
    """Build an estate in which every rule finds something, most of it shared with other stacks."""
    shared = {
        "apns": apns(
            stack,
            endpoint="gateway.push.apple.com"
            if stack == "test"
            else "gateway.sandbox.push.apple.com",
            token=apns_token(
                stack,
                key=Secret("shared"),
                key_id="short",
                bundle_id=None,
                content=Problem("malformed", "it is not Base64"),
            ),
            certificate=apns_certificate(
                stack,
                thumbprint="a1b2",
                material=Secret("shared"),
                bundle_id="com.example.billing",
                content=certificate_content(
                    stack,
                    thumbprint="A1B2",
                    environments=frozenset(),
                    has_private_key=False,
                    names_apple=False,
                    issuer="Example CA",
                    not_after=datetime(2025, 6, 1, tzinfo=UTC),
                ),
            ),
            in_clear=("token",),
            placeholders={"certificateKey": "a placeholder word"},
        ),
        "fcm_v1": fcm_v1(stack, project_id="orders", content=P256),
        "fcm_legacy": fcm_legacy(stack),
        "mpns": mpns(stack),
        "wns": wns(stack, token_url="http://example.com", missing=("secretKey",)),
        "adm": adm(stack, token_url="http://example.com"),
        "browser": browser(
            stack,
            subject="push@example.com",
            content=VapidKeys(public_ok=True, private_ok=True, pair_fits=False, subject=None),
        ),
    }
    on_namespace = {"namespace": namespace_id("prod"), **BARE}
    other = hub_id(stack, "couriers")
    ending = certificate_content(stack, not_after=datetime(2026, 1, 20, tzinfo=UTC))
    strange = apns(
        stack,
        id=other,
        endpoint="push.example.com",
        token=apns_token(stack, id=other, bundle_id="*"),
        certificate=apns_certificate(stack, id=other, content=ending),
    )
    no_fcm = credentials(stack, id=other, apns=strange)
    return estate(
        stack,
        stacks=[claim(stack, environment="nowhere")],
        outputs=[output(stack, holds_access_key=True)],
        namespaces=[
            namespace(
                stack,
                tier="Free",
                tags=tags(stack, environment="nowhere", owner=""),
                public_rights=OPEN,
                # An open endpoint is one fault, a closed one another.
                public_access=stack == "prod",
                zone_redundant=False,
                replication_region="None",
                **BARE,
                credentials=credentials(stack, mpns=mpns(stack, thumbprint="another")),
            )
        ],
        hubs=[
            hub(
                stack,
                credentials=credentials(stack, **shared),
                registration_ttl=timedelta(minutes=1),
                **on_namespace,
            ),
            hub(
                stack,
                id=other,
                credentials=no_fcm,
                **on_namespace,
            ),
            hub(
                stack,
                id=hub_id(stack, "readers"),
                platforms=frozenset({"ios"}),
                further_platforms=frozenset({"windows"}),
                credentials=credentials(stack, id=hub_id(stack, "readers")),
                **on_namespace,
            ),
            hub(
                stack,
                id=hub_id(stack, "strangers"),
                credentials=credentials(
                    stack,
                    id=hub_id(stack, "strangers"),
                    fcm_v1=fcm_v1(
                        stack,
                        id=hub_id(stack, "strangers"),
                        client_email=None,
                        project_id="Orders",
                    ),
                ),
                **on_namespace,
            ),
        ],
        api_versions=[
            api_version(
                stack, version="2017-04-01", unsupported={"networkAcls": "2023-01-01-preview"}
            ),
            api_version(stack, version="2001-01-01"),
        ],
        access_rules=[
            access_rule(stack, rights=frozenset({"Listen", "Send", "Manage"})),
            access_rule(stack, name="stranger", role=None),
            default_rule(stack),
            access_rule(stack, name="phones", role="device"),
            access_rule(stack, name="root", on_namespace=True, role="superuser"),
        ],
        diagnostic_settings=[logs_setting(stack, to_storage=False)],
        alerts=[
            alert(stack, enabled=False, action_groups=()),
            alert(
                stack,
                "outgoing.gcm.throttled",
                scopes=(namespace_id(stack),),
                action_groups=(insights_id("actionGroups", "on-call", stack),),
            ),
        ],
        action_groups=[action_group(stack, receivers=0)],
        processing_rules=[processing_rule(stack)],
        locks=[],
        log_stores=[log_store(stack=stack, days=1.0)],
        private_endpoints=[private_endpoint(stack, status="Rejected")],
        role_grants=[role_grant(stack)],
    )


UNFIT = (
    build(
        environment="sandbox",
        bundle_id="com.example.billing",
        team_ids=("TEAM654321",),
        expires=datetime(2025, 1, 1, tzinfo=UTC),
        signature="invalid",
    ),
    build(environment=None),
    build(apns=None),
    build(kind="google-services", firebase_project="billing"),
)
ACCOUNT = ServiceAccount(
    project_id="orders-prod",
    client_email="push@orders-prod.iam.gserviceaccount.com",
    email_project="orders-prod",
    key=P256,
    usable=True,
    private_key_id=None,
)
ROOT_KEY = key_use(default_rule(), on_namespace=True)
NEGLECTED = replace(
    together(neglected("prod"), neglected("test")),
    builds=UNFIT,
    planned_changes=(planned_change(),),
    key_uses=(ROOT_KEY, key_use(default_rule())),
    plain_secrets=(plain_secret(),),
    credential_files=(credential_file(ACCOUNT, fcm_v1=None),),
)
EMPTY_GROUP = planned_change(kind="resource group", name="spare", id=group_id("spare"))
COMPLIANT = replace(
    together(estate(), estate("test")),
    builds=(build(),),
    planned_changes=(EMPTY_GROUP,),
    key_uses=(key_use(access_rule()),),
    credential_files=(credential_file(ACCOUNT, fcm_v1=fcm_v1(content=P256)),),
)
STRICT = structs.replace(
    demanding(log_retention_days=365),
    consumers=(ConsumerPattern("phones", "device"), ConsumerPattern("root", "backend")),
)
"""The packaged baseline does not demand everything that there is a rule for, and without patterns no claim
of a role is judged."""


def test_every_rule_finds_something_in_the_neglected_estate():
    judgement = run(all_rules(), context(NEGLECTED, demands=STRICT))
    failed = {item.rule.id for item in judgement.results if item.outcome is Outcome.FAIL}
    assert failed == {rule.id for rule in all_rules()}
    assert judgement.crashes == ()


COLLECTIONS = tuple(
    field.name
    for field in fields(Estate)
    if field.init and field.name not in ("sources", "gaps", "provided_elsewhere", "loose")
)


_ABOUT = ("id", "origin", "unknown", "later", "causes")


def own_fields(subject):
    return [field.name for field in fields(subject) if field.name not in _ABOUT]


def hidden(subject, hide):
    """Return the subject without the fields, its own and those of its parts, that ``hide`` chooses."""
    known, unknown = {}, dict(subject.unknown)
    for name in own_fields(subject):
        if name in unknown:
            continue
        if hide(f"{type(subject).__name__}.{name}"):
            unknown[name] = "it is hidden"
            continue
        value = getattr(subject, name)
        known[name] = hidden(value, hide) if isinstance(value, Subject) else value
    return make(type(subject), id=subject.id, origin=subject.origin, unknown=unknown, **known)


def rebuilt(given, change):
    """Return an estate with each of its collections changed."""
    return replace(given, **{name: tuple(change(getattr(given, name))) for name in COLLECTIONS})


def outcomes_of_all(given):
    """Return the outcomes by rule and subject."""
    judgement = run(all_rules(), context(given, demands=STRICT))
    assert judgement.crashes == ()
    found = {}
    for item in judgement.results:
        found.setdefault((item.rule.id, item.source, item.subject), set()).add(item.outcome)
    return found


@cache
def outcomes_before():
    return [(given, outcomes_of_all(given)) for given in (NEGLECTED, COMPLIANT)]


FIELDS = sorted(
    {
        f"{type(item).__name__}.{name}"
        for part in (NEGLECTED, COMPLIANT)
        for collection in COLLECTIONS
        for item in getattr(part, collection)
        for name in own_fields(item)
    }
    | {
        f"{kind.__name__}.{name}"
        for kind in (*CREDENTIALS, Credentials, ApnsToken, ApnsCertificate)
        for name in own_fields(kind)
    }
)


EXAMPLES = int(os.environ.get("HUBWARDEN_EXAMPLES", "40"))
"""How many random estates: a few by default, 20,000 for a thorough run."""


def hiding(chosen, random):
    """Return a change that takes some of the chosen fields away."""

    def hide(field):
        return field in chosen and random.random() < 0.7

    return lambda them: [hidden(item, hide) for item in them]


SOME = st.sets(st.sampled_from(FIELDS), max_size=4)


@settings(max_examples=EXAMPLES)
@given(chosen=SOME, random=st.randoms())
def test_hiding_fields_never_makes_a_failure_pass_nor_a_pass_fail(chosen, random):
    for full, before_all in outcomes_before():
        after = outcomes_of_all(rebuilt(full, hiding(chosen, random)))
        for key, before in before_all.items():
            if Outcome.FAIL in before:
                assert after[key] & {Outcome.FAIL, Outcome.UNDETERMINED}, key
            else:
                assert Outcome.FAIL not in after.get(key, ()), key


@settings(max_examples=EXAMPLES)
@given(earlier=SOME, chosen=SOME, random=st.randoms())
def test_hiding_more_never_answers_what_was_open(earlier, chosen, random):
    """What fails or is undetermined does not pass, nor cease to apply, when less of it is known."""
    for full in (NEGLECTED, COMPLIANT):
        less = rebuilt(full, hiding(earlier, random))
        before = outcomes_of_all(less)
        after = outcomes_of_all(rebuilt(less, hiding(chosen, random)))
        for key, outcomes in before.items():
            if outcomes & {Outcome.FAIL, Outcome.UNDETERMINED}:
                assert after.get(key, set()) & {Outcome.FAIL, Outcome.UNDETERMINED}, key


ACCEPTED_FIELDS = {"NH114": "ApnsToken.content", "NH117": "FcmV1.content"}
ACCEPTING = structs.replace(
    STRICT,
    accepted=tuple(
        Accepted(rule, "*", field, "no key is here") for rule, field in ACCEPTED_FIELDS.items()
    ),
)


def code_of(given):
    judgement = run(all_rules(), context(given, demands=ACCEPTING))
    report = Report(EVIDENCE, judgement.results, given.gaps, judgement.crashes)
    accepted = {
        (item.rule.id, item.field, item.cause) for item in judgement.results if item.accepted
    }
    return report.exit_code(Severity.LOW), accepted


@settings(max_examples=EXAMPLES)
@given(earlier=SOME, chosen=SOME, random=st.randoms())
def test_hiding_never_makes_an_exit_code_clean_unless_that_is_accepted(earlier, chosen, random):
    less = rebuilt(COMPLIANT, hiding(earlier, random))
    before, _ = code_of(less)
    after, accepted = code_of(rebuilt(less, hiding(chosen, random)))
    if before != ExitCode.CLEAN and after == ExitCode.CLEAN:
        assert accepted
        assert accepted <= {(rule, field, "not-told") for rule, field in ACCEPTED_FIELDS.items()}


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.slug)
def test_a_rule_passes_nothing_of_which_nothing_is_known(rule):
    # Where a secret stands in clear nothing is compliant.
    every_kind = replace(COMPLIANT, plain_secrets=(plain_secret(),))
    blank = rebuilt(every_kind, lambda them: [hidden(item, lambda _: True) for item in them])
    outcomes = {item.outcome for item in results(rule.id, context(blank, demands=STRICT))}
    assert Outcome.UNDETERMINED in outcomes
    # What an environment does not demand needs no knowledge of the subject.
    assert outcomes <= {Outcome.UNDETERMINED, Outcome.NOT_APPLICABLE}


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.slug)
def test_absence_is_no_fact_where_the_source_is_not_complete(rule):
    bare = {"diagnostic_settings": [], "alerts": [], "action_groups": [], "locks": []}
    full = {
        item.subject for item in results(rule.id, estate(**bare)) if item.outcome is Outcome.FAIL
    }
    for incomplete in (
        estate(complete=(), **bare),
        estate(gaps=[Gap("program:prod", "a file", "unreadable")], **bare),
    ):
        found = results(rule.id, incomplete)
        assert {item.subject for item in found if item.outcome is Outcome.UNDETERMINED} == full
        assert Outcome.FAIL not in {item.outcome for item in found}


def test_a_gap_of_another_source_takes_no_fact_away():
    given = estate(alerts=[], gaps=[Gap("program:test", "a file", "unreadable")])
    assert {item.outcome for item in results("NH505", given)} == {Outcome.FAIL}


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
    assert item._replace(subject=item.subject.upper()).fingerprint == item.fingerprint
    for change in ({"field": "tags"}, {"source": "program:test"}, {"subject": "/other"}):
        assert item._replace(**change).fingerprint != item.fingerprint


# Exit codes

EVIDENCE = Evidence(
    version="0.1.0",
    rule_set="",
    rules=0,
    baseline="default",
    baseline_digest="",
    sources=(),
    as_of="2026-01-01",
    made_at=datetime(2026, 1, 1, tzinfo=UTC),
    asked_by="",
    scope="",
    environments=(),
    not_judged=(),
)
RULE = says()


def result(outcome, severity=Severity.MEDIUM, accepted=None):
    return Result(RULE, outcome, severity, "/s", "Namespace", "program:prod", accepted=accepted)


PASSED = result(Outcome.PASS)
LOW, HIGH = result(Outcome.FAIL, Severity.LOW), result(Outcome.FAIL, Severity.HIGH)
ASKED = result(Outcome.UNDETERMINED, Severity.INFO)
ACCEPTED = result(Outcome.UNDETERMINED, Severity.CRITICAL, accepted="why")
MISSING = Gap("program:prod", "a file", "unreadable")
BROKEN = Crash(RULE, "/s", "program:prod", "ValueError at check, line 1")


@pytest.mark.parametrize(
    ("given_results", "gaps", "crashes", "code"),
    [
        pytest.param([], [], [], ExitCode.CLEAN, id="nothing"),
        pytest.param([PASSED], [], [], ExitCode.CLEAN, id="pass"),
        pytest.param([result(Outcome.NOT_APPLICABLE)], [], [], ExitCode.CLEAN, id="n/a"),
        pytest.param([LOW], [], [], ExitCode.CLEAN, id="below the severity"),
        pytest.param([result(Outcome.FAIL)], [], [], ExitCode.VIOLATIONS, id="at the severity"),
        pytest.param([PASSED, HIGH], [], [], ExitCode.VIOLATIONS, id="above the severity"),
        pytest.param([ACCEPTED], [], [], ExitCode.CLEAN, id="accepted"),
        pytest.param([PASSED, ASKED], [], [], ExitCode.INCOMPLETE, id="not accepted"),
        pytest.param([ACCEPTED, ASKED], [], [], ExitCode.INCOMPLETE, id="one of two accepted"),
        pytest.param([LOW, ASKED], [], [], ExitCode.INCOMPLETE, id="below it, and not accepted"),
        pytest.param([], [MISSING], [], ExitCode.INCOMPLETE, id="a gap"),
        pytest.param([], [], [BROKEN], ExitCode.INCOMPLETE, id="a crash"),
        pytest.param([ACCEPTED], [], [BROKEN], ExitCode.INCOMPLETE, id="accepted, and a crash"),
        pytest.param([HIGH, ASKED], [MISSING], [BROKEN], ExitCode.VIOLATIONS, id="violations win"),
    ],
)
def test_exit_code(given_results, gaps, crashes, code):
    report = Report(EVIDENCE, tuple(given_results), tuple(gaps), tuple(crashes))
    assert report.exit_code(Severity.MEDIUM) == code
    assert report.incomplete is bool(gaps or crashes or ASKED in given_results)


def test_information_fails_only_where_it_is_asked_to():
    report = Report(EVIDENCE, (result(Outcome.FAIL, Severity.INFO),), (), ())
    assert report.exit_code(Severity.LOW) == ExitCode.CLEAN
    assert report.exit_code(Severity.INFO) == ExitCode.VIOLATIONS


def test_what_the_baseline_excepts_is_counted():
    demands = demanding(
        severities={"NH499": Lowered("low", "it is known")},
        switched_off=(SwitchedOff("NH498", "another tool does it"),),
    )
    demands = structs.replace(
        demands, accepted=(Accepted("NH497", "*", "*", "nobody can tell it"),)
    )
    rules = (
        says(WRONG),
        replace(says(WRONG), id="NH498"),
        replace(says(GAP), id="NH497"),
        replace(says(Elsewhere("another stack has it")), id="NH496"),
        replace(says(NotApplicable("no")), id="NH495"),
    )
    report = Report(EVIDENCE, run(rules, context(demands=demands)).results, (), ())
    assert [(item.kind, item.rule, item.reason, item.results) for item in report.excepted()] == [
        ("switched off", "NH498", "another tool does it", 1),
        ("lowered", "NH499", "it is known", 1),
        ("accepted", "NH497", "nobody can tell it", 1),
        ("provided elsewhere", "NH496", "another stack has it", 1),
    ]
    written = find("text")(report, Options(fail_on=Severity.MEDIUM, verbose=False))
    words = "results: 1 switched off, 1 lowered, 1 accepted, 1 provided elsewhere"
    assert words in written.partition("\n\n")[0]
    assert "NH498 switched off (1): another tool does it" in written


def test_a_severity_that_is_raised_is_no_exception():
    demands = demanding(severities={"NH499": "high"})
    report = Report(EVIDENCE, run([says(WRONG)], context(demands=demands)).results, (), ())
    assert report.excepted() == ()
