"""A baseline says when a figure of a hub is too high, and what is a sample."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from hubwarden.cli import main
from hubwarden.facts import CONCERNS, PLATFORM_METRICS, metrics_for
from hubwarden.metrics.figures import FORMULAS

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "tests" / "metrics"))

from histories import HUB, as_csv, made  # noqa: E402 - not on the path of all tests

BASELINE = """\
version: 1
environments:
  production:
    match: {{names: [ns-prod]}}
    {limits}
  sandbox:
    match: {{names: [ns-test]}}
"""
TEST_HUB = HUB.replace("ns-prod", "ns-test")


@pytest.fixture
def diagnosed(tmp_path, monkeypatch):
    """Return a function that diagnoses a history by a baseline, with the hub's namespace in scope."""
    monkeypatch.chdir(tmp_path)

    def diagnose(counts, limits="tiers: [Standard]", hub=HUB, arguments=()):
        baseline = tmp_path / "baseline.yaml"
        baseline.write_text(BASELINE.format(limits=limits), encoding="utf-8")
        history = tmp_path / "history.csv"
        history.write_text(as_csv(counts, hub), encoding="utf-8")
        name = hub.split("/")[-3]
        kinds = {
            name: "Microsoft.NotificationHubs/namespaces",
            f"{name}/orders": "Microsoft.NotificationHubs/namespaces/notificationHubs",
        }
        resources = [
            {
                "type": kind,
                "apiVersion": "2023-10-01-preview",
                "name": own,
                "location": "northeurope",
                "properties": {},
                **({} if "/" in own else {"sku": {"name": "Standard"}}),
            }
            for own, kind in kinds.items()
        ]
        schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
        template = {"$schema": schema, "contentVersion": "1.0.0.0", "resources": resources}
        (tmp_path / "azuredeploy.json").write_text(json.dumps(template), encoding="utf-8")
        sources = ["template:azuredeploy.json", "telemetry:history.csv"]
        options = ["--baseline-file", "baseline.yaml", "--format", "json", *arguments]
        result = CliRunner().invoke(main, ["diagnose", *sources, *options])
        assert result.stdout, result.stderr
        return json.loads(result.stdout)

    return diagnose


def figure(found, name):
    (history,) = found["histories"]
    return next(item for item in history["figures"] if item["name"] == name)


def shown(found):
    return " ".join(item["says"] for item in found["histories"][0]["observations"])


SOME_BAD = made({("apns", "badchannel"): 0.07})


def test_without_a_word_the_formulas_own_limits_hold(diagnosed):
    found = diagnosed(SOME_BAD)
    assert (figure(found, "bad-channel")["level"], figure(found, "bad-channel")["above"]) == (
        "above",
        0.05,
    )
    assert "the limit is 5 %" in shown(found)


def test_a_baseline_sets_another_limit_for_its_environment(diagnosed):
    limits = "figure_limits: {bad-channel: 8}"
    found = diagnosed(SOME_BAD, limits)
    assert (figure(found, "bad-channel")["level"], figure(found, "bad-channel")["above"]) == (
        "within",
        0.08,
    )
    assert "expired or invalid" not in shown(found)
    assert "the limit is 5 %" in shown(diagnosed(SOME_BAD, limits, TEST_HUB))
    stated = diagnosed(SOME_BAD, limits, TEST_HUB, ["--environment", "production"])
    assert figure(stated, "bad-channel")["level"] == "within"


def test_a_lower_limit_finds_more(diagnosed):
    few = made({("apns", "badchannel"): 0.02})
    assert figure(diagnosed(few), "bad-channel")["level"] == "within"
    assert (
        figure(diagnosed(few, "figure_limits: {bad-channel: 1.5}"), "bad-channel")["level"]
        == "above"
    )
    assert (
        figure(diagnosed(few, "figure_limits: {bad-channel: 0}"), "bad-channel")["level"] == "above"
    )


def test_refused_credentials_are_a_fault_at_once_unless_the_baseline_lets_some_be(diagnosed):
    few = made({("apns", "invalidcredentials"): 0.004})
    limits = "figure_limits: {authentication-error: 0.5, pns-error: 2}"
    assert "refused for the credential" in shown(diagnosed(few))
    assert "refused for the credential" not in shown(diagnosed(few, limits))
    many = made({("apns", "invalidcredentials"): 0.2})
    assert "refused for the credential" in shown(diagnosed(many, limits))


def test_the_sample_is_the_baselines(diagnosed):
    small = {name: dict(sorted(by.items())[8:9]) for name, by in made().items()}
    pushes = sum(small["notificationhub.pushes"].values())
    assert pushes >= 200
    assert diagnosed(small)["gaps"] == []
    found = diagnosed(small, f"figure_sample: {pushes + 1:.0f}")
    assert f"a share is judged from {pushes + 1:.0f} on" in found["gaps"][0]["reason"]
    assert figure(found, "bad-channel")["level"] == "too few"
    assert found["exit_code"] == 3
    assert diagnosed(small, f"figure_sample: {pushes:.0f}")["gaps"] == []


@pytest.mark.parametrize(
    "limits",
    [
        "figure_limits: {weather: 5}",
        "figure_limits: {bad-channel: 101}",
        "figure_limits: {bad-channel: -1}",
        "figure_limits: {bad-channel: often}",
        "figure_sample: 0",
        "figure_sample: 1.5",
    ],
)
def test_a_limit_that_is_none_is_refused_with_its_line(tmp_path, limits):
    baseline = tmp_path / "baseline.yaml"
    baseline.write_text(BASELINE.format(limits=limits), encoding="utf-8")
    arguments = ["diagnose", "--says", "401", "--baseline-file", str(baseline)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert "baseline.yaml:5" in result.stderr
    assert limits.partition(":")[0] in result.stderr


def test_alerts_and_figures_are_on_the_same_metrics():
    by_concern = {item.concern: item for item in FORMULAS if item.concern}
    assert by_concern.keys() == set(CONCERNS)
    again = {"outgoing.wns.authenticationerror", "outgoing.mpns.authenticationerror"}
    for concern, formula in by_concern.items():
        watched = set(metrics_for(concern, tuple(PLATFORM_METRICS))) - again
        assert watched <= set(formula.parts)
        further = set(formula.parts) - watched
        assert not further or concern in {"authentication", "pns-errors"}
