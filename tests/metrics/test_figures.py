"""Derived figures, and what a history shows: each incident is made from its cause, with noise and a rhythm."""

from datetime import UTC, datetime, timedelta

import pytest
from histories import HUB, made
from hypothesis import example, given
from hypothesis import strategies as st

from hubwarden.metrics.figures import FORMULAS, Level, figures, unaccounted, unexplained
from hubwarden.metrics.history import History
from hubwarden.metrics.hub_metrics import METRIC_NAMES
from observing import observe, why_not_judged


def history(*fates, **more):
    return History(HUB, made(dict(fates), **more))


def of(given, name):
    return next(figure for figure in figures(given) if figure.formula.name == name)


def counts(**totals):
    time = datetime(2026, 3, 2, tzinfo=UTC)
    return History(HUB, {name.replace("_", "."): {time: value} for name, value in totals.items()})


PUSHES = "notificationhub_pushes"

INCIDENTS = [
    pytest.param(history(sent=False), ["status-401", "status-403", "status-404"], id="no send comes through"),
    pytest.param(history(failed=0.2), ["status-401", "status-403", "status-404", "status-400"], id="a fifth fails"),
    pytest.param(history(reached=False), ["no-target"], id="no target"),
    pytest.param(history((("apns", "invalidcredentials"), 0.5)), ["pns-credentials", "credential-refused"], id="Apple refuses"),
    pytest.param(history((("apns", "invalidcredentials"), 0.0005)), ["pns-credentials", "credential-refused"], id="Apple refuses a few"),
    pytest.param(history((("fcmv1", "invalidcredentials"), 0.5)), ["pns-credentials", "sender-id-mismatch", "credential-refused"], id="Google refuses"),
    pytest.param(history((("wns", "authenticationerror"), 0.1)), ["pns-credentials", "credential-refused"], id="Windows refuses"),
    pytest.param(history((("wns", "wrongtoken"), 0.1)), ["token-provider-wrong", "wrong-channel"], id="another Windows app"),
    pytest.param(history((("wns", "tokenproviderunreachable"), 0.1)), ["token-provider-unreachable"], id="no token service"),
    pytest.param(history((("gcm", "success"), 0.1)), ["legacy-api"], id="gcm is still used"),
    pytest.param(history((("apns", "badchannel"), 0.2)), ["bad-channel"], id="an environment was swapped"),
    pytest.param(history((("fcmv1", "wrongchannel"), 0.05)), ["wrong-channel"], id="another Firebase project"),
    pytest.param(history((("apns", "pnserror"), 0.05)), ["pns-unreachable"], id="Apple is not reached"),
    pytest.param(history((("apns", "invalidnotificationsize"), 0.02)), ["payload-too-large"], id="too large"),
    pytest.param(history((("fcmv1", "invalidnotificationformat"), 0.02)), ["status-400"], id="malformed"),
    pytest.param(history((("apns", "expiredchannel"), 0.2)), ["expired-channel"], id="apps are removed"),
    pytest.param(history((("fcmv1", "throttled"), 0.02)), ["pns-throttled"], id="Google throttles"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), INCIDENTS)
def test_an_incident_shows_what_it_was_made_from(given, expected):
    found = observe(given)
    assert [symptom.name for item in found for symptom in item.symptoms] == expected
    assert all(item.fault and item.hub == HUB for item in found)


@pytest.mark.parametrize("volume", [0.1, 10])
@pytest.mark.parametrize("shift", [timedelta(), timedelta(days=100, hours=5)])
def test_volume_and_time_do_not_matter(volume, shift):
    for kind in ("invalidcredentials", "badchannel"):
        given = history((("apns", kind), 0.2), volume=volume, shift=shift)
        (found,) = observe(given)
        assert found.symptoms[0].is_about("apns")
        assert not found.symptoms[0].is_about("fcm_v1")


def test_two_causes_are_both_shown():
    given = history((("apns", "invalidcredentials"), 0.2), (("fcmv1", "wrongchannel"), 0.05))
    names = [symptom.name for item in observe(given) for symptom in item.symptoms]
    assert names == ["pns-credentials", "credential-refused", "wrong-channel"]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("volume", [1, 20])
