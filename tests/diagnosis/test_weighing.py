"""What the scope says of a cause: proved, unknown, out of sight, not applicable or ruled out."""

from dataclasses import replace

from diagnosing import diagnosed, proved, standing
from faulty_estates import FAULTY, faulty

from factories import (
    UNKNOWN,
    apns,
    build,
    estate,
    holding,
    hub,
    namespace,
    origin,
    together,
)
from hubwarden.diagnosis.standing import Standing
from hubwarden.diagnosis.weighing import rules_about, weigh
from hubwarden.model.source_info import Gap
from hubwarden.report import Crash, ExitCode, Outcome
from hubwarden.severity import Severity


def of(given, cause, *symptoms):
    return standing(diagnosed(symptoms, given), cause)


def test_without_anything_in_scope_nothing_is_ruled_out():
    empty = estate(namespaces=[], hubs=[], access_rules=[], private_endpoints=[])
    diagnosis = diagnosed(["bad-device-token"], empty)
    assert diagnosis.ruled_out == diagnosis.not_applicable == ()
    assert proved(diagnosis) == set()
    found = standing(diagnosis, "endpoint-side")
    assert (found.standing, found.silent, found.evidence) == (Standing.UNKNOWN, ("NH301",), ())


def test_what_held_is_ruled_out_and_says_for_which_hub():
    found = of(estate(), "endpoint-side", "bad-device-token")
    assert found.standing is Standing.RULED_OUT
    assert [item.subject for item in found.evidence] == [estate().hubs[0].id.text]


def test_what_is_not_known_is_neither_proved_nor_ruled_out():
    given = holding(apns=apns(endpoint=UNKNOWN))
    diagnosis = diagnosed(["bad-device-token"], given)
    found = standing(diagnosis, "endpoint-side")
    assert (found.standing, found.confidence) == (Standing.UNKNOWN, "medium")
    assert [item.outcome for item in found.evidence] == [Outcome.UNDETERMINED]
    assert diagnosis.exit_code(Severity.LOW) == ExitCode.INCOMPLETE


def test_one_hub_that_is_not_known_leaves_a_cause_open_that_another_rules_out():
    unknown = estate("test", hubs=[hub("test", credentials=UNKNOWN)])
    found = of(together(estate(), unknown), "endpoint-side", "bad-device-token")
    assert found.standing is Standing.UNKNOWN


def test_one_hub_that_has_the_fault_proves_it_whatever_is_not_known_of_another():
    unknown = estate("test", hubs=[hub("test", credentials=UNKNOWN)])
    diagnosis = diagnosed(["bad-device-token"], together(faulty("NH301"), unknown))
    assert standing(diagnosis, "endpoint-side").standing is Standing.PROVED
    assert diagnosis.exit_code(Severity.LOW) == ExitCode.VIOLATIONS


def test_a_cause_is_open_as_long_as_one_of_its_rules_has_nothing_to_judge():
    token_alone = holding(apns=apns())
    found = of(token_alone, "certificate-unusable", "bad-certificate")
    assert (found.standing, found.silent) == (Standing.UNKNOWN, ("NH111", "NH112", "NH136"))


def test_what_does_not_apply_is_told_with_the_reason_and_is_not_ruled_out():
    android = build(kind="google-services", environment=None, firebase_project="orders-prod")
    found = of(estate(builds=[android]), "no-push-entitlement", "no-entitlement")
    assert found.standing is Standing.NOT_APPLICABLE
    assert [item.message for item in found.evidence] == ["it is a build for Android"]


def test_one_environment_alone_does_not_rule_out_that_two_share_a_hub():
    assert of(estate(), "shared-hub", "bad-device-token").standing is Standing.UNKNOWN
    both = together(estate(), estate("test"))
    assert of(both, "shared-hub", "bad-device-token").standing is Standing.RULED_OUT


def test_a_rule_that_the_baseline_switches_off_rules_nothing_out():
    report = diagnosed(["bad-device-token"], estate()).report
    results = tuple(
        item._replace(outcome=Outcome.NOT_APPLICABLE, switched_off="a test", message="off")
        if item.rule.id == "NH301"
        else item
        for item in report.results
    )
    symptoms = diagnosed(["bad-device-token"], estate()).symptoms
    found = standing(weigh(symptoms, replace(report, results=results)), "endpoint-side")
    assert found.standing is Standing.UNKNOWN


def test_what_a_source_only_reads_rules_nothing_out():
    seen = origin(managed=False)
    given = estate(
        hubs=[hub(origin=seen, credentials=UNKNOWN)], namespaces=[namespace(origin=seen)]
    )
    diagnosis = diagnosed(["feature-not-in-tier"], given)
    assert standing(diagnosis, "tier-feature").standing is not Standing.RULED_OUT


def test_a_rule_that_breaks_rules_nothing_out():
    diagnosis = diagnosed(["bad-device-token"], estate())
    (rule,) = (item for item in rules_about(diagnosis.symptoms) if item.id == "NH301")
    crash = Crash(rule, "/hub", "program:prod", "ValueError")
    broken = replace(diagnosis.report, crashes=(crash,))
    again = weigh(diagnosis.symptoms, broken)
    assert standing(again, "endpoint-side").standing is Standing.UNKNOWN
    assert again.exit_code(Severity.LOW) == ExitCode.INCOMPLETE


def test_a_gap_makes_a_diagnosis_incomplete():
    given = estate(gaps=[Gap("program:prod", "a part", "it was not read")])
    assert diagnosed(["bad-device-token"], given).exit_code(Severity.LOW) == ExitCode.INCOMPLETE


def test_what_is_proved_comes_first_and_the_gravest_of_it():
    given = together(faulty("NH801"), FAULTY["NH304"]())
    diagnosis = diagnosed(["bad-device-token"], given)
    ranks = [(item.confidence, item.standing) for item in diagnosis.causes]
    order = ["high", "medium", "low"]
    assert [order.index(grade) for grade, _ in ranks] == sorted(order.index(g) for g, _ in ranks)
    assert diagnosis.causes[0].proof.severity is Severity.CRITICAL


def test_what_a_message_points_to_is_likelier_than_what_is_known_to_end_in_it():
    diagnosis = diagnosed(["bad-device-token"], estate())
    assert standing(diagnosis, "build-side").confidence == "medium"
    assert standing(diagnosis, "token-wrong").confidence == "low"
    assert standing(diagnosis, "token-wrong").standing is Standing.ELSEWHERE


def test_of_two_messages_each_brings_its_causes_once():
    diagnosis = diagnosed(["bad-device-token", "sender-id-mismatch"], estate())
    found = [*diagnosis.causes, *diagnosis.not_applicable, *diagnosis.ruled_out]
    names = [item.cause.name for item in found]
    assert {"endpoint-side", "build-of-another-project"} <= set(names)
    assert len(set(names)) == len(names)


def test_fail_on_decides_the_exit_code_and_nothing_else():
    diagnosis = diagnosed(["feature-not-in-tier"], faulty("tier-below-standard"))
    assert proved(diagnosis) == {"tier-feature"}
    assert diagnosis.exit_code(Severity.MEDIUM) == ExitCode.VIOLATIONS
    assert diagnosis.exit_code(Severity.HIGH) == ExitCode.CLEAN


def test_the_facts_are_judged_as_rules_are():
    given = estate(namespaces=[namespace(tier=UNKNOWN)])
    found = of(given, "tier-feature", "feature-not-in-tier")
    assert found.standing is Standing.UNKNOWN
    assert [item.field for item in found.evidence] == ["Namespace.tier"]
