"""A lock, a setting or an alert of another provider: absence is no fact, and only of that kind."""

import pytest
from pulumi_documents import code, judged, load, named, rules_with, unsure

from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("name", "token", "rule"),
    [
        ("lock", "azure:management/lock:Lock", "NH601"),
        ("namespace-logs", "azure:monitoring/diagnosticSetting:DiagnosticSetting", "NH503"),
        ("shop.outgoing.allpns.pnserror", "azure:monitoring/metricAlert:MetricAlert", "NH505"),
    ],
)
def test_what_another_provider_makes_is_not_missing(tmp_path, name, token, rule):
    document = load("state-prod")
    item = named(document, name)
    item["urn"] = item["urn"].replace(item["type"], token)
    item["type"] = token
    report = judged(tmp_path, "state", document)
    assert not report.having(Outcome.FAIL)
    assert rule in unsure(report)
    assert code(report) == 3
    assert not report.gaps


def test_other_kinds_are_still_told_completely(tmp_path):
    document = load("state-prod")
    lock, alert = named(document, "lock"), named(document, "shop.outgoing.allpns.pnserror")
    token = "azure:monitoring/metricAlert:MetricAlert"
    alert["urn"] = alert["urn"].replace(alert["type"], token)
    alert["type"] = token
    document["deployment"]["resources"].remove(lock)
    assert rules_with(judged(tmp_path, "state", document), Outcome.FAIL) == {"NH601"}
