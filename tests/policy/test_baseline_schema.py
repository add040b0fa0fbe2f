"""The schema for editors and the reader of baselines say the same of every document."""

import json
import math
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from test_baseline import GOOD, mutated

from hubwarden.policy.baseline import load
from hubwarden.policy.baseline_checks import shape_mistakes
from hubwarden.policy.baseline_schema import baseline_schema

TOP = Path(__file__).parents[2]
SHIPPED = TOP / "audit/hubwarden/policy/baseline.schema.json"
PACKAGED = yaml.safe_load((TOP / "audit/hubwarden/policy/default.yaml").read_text())
SCHEMA = json.loads(SHIPPED.read_text(encoding="utf-8"))
CHECKER = jsonschema.Draft202012Validator(SCHEMA)


def both(data):
    """Return whether the schema and the reader take a document."""
    below = {} if data.get("extends") == "nothing" else PACKAGED
    return CHECKER.is_valid(data), not list(shape_mistakes(data, below))


def texts_alone(value):
    """Return whether JSON can say it; it has no whole floats apart from integers, and text keys alone."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and texts_alone(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(texts_alone, value))
    if isinstance(value, float):
        return math.isfinite(value) and not value.is_integer()
    return isinstance(value, str | int | bool | None)


def test_the_schema_that_ships_is_one_and_is_current():
    CHECKER.check_schema(SCHEMA)
    assert json.loads(json.dumps(baseline_schema(PACKAGED["environments"]))) == SCHEMA


@given(mutated().filter(lambda data: isinstance(data, dict) and texts_alone(data)))
@example({"version": 1, "extends": "nothing", "environments": {"production": {}}})
@example({"version": 1, "environments": {"production": {}, "own": {"extends": "production"}}})
@example({"version": 1, "environments": {"own": {"extends": None, "kind": "sandbox"}}})
@example({"version": 1, "environments": {"own": {"kind": "sandbox"}}})
@example({"version": 1, "environments": None})
@example({"version": 1, "environments": {"production": {"severities": {"NH101": {"reason": "x"}}}}})
@example({"version": 1, "environments": {"production": {"severities": {"NH101\n": "low"}}}})
@example({"version": 1, "environments": {"production": {"widest_ipv4": 33, "widest_ipv6": -1}}})
@example({"version": 1, "environments": {"production": {"widest_ipv4": True, "tiers": ["free"]}}})
def test_schema_and_reader_have_the_same_verdict(data):
    by_schema, by_reader = both(data)
    assert by_schema is by_reader


@given(st.data())
def test_what_is_good_is_good_to_both(data):
    kept = data.draw(st.sets(st.sampled_from(sorted(set(GOOD) - {"version", "extends"}))))
    assert both({key: value for key, value in GOOD.items() if key in {*kept, "version"}}) == (
        True,
        True,
    )


@pytest.mark.parametrize("path", ["policies/baseline.yaml", "audit/hubwarden/policy/default.yaml"])
def test_the_committed_baselines_fit_the_schema(path):
    CHECKER.validate(yaml.safe_load((TOP / path).read_text(encoding="utf-8")))
    assert load(TOP / path)
