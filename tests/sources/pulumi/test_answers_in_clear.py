"""Secrets in clear among what Azure answered, which a state keeps."""

import base64

import pytest
from pulumi_documents import encrypted, envelope, judged, load, named, rules_with

from hubwarden.report import Outcome

KEY = base64.b64encode(bytes(range(7, 39))).decode()
CONNECTION = (
    f"Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=orders;SharedAccessKey={KEY}"
)
RULE, GROUP = "shop--phones.rule", "lindenmarkt-prod-rg"


def _setting(value):
    return {"appSettings": [{"name": "HUB", "value": value}]}


def _judged(tmp_path, name, outputs, inputs=None):
    document = load("state-prod")
    resource = named(document, name)
    resource["outputs"] |= outputs
    resource["inputs"] |= inputs or {}
    report = judged(tmp_path, "state", document)
    assert KEY not in repr(report)
    return report


@pytest.mark.parametrize(
    ("name", "outputs", "place"),
    [
        (RULE, {"primaryKey": KEY}, "outputs.primaryKey"),
        (RULE, {"secondaryKey": "short"}, "outputs.secondaryKey"),
        (
            "namespace",
            {"siteConfig": _setting(CONNECTION)},
            "outputs.siteConfig.appSettings[0].value",
        ),
        (
            "shop.hub",
            {"tags": {"a": base64.b64encode(CONNECTION.encode()).decode()}},
            "outputs.tags.a",
        ),
        ("namespace", {"deep": [{CONNECTION: CONNECTION}]}, "in outputs"),
    ],
)
def test_a_secret_in_clear_in_an_answer(tmp_path, name, outputs, place):
    report = _judged(tmp_path, name, outputs)
    assert rules_with(report, Outcome.FAIL) == {"NH206"}
    (found,) = (each for each in report.results if each.outcome is Outcome.FAIL)
    assert place in str(found.message)


@pytest.mark.parametrize(
    ("name", "outputs"),
    [
        (RULE, {"primaryKey": envelope(KEY), "secondaryKey": encrypted()}),
        (RULE, {"primaryKey": "", "secondaryKey": None}),
        ("namespace", {"siteConfig": _setting(envelope(CONNECTION))}),
        ("namespace", {"siteConfig": _setting("Endpoint=sb://ns.servicebus.windows.net/")}),
        ("namespace", {"primaryKey": KEY, "metricId": "0" * 64}),
    ],
)
def test_an_answer_that_is_marked_or_no_secret(tmp_path, name, outputs):
    assert not rules_with(_judged(tmp_path, name, outputs), Outcome.FAIL)


def test_what_the_inputs_say_in_clear_is_told_once(tmp_path):
    value = {"siteConfig": _setting(CONNECTION)}
    report = _judged(tmp_path, "namespace", value, value)
    found = [each for each in report.results if each.rule.id == "NH206"]
    assert sum(each.outcome is Outcome.FAIL for each in found) == 1