def test_a_healthy_history_shows_no_fault(seed, volume):
    # What is normal: some tokens expire, some devices are gone.
    fates = [(("apns", "expiredchannel"), 0.01), (("fcmv1", "badchannel"), 0.01)]
    given = history(*fates, seed=seed, volume=volume)
    assert [item.fault for item in observe(given)] == [False] * len(observe(given))
    assert why_not_judged(given) == ""


def test_the_real_incident_of_sends_without_a_push():
    given = counts(
        incoming_all_requests=79, incoming=12, registration_all=2, notificationhub_pushes=0
    )
    (found,) = observe(given)
    assert found.says == "12 sends and not one push: no registration was a target"


# What is not measured is no zero, and nothing of the whole is no rate.


def test_no_pushes_means_no_rate():
    given = history(reached=False)
    for figure in figures(given):
        if figure.formula.whole == "notificationhub.pushes":
            assert (figure.level, figure.share) == (Level.NO_RATE, None)
    assert unaccounted(given) is None
    assert "no push" in why_not_judged(given)


def test_nothing_measured_shows_nothing():
    given = counts(registration_all=5)
    assert {figure.level for figure in figures(given)} == {Level.NOT_MEASURED}
    assert {figure.count for figure in figures(given)} == {None}
    assert observe(given) == ()
    assert why_not_judged(given) == "notificationhub.pushes was not measured"


def test_pushes_that_were_not_measured_are_not_none():
    assert observe(counts(incoming=12)) == ()


def test_a_part_that_was_not_measured_is_named_and_never_within():
    given = counts(**{PUSHES: 1000, "outgoing_apns_invalidcredentials": 0})
    figure = of(given, "authentication-error")
    assert (figure.level, figure.count) == (Level.PARTLY, 0)
    assert "outgoing.fcmv1.invalidcredentials" in figure.missing


def test_a_part_is_enough_to_be_above():
    given = counts(**{PUSHES: 1000, "outgoing_apns_invalidcredentials": 30})
    assert of(given, "authentication-error").level is Level.ABOVE
    assert of(given, "pns-error").share == 0.03


@pytest.mark.parametrize(
    ("pushes", "bad", "level"),
    [
        (199, 99, Level.TOO_FEW),
        # Where most of them fail a quarter of the sample is enough.
        (199, 100, Level.ABOVE),
        (50, 26, Level.ABOVE),
        (50, 25, Level.TOO_FEW),
        (49, 49, Level.TOO_FEW),
        (200, 10, Level.WITHIN),
        (200, 11, Level.ABOVE),
        (0, 0, Level.NO_RATE),
    ],
)
def test_a_percentage_needs_a_sample(pushes, bad, level):
    given = counts(**{PUSHES: pushes, "outgoing_allpns_badorexpiredchannel": bad})
    assert of(given, "bad-channel").level is level
    if level is Level.TOO_FEW:
        assert "200" in why_not_judged(given)


def named(**totals):
    """Make counts of one hub; ``__`` stands for ``outgoing.``."""
    return counts(**{name.replace("__", "outgoing_"): value for name, value in totals.items()})


FAILING = [
    "pns-credentials",
    "bad-channel",
    "wrong-channel",
    "pns-unreachable",
    "payload-too-large",
]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(named(__allpns_success=0), FAILING, id="no success"),
        pytest.param(named(__allpns_success=3), FAILING, id="three successes"),
        pytest.param(named(__allpns_success=0, __allpns_pnserror=9), FAILING, id="errors explain little"),
        pytest.param(named(__allpns_success=0, __allpns_channelerror=1000), FAILING, id="of no kind"),
        pytest.param(named(__apns_success=0, __apns_pnserror=900), ["pns-unreachable"], id="Apple's alone"),
        pytest.param(named(__wns_badchannel=30, __apns_expiredchannel=30), ["bad-channel", "expired-channel"], id="two platforms"),
        pytest.param(named(__gcm_success=900), ["legacy-api"], id="gcm alone"),
        pytest.param(named(__mpns_invalidnotificationformat=2), ["status-400"], id="a total of one"),
        # The figures are above, and tell why.
        pytest.param(named(__allpns_success=0, __allpns_pnserror=990), ["pns-unreachable"], id="explained"),
    ],
)  # fmt: skip
def test_plain_failure_is_observed(given, expected):
    whole = History(HUB, {**given.counts, **counts(notificationhub_pushes=1000).counts})
    found = observe(whole)
    assert [symptom.name for item in found for symptom in item.symptoms] == expected
    assert all(item.fault for item in found)


