"""Of causes that nothing proves, those come first that fit the way in which something began."""

from datetime import UTC, datetime, timedelta

import pytest

from diagnosis.diagnosing import BASELINE, BY_NAME
from factories import apns, context, credentials, estate, fcm_v1, holding, hub, hub_id, namespace
from hubwarden.diagnosis.changes_before import ChangeBefore, DatedOnset
from hubwarden.diagnosis.diagnosis_text import evidence_words
from hubwarden.diagnosis.lacking import kinds_lacking
from hubwarden.diagnosis.observations import Observation
from hubwarden.diagnosis.standing import Standing
from hubwarden.diagnosis.telemetry_symptoms import PLATFORM_SILENT
from hubwarden.diagnosis.weighing import rules_about, weigh
from hubwarden.engine import run
from hubwarden.metrics.figures import FORMULAS
from hubwarden.metrics.onsets import Onset
from hubwarden.model.activity import ActivityEvent
from hubwarden.model.base import ResourceId
from hubwarden.model.credentials import ApnsCertificate, ApnsToken, FcmLegacy
from hubwarden.report import Outcome, Report, Result
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


def seen(*symptoms, likely=()):
    result = Result.__new__(Result, *(None for _ in Result._fields))._replace(outcome=Outcome.FAIL)
    return Observation(HUB, "something is seen", symptoms, result, frozenset(likely))


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


@pytest.mark.parametrize(
    "onsets", [{}, dated(logged=False), dated("hub written")], ids=["none", "no log", "written"]
)
def test_what_was_done_or_is_not_known_leaves_it_open(onsets):
    assert first(weighed(KEY, seen(APPLE), onsets=onsets))[0][0] != "key-revoked"


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
