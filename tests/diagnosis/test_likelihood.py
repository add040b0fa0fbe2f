"""Of causes that nothing proves, those come first that fit the way in which something began."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from diagnosis.diagnosing import BASELINE, BY_NAME
from factories import (
    UNKNOWN,
    access_rule,
    apns,
    context,
    credentials,
    estate,
    fcm_v1,
    holding,
    hub,
    hub_id,
    namespace,
)
from hubwarden.diagnosis.changes_before import ChangeBefore, DatedOnset
from hubwarden.diagnosis.diagnosis_text import evidence_words
from hubwarden.diagnosis.lacking import kinds_lacking
from hubwarden.diagnosis.observations import Observation
from hubwarden.diagnosis.standing import Standing
from hubwarden.diagnosis.telemetry_symptoms import CREDENTIAL_REFUSED, PLATFORM_SILENT
from hubwarden.diagnosis.weighing import rules_about, weigh
from hubwarden.engine import run
from hubwarden.metrics.figures import FORMULAS
from hubwarden.metrics.onsets import Onset
from hubwarden.model.activity import ActivityEvent
from hubwarden.model.base import ResourceId
from hubwarden.model.credentials import ApnsCertificate, ApnsToken, FcmLegacy
from hubwarden.report import ExitCode, Outcome, Report, Result
from hubwarden.reports import Options
from hubwarden.reports.parts.labels import Labels
from hubwarden.severity import Severity
from judging import EVIDENCE

HUB = hub_id().text
AT = datetime(2026, 3, 5, 14, tzinfo=UTC)
ONSET = Onset(FORMULAS[1], AT, timedelta(hours=1), None, 0.0, 0.4)


def dated(*done, logged=True):
    event = ActivityEvent(ResourceId(HUB), "write", "ada", AT)
    changes = tuple(ChangeBefore(item, "somebody did something", event) for item in done)
    return {HUB: (DatedOnset(ONSET, changes, logged),)}


def seen(*symptoms, likely=(), unlikely=()):
    result = Result(*(None for _ in Result.__struct_fields__))._replace(outcome=Outcome.FAIL)
    return Observation(
        HUB, "something is seen", symptoms, result, frozenset(likely), frozenset(unlikely)
    )


def weighed(given, *observations, onsets=None):
    symptoms = tuple(item for one in observations for item in one.symptoms)
    judgement = run(rules_about(symptoms), context(given, demands=BASELINE))
    report = Report(EVIDENCE, judgement.results, (), judgement.crashes)
    return weigh((), report, observations, onsets or {}, kinds_lacking(given, [HUB]))


def first(diagnosis):
    return [(item.cause.name, item.confidence) for item in diagnosis.causes]


def told_by_azure(**held):
    """Return a hub of which nobody declares the platforms."""
    return estate(hubs=[hub(credentials=credentials(**held), platforms=frozenset())])


REFUSED = BY_NAME["pns-credentials"]
APPLE = type(REFUSED)(**{
    **{name: getattr(REFUSED, name) for name in REFUSED.__slots__},
    "services": ("apns",),
})  # fmt: skip
KEY = holding(apns=apns())


def test_where_nothing_was_done_what_begins_by_itself_comes_first():
    found = first(weighed(KEY, seen(APPLE), onsets=dated()))
    assert found[0] == ("key-revoked", "medium")
    # Nobody wrote another key into the hub.
    assert dict(found)["other-key-in-hub"] == "low"


@pytest.mark.parametrize("onsets", [{}, dated("hub written")], ids=["none", "written"])
def test_what_was_done_or_was_always_so_leaves_it_open(onsets):
    assert first(weighed(KEY, seen(APPLE), onsets=onsets))[0][0] != "key-revoked"


@pytest.mark.parametrize(
    ("service", "cause"),
    [("apns", "certificate-unusable"), ("wns", "wns-app"), ("fcm_v1", "account-rights")],
)
def test_what_worked_for_days_is_not_wrong_in_the_hub_unless_somebody_wrote_it(service, cause):
    refused = replace(REFUSED, services=(service,))
    found = first(weighed(estate(hubs=[]), seen(refused), onsets=dated(logged=False)))
    assert found[0] == (cause, "medium")
    # Nobody knows whether it was written: these stay possible, behind what needs no deployment.
    assert dict(found)["placeholder"] == "medium"
    # Who calls with a key of its own is not told apart so.
    assert first(weighed(estate(), seen(BY_NAME["status-401"]), onsets=dated(logged=False)))[0] == (
        "other-key",
        "medium",
    )


@pytest.mark.parametrize(
    ("held", "platform", "told"),
    [
        ({"apns": apns()}, "fcm_v1", True),
        ({"fcm_v1": fcm_v1()}, "apns", True),
        ({"apns": apns()}, "apns", False),
    ],
)
def test_what_is_refused_and_is_in_no_source_was_set_elsewhere(held, platform, told):
    refused = [replace(item, services=(platform,)) for item in (REFUSED, CREDENTIAL_REFUSED)]
    found = first(weighed(told_by_azure(**held), seen(*refused)))
    assert (found[0] == ("credential-not-declared", "medium")) is told
    assert ("credential-not-declared" in dict(found)) is told
    # What fell silent on another platform does not prove it for this one.
    silent = replace(PLATFORM_SILENT, services=("apns", "fcm_v1", "wns"))
    other = replace(CREDENTIAL_REFUSED, services=("fcm_legacy",))
    both = dict(first(weighed(told_by_azure(), seen(silent), seen(other))))
    assert both["apns-missing"] == "high"
    assert both["credential-not-declared"] == "low"


@pytest.mark.parametrize(
    ("closed", "first_cause"), [(True, "devices-shut-out"), (False, "right-missing")]
)
def test_a_closed_endpoint_is_suspected_where_requests_fail(closed, first_cause):
    # Nobody says which access rule the devices use, so that it is not proved.
    given = estate(
        namespaces=[namespace(public_access=not closed)],
        access_rules=[access_rule(name="app", role=UNKNOWN)],
    )
    refused = seen(BY_NAME["status-401"], BY_NAME["status-403"])
    found = weighed(given, refused, onsets=dated(logged=False))
    assert first(found)[0] == (first_cause, "medium")
    # That it is closed is no fault by itself.
    assert found.exit_code(Severity.LOW) != ExitCode.VIOLATIONS


def test_what_counts_speak_against_comes_last():
    refused = BY_NAME["status-404"]
    assert first(weighed(estate(), seen(refused)))[0] == ("hub-deleted", "medium")
    found = first(weighed(estate(), seen(refused, unlikely=["hub-deleted"])))
    assert dict(found)["hub-deleted"] == "low"
    assert found[0] == ("hub-name", "medium")


def test_a_certificate_is_no_cause_where_the_hub_has_a_key():
    found = weighed(KEY, seen(APPLE))
    (item,) = (one for one in found.not_applicable if one.cause.name == "certificate-unusable")
    said = list(evidence_words(item, Labels(()), Options(Severity.LOW, verbose=False)))
    assert said == ["the hub has no credential of this kind"]
    unknown = weighed(estate(hubs=[]), seen(APPLE))
    assert "certificate-unusable" in {item.cause.name for item in unknown.causes}


def test_what_a_hub_lacks():
    assert kinds_lacking(KEY, [HUB])[HUB] >= {ApnsCertificate, FcmLegacy}
    assert ApnsToken not in kinds_lacking(KEY, [HUB])[HUB]
    # Where Apple refuses pushes there is a credential, whatever a source says.
    assert not kinds_lacking(holding(fcm_v1=fcm_v1()), [HUB])[HUB] & {ApnsToken, ApnsCertificate}
    assert kinds_lacking(KEY, ["elsewhere"]) == {"elsewhere": frozenset()}


def test_the_way_a_figure_moves_counts():
    bad = BY_NAME["bad-channel"]
    assert first(weighed(estate(), seen(bad)))[0][0] != "device-gone"
    assert first(weighed(estate(), seen(bad, likely=["device-gone"])))[0] == (
        "device-gone",
        "medium",
    )


@pytest.mark.parametrize(("tier", "cause"), [("Free", "tier-devices"), ("Basic", "tier-feature")])
def test_a_tier_proves_nothing_of_what_counts_show(tier, cause):
    given = estate(namespaces=[namespace(tier=tier)])
    (item,) = (
        item
        for item in weighed(given, seen(BY_NAME["status-403"])).causes
        if item.cause.name == cause
    )
    assert item.standing is Standing.UNKNOWN
    assert item.evidence[0].message.startswith(f"its tier is {tier}")
    changed = first(
        weighed(
            given,
            seen(BY_NAME["status-401"], BY_NAME["status-403"]),
            onsets=dated("key regenerated"),
        )
    )
    assert changed[0] == ("other-key", "medium")


def test_a_platform_that_fell_silent_proves_that_its_credential_is_missing():
    def silent(service):
        fields = {name: getattr(PLATFORM_SILENT, name) for name in PLATFORM_SILENT.__slots__}
        return seen(type(PLATFORM_SILENT)(**{**fields, "services": (service,)}))

    given = told_by_azure(fcm_v1=fcm_v1())
    assert first(weighed(given, silent("apns")))[0] == ("apns-missing", "high")
    assert "high" not in dict(first(weighed(given, silent("fcm_v1")))).values()
    # A hub for Android alone is not to blame for sends without a target.
    assert "apns-missing" not in {
        item.cause.name
        for item in weighed(given, seen(BY_NAME["no-target"])).causes
        if item.standing is Standing.PROVED
    }


def test_what_is_not_explained_yet_comes_before_what_else_it_could_be():
    given = told_by_azure()
    found = first(weighed(given, seen(BY_NAME["no-target"]), seen(BY_NAME["pns-throttled"])))
    assert [name for name, _ in found[:2]] == ["no-credentials", "too-fast"]
