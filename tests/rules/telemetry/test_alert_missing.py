from dataclasses import replace
from datetime import UTC, datetime

import pytest

from factories import (
    ALL_KINDS,
    UNKNOWN,
    alert,
    alerts,
    apns,
    context,
    credentials,
    criterion,
    demanding,
    estate,
    hub,
    hub_id,
    namespace,
    namespace_id,
    results,
    source_info,
    together,
    verdict,
)
from hubwarden.facts import HUB_METRIC_NAMESPACE
from hubwarden.model.base import ResourceId
from hubwarden.model.source_info import Gap
from hubwarden.report import Outcome

APNS = "outgoing.apns.invalidcredentials"
FCM = "outgoing.fcmv1.invalidcredentials"


def watched(**fields):
    """Return an estate of which the alert on one metric has these fields."""
    named = {name: fields.pop(name) for name in ("enabled", "scopes") if name in fields}
    item = alert(metric=APNS, criteria=(criterion(APNS, **fields),), **named)
    return estate(alerts=[*alerts(without=[APNS]), item])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(estate(), Outcome.PASS, id="good: an alert for each metric"),
        pytest.param(
            estate(alerts=[alert(metric=item.metrics[0].upper()) for item in alerts()]),
            Outcome.PASS,
            id="good: metrics in another letter case",
        ),
        pytest.param(
            estate(
                alerts=[
                    alert(metric=item.metrics[0], scopes=(ResourceId(hub_id().text.upper()),))
                    for item in alerts()
                ]
            ),
            Outcome.PASS,
            id="good: the hub's id in another letter case",
        ),
        pytest.param(
            estate(
                alerts=[
                    alert(metric=item.metrics[0], scopes=(hub_id(name="couriers"), hub_id()))
                    for item in alerts()
                ]
            ),
            Outcome.PASS,
            id="good: one of several scopes",
        ),
        pytest.param(
            estate("test", alerts=[alert("test", metric) for metric in (APNS, FCM)]),
            Outcome.PASS,
            id="good: a sandbox needs fewer",
        ),
        pytest.param(
            estate(alerts=[*alerts(), alert(metrics=UNKNOWN)]),
            Outcome.PASS,
            id="good: an alert that is known besides one that is not",
        ),
        pytest.param(estate(alerts=[]), Outcome.FAIL, id="bad: no alert"),
        pytest.param(
            estate(alerts=alerts(without=[APNS])),
            Outcome.FAIL,
            id="bad: one metric without an alert",
        ),
        pytest.param(
            estate(alerts=[*alerts(without=[APNS, FCM]), alert(metrics=(APNS, FCM))]),
            Outcome.FAIL,
            id="bad: an alert with several criteria does not count",
        ),
        pytest.param(
            estate(
                alerts=[
                    *alerts(without=[APNS]),
                    alert(criteria=(criterion(APNS), criterion(metric=UNKNOWN))),
                ]
            ),
            Outcome.FAIL,
            id="bad: an alert with several criteria, whatever the metric of one is",
        ),
        pytest.param(
            estate(alerts=[*alerts(without=[APNS]), alert(criteria=())]),
            Outcome.FAIL,
            id="bad: an alert without criteria",
        ),
        pytest.param(
            estate(
                alerts=[
                    *alerts(without=[APNS]),
                    alert(metric=APNS, scopes=(hub_id(name="couriers"),)),
                ]
            ),
            Outcome.FAIL,
            id="bad: an alert on another hub does not count",
        ),
        pytest.param(
            estate(alerts=[*alerts(without=[APNS]), alert(metric=APNS, scopes=(namespace_id(),))]),
            Outcome.FAIL,
            id="bad: an alert on the namespace does not count",
        ),
        pytest.param(
            together(estate(alerts=alerts(without=[APNS])), estate("test", hubs=[])),
            Outcome.FAIL,
            id="bad: an alert of another environment does not count",
        ),
        pytest.param(
            estate(
                namespaces=[namespace(credentials=credentials(apns=apns()))],
                hubs=[hub(credentials=credentials())],
                alerts=alerts(without=[APNS]),
            ),
            Outcome.FAIL,
            id="bad: the namespace's credentials need alerts too",
        ),
        pytest.param(
            estate(
                alerts=[
                    *alerts(without=[APNS]),
                    alert(metric=APNS, metrics=UNKNOWN, scopes=(hub_id(name="couriers"),)),
                ]
            ),
            Outcome.FAIL,
            id="bad: an alert on another hub with unknown metrics",
        ),
        pytest.param(
            estate(
                alerts=[
                    *alerts(without=[APNS]),
                    alert(metrics=("outgoing.allpns.success",), scopes=UNKNOWN),
                ]
            ),
            Outcome.FAIL,
            id="bad: an alert on another metric with unknown scopes",
        ),
        pytest.param(
            estate(alerts=[*alerts(without=[APNS]), alert(metric=APNS, metrics=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: the metrics of an alert",
        ),
        pytest.param(
            estate(alerts=[*alerts(without=[APNS]), alert(metric=APNS, scopes=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: the scopes of an alert",
        ),
        pytest.param(
            estate(
                alerts=[
                    *alerts(without=[APNS]),
                    alert(metric=APNS, scopes=(ResourceId("{parameters('hub')}", exact=False),)),
                ]
            ),
            Outcome.UNDETERMINED,
            id="unknown: a part of a scope",
        ),
        pytest.param(
            estate(hubs=[hub(credentials=UNKNOWN)]),
            Outcome.UNDETERMINED,
            id="unknown: the platforms that have credentials",
        ),
        pytest.param(
            watched(threshold=100),
            Outcome.PASS,
            id="good: a threshold as great as the baseline allows",
        ),
        pytest.param(
            watched(operator="greaterthanorequal", threshold=1.0),
            Outcome.PASS,
            id="good: as many as a threshold",
        ),
        pytest.param(
            watched(threshold=None, operator="GreaterOrLessThan"),
            Outcome.PASS,
            id="good: a threshold that Azure finds",
        ),
        pytest.param(watched(aggregation="total"), Outcome.PASS, id="good: the sum of events"),
        pytest.param(watched(aggregation="Count"), Outcome.FAIL, id="bad: the count of samples"),
        pytest.param(watched(threshold=-1.0), Outcome.FAIL, id="bad: always more than that"),
        pytest.param(
            watched(operator="GreaterThanOrEqual", threshold=0.0),
            Outcome.FAIL,
            id="bad: never less than nothing",
        ),
        pytest.param(
            watched(threshold=None, learns_from=datetime(2099, 1, 1, tzinfo=UTC)),
            Outcome.FAIL,
            id="bad: learns from a day to come",
        ),
        pytest.param(
            watched(threshold=None, learns_from=datetime(2020, 1, 1, tzinfo=UTC)),
            Outcome.PASS,
            id="good: leaves an old time out",
        ),
        pytest.param(
            watched(threshold=None, learns_from=datetime(2026, 1, 1, 23, tzinfo=UTC)),
            Outcome.PASS,
            id="good: leaves out what was before today",
        ),
        pytest.param(
            watched(threshold=None, learns_from=datetime(2026, 1, 2, tzinfo=UTC)),
            Outcome.FAIL,
            id="bad: learns from tomorrow",
        ),
        pytest.param(
            watched(threshold=None, learns_from=UNKNOWN),
            Outcome.UNDETERMINED,
            id="unknown: what it learns from",
        ),
        pytest.param(
            watched(metric_namespace=HUB_METRIC_NAMESPACE.lower()),
            Outcome.PASS,
            id="good: the hub's own metrics by name",
        ),
        pytest.param(watched(threshold=101), Outcome.FAIL, id="bad: a threshold that is too great"),
        pytest.param(
            watched(threshold=1e15), Outcome.FAIL, id="bad: a threshold that nothing reaches"
        ),
        pytest.param(
            watched(operator="LessThan"), Outcome.FAIL, id="bad: it fires when there is less"
        ),
        pytest.param(
            watched(operator="GreaterOrLessThan"),
            Outcome.FAIL,
            id="bad: an operator that a fixed threshold does not have",
        ),
        pytest.param(
            watched(threshold=None, operator="LessThan"),
            Outcome.FAIL,
            id="bad: less than Azure finds usual",
        ),
        pytest.param(
            watched(by_dimension=True),
            Outcome.FAIL,
            id="bad: dimensions, which the metric does not have",
        ),
        pytest.param(
            watched(metric_namespace="Microsoft.Storage/storageAccounts"),
            Outcome.FAIL,
            id="bad: the metrics of something else",
        ),
        pytest.param(watched(aggregation="Minimum"), Outcome.FAIL, id="bad: the least of a minute"),
        pytest.param(
            watched(aggregation="Average"), Outcome.FAIL, id="bad: the average of a minute"
        ),
        pytest.param(watched(enabled=False), Outcome.FAIL, id="bad: it is switched off"),
        pytest.param(
            watched(enabled=False, threshold=UNKNOWN, scopes=UNKNOWN),
            Outcome.FAIL,
            id="bad: it is switched off, whatever else is unknown",
        ),
        pytest.param(
            watched(operator="LessThan", threshold=UNKNOWN),
            Outcome.FAIL,
            id="bad: it fires when there is less than an unknown threshold",
        ),
        pytest.param(watched(threshold=UNKNOWN), Outcome.UNDETERMINED, id="unknown: threshold"),
        pytest.param(watched(operator=UNKNOWN), Outcome.UNDETERMINED, id="unknown: operator"),
        pytest.param(
            watched(by_dimension=UNKNOWN), Outcome.UNDETERMINED, id="unknown: by dimension"
        ),
        pytest.param(
            watched(metric_namespace=UNKNOWN), Outcome.UNDETERMINED, id="unknown: metric namespace"
        ),
        pytest.param(watched(aggregation=UNKNOWN), Outcome.UNDETERMINED, id="unknown: aggregation"),
        pytest.param(watched(enabled=UNKNOWN), Outcome.UNDETERMINED, id="unknown: enabled"),
        pytest.param(
            context(watched(threshold=5), demands=demanding(alert_ceilings={})),
            Outcome.UNDETERMINED,
            id="unknown: which threshold is low enough",
        ),
        pytest.param(
            context(
                estate(
                    alerts=[
                        alert(
                            metric=item.metrics[0],
                            criteria=(criterion(item.metrics[0], threshold=None),),
                        )
                        for item in alerts()
                    ]
                ),
                demands=demanding(alert_ceilings={}),
            ),
            Outcome.PASS,
            id="good: no ceiling is needed for a threshold that Azure finds",
        ),
        pytest.param(
            context(
                watched(threshold=500),
                demands=demanding(
                    alert_ceilings={
                        **demanding().environments["production"].alert_ceilings,
                        "authentication": 500,
                    }
                ),
            ),
            Outcome.PASS,
            id="good: a ceiling of the project's own",
        ),
        pytest.param(
            estate(alerts=[], complete=ALL_KINDS - {"alerts"}),
            Outcome.UNDETERMINED,
            id="unknown: the source does not tell all alerts",
        ),
        pytest.param(
            estate(alerts=[], gaps=[Gap("program:prod", "page 2", "forbidden")]),
            Outcome.UNDETERMINED,
            id="unknown: a part of the source could not be read",
        ),
        pytest.param(
            estate("elsewhere"), Outcome.UNDETERMINED, id="unknown: no environment matches"
        ),
        pytest.param(
            context(estate(alerts=[]), demands=demanding(alerts=())),
            Outcome.NOT_APPLICABLE,
            id="not applicable: no alerts are demanded",
        ),
        pytest.param(
            estate(
                alerts=[],
                complete=(),
                provided_elsewhere={("program:prod", "alerts"): "by the monitoring team"},
            ),
            Outcome.NOT_APPLICABLE,
            id="not applicable: provided elsewhere",
        ),
    ],
)
def test_alert_missing(given, expected):
    assert verdict("alert-missing", given) is expected


PNS_ERROR = "outgoing.allpns.pnserror"


def failed(given):
    """Return the metrics without an alert, and whether something was not known besides."""
    found = results("alert-missing", given)
    missing = {item.field.removeprefix("alerts.") for item in found if item.outcome is Outcome.FAIL}
    return missing, Outcome.UNDETERMINED in {item.outcome for item in found}


def test_an_alert_of_unknown_scope_hides_no_other_that_is_missing():
    doubtful = alert(metric=APNS, scopes=UNKNOWN)
    given = estate(alerts=[doubtful, *alerts(without=[APNS, PNS_ERROR])])
    assert failed(given) == ({PNS_ERROR}, True)


def test_unknown_credentials_hide_no_alert_that_every_hub_needs():
    given = estate(hubs=[hub(credentials=UNKNOWN)], alerts=[])
    assert failed(given) == (
        {PNS_ERROR, "outgoing.allpns.badorexpiredchannel", "incoming.all.failedrequests"},
        True,
    )


@pytest.mark.parametrize(
    "around", [{"namespaces": []}, {"namespaces": [namespace(credentials=UNKNOWN)]}]
)
def test_an_unknown_namespace_hides_no_alert_that_the_hubs_own_credentials_need(around):
    missing, unclear = failed(estate(**around, alerts=[]))
    assert {APNS, FCM, PNS_ERROR} <= missing
    assert unclear


def test_why_an_alert_does_not_count_is_told():
    given = watched(enabled=False, threshold=1e9, operator="LessThan", aggregation="Minimum")
    (found,) = results("alert-missing", given)
    assert found.message == (
        f"no alert watches {APNS} (authentication): {APNS} does not aggregate by Total; "
        f"{APNS} does not fire when there is more; {APNS} has a threshold above 100; "
        f"{APNS} is switched off"
    )


def test_why_an_alert_does_not_count_is_told_where_others_may_be_made_elsewhere():
    given = replace(watched(threshold=1e9), sources=(source_info(complete=frozenset()),))
    (found,) = results("alert-missing", given)
    assert found.outcome is Outcome.UNDETERMINED
    assert found.field == "Estate.alerts"
    assert found.message.endswith(f"be made elsewhere: {APNS} has a threshold above 100")


@pytest.mark.parametrize(
    ("others", "flaws"),
    [
        ([], ""),
        ([alert(metrics=UNKNOWN, enabled=False)], ""),
        ([alert(metric=APNS, metrics=(APNS, FCM))], ""),
        (
            [
                alert(
                    metric=APNS, criteria=(criterion(APNS, operator="LessThan", threshold=UNKNOWN),)
                )
            ],
            f": {APNS} does not fire when there is more",
        ),
    ],
    ids=["no alert", "one that may watch it is off", "it is one of two", "a threshold is unknown"],
)
def test_only_what_is_certain_of_other_alerts_is_told(others, flaws):
    (found,) = results("alert-missing", estate(alerts=[*alerts(without=[APNS]), *others]))
    assert found.message == f"no alert watches {APNS} (authentication){flaws}"


def test_an_alert_that_may_be_there_adds_nothing_to_what_is_told():
    given = estate(alerts=[*alerts(without=[APNS]), alert(metric=APNS, scopes=UNKNOWN)])
    (found,) = results("alert-missing", given)
    assert (found.field, found.message) == ("Alert.scopes", "nobody told scopes")