@pytest.mark.parametrize(
    ("totals", "share"),
    [
        ({}, "100 %"),
        ({"__allpns_success": 970}, "3 %"),
        ({"__apns_success": 0}, "100 %"),
        ({"__apns_success": 600, "__fcmv1_success": 300}, "10 %"),
        ({"__allpns_success": 940, "__allpns_channelerror": 60}, "6 %"),
        ({"__allpns_pnserror": 0, "__allpns_badorexpiredchannel": 40}, "96 %"),
        ({"registration_all": 5, "incoming": 40}, "100 %"),
    ],
)
def test_pushes_of_which_nothing_tells_the_end_are_not_judged(totals, share):
    given = named(**{PUSHES: 1000}, **totals)
    assert observe(given) == ()
    assert f"for {share} of pushes no metric that was read tells" in why_not_judged(given)


@pytest.mark.parametrize(
    "totals",
    [
        {"__allpns_success": 940, "__allpns_badorexpiredchannel": 45},
        {"__allpns_success": 900, "__wns_dropped": 60, "__mpns_channeldisconnected": 30},
        {"__apns_success": 500, "__fcmv1_success": 460, "__fcmv1_badchannel": 30},
    ],
)
def test_pushes_that_are_explained_well_enough_are_judged(totals):
    given = named(**{PUSHES: 1000}, **totals)
    assert observe(given) == ()
    assert why_not_judged(given) == ""


def test_pushes_that_are_lost_without_a_figure_are_a_fault():
    lost = named(**{PUSHES: 200}, __mpns_channeldisconnected=196)
    (found,) = observe(lost)
    assert found.fault
    assert found.says.startswith("196 of 200 pushes did not succeed")
    assert not observe(named(**{PUSHES: 1000}, __apns_success=920, __wns_dropped=60))


@example({"notificationhub.pushes": 200.0, "outgoing.mpns.channeldisconnected": 196.0})
@given(st.dictionaries(st.sampled_from(sorted(METRIC_NAMES)), st.integers(0, 2000).map(float)))
def test_nothing_observed_and_nothing_open_means_that_pushes_ended_well(totals):
    given = counts(**totals)
    if not any(item.fault for item in observe(given)) and (
        observe(given) or not why_not_judged(given)
    ):
        assert unexplained(given) <= 0.02
        assert sum(n for name, n in totals.items() if "success" in name) > 0


def test_any_refused_credential_is_too_many_whatever_the_sample():
    given = counts(**{PUSHES: 3, "outgoing_apns_invalidcredentials": 1})
    assert of(given, "authentication-error").level is Level.ABOVE


def test_the_errors_of_push_services_count_refused_credentials():
    given = history((("apns", "invalidcredentials"), 0.02), (("apns", "pnserror"), 0.02))
    assert of(given, "pns-error").share == pytest.approx(0.04, rel=0.05)


def test_what_no_metric_accounts_for():
    given = history((("apns", "success"), 0.9))
    assert unaccounted(given) == pytest.approx(0, abs=0.01)
    less = {name: by for name, by in given.counts.items() if "apns" not in name}
    less["outgoing.allpns.success"] = {
        time: n / 2 for time, n in less["outgoing.allpns.success"].items()
    }
    assert unaccounted(History(HUB, less)) == pytest.approx(0.5, abs=0.01)


@given(st.dictionaries(
    st.sampled_from([name for formula in FORMULAS for name in (*formula.parts, formula.whole)]),
    st.integers(0, 10**6).map(float)))  # fmt: skip
def test_a_figure_is_what_its_formula_says(totals):
    given = counts(**totals)
    for figure in figures(given):
        known = [totals[part] for part in figure.formula.parts if part in totals]
        assert figure.count == (sum(known) if known else None)
        whole = totals.get(figure.formula.whole)
        if whole and known:
            assert figure.share == sum(known) / whole
        else:
            assert figure.share is None
            assert figure.level in (Level.NOT_MEASURED, Level.NO_RATE)
        assert (figure.level is not Level.WITHIN) or not figure.missing
