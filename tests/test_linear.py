"""Twice the hubs are twice the work: no function of the auditor is called more than twice as often.

Calls are counted and not seconds, so the outcome is the same on every machine. What compares each resource
with each other is called four times as often, and is named in the message.
"""

import json
import sys
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

import hubwarden
from bench import documents
from bench.estates import SHORT, estate
from hubwarden.commands.check import check
from hubwarden.commands.composition import compose
from hubwarden.model.base import ResourceId

BENCH = Path(__file__).parent / "bench"
PACKAGE = str(Path(hubwarden.__file__).parent)
COMPARISONS = {
    method.__code__ for method in (ResourceId.__eq__, ResourceId.contains, ResourceId.may_contain)
}
MOST = 2.1
FEW = 50
"""So many calls more say nothing: a table grows, a file is longer by a digit."""


@contextmanager
def counted():
    """Count the calls of every function, by its code."""
    calls = Counter()

    def note(frame, event, _argument):
        if event == "call":
            calls[frame.f_code] += 1

    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(None)


def write(path, document):
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def alerts(folder, hubs):
    # The environment is stated: only then is it known what an environment demands to watch.
    path = write(folder / "alerts.json", documents.template(estate(hubs, alerts=5)))
    return [f"template:{path}"], {"environment": "production"}


def two_environments(folder, hubs):
    paths = {
        environment: write(
            folder / f"{environment}.json",
            documents.template(estate(hubs // 2, environment=environment)),
        )
        for environment in SHORT
    }
    return [f"template:{path}" for path in paths.values()], {}


def state(folder, hubs):
    path = write(folder / "state.json", documents.state(estate(hubs), "prod"))
    return [f"state:{path}"], {}


def preview(folder, hubs):
    path = write(folder / "preview.json", documents.preview(estate(hubs), "prod"))
    return [f"preview:{path}"], {}


def state_and_preview(folder, hubs):
    return [*state(folder, hubs)[0], *preview(folder, hubs)[0]], {}


# How an estate is written, and the smaller of two numbers of hubs.
ESTATES = {
    "five alerts a hub": (alerts, 200),
    "two environments": (two_environments, 200),
    "a state": (state, 200),
    "a state and its preview": (state_and_preview, 40),
}


def calls_for(folder, write_estate, hubs):
    folder.mkdir()
    sources, stated = write_estate(folder, hubs)
    composition = compose(
        None,
        baseline_file=BENCH / "fleet.yaml",
        made_at=datetime(2026, 1, 1, tzinfo=UTC),
        asked_by="somebody",
        **stated,
    )
    with counted() as calls:
        report = check(composition, sources)
    assert report.results
    assert not report.crashes
    assert {result.environment for result in report.results} >= {"production"}
    return Counter(
        {code: count for code, count in calls.items() if code.co_filename.startswith(PACKAGE)}
    )


@pytest.mark.parametrize("name", ESTATES)
def test_twice_the_hubs_are_at_most_twice_the_calls(tmp_path, name):
    write_estate, hubs = ESTATES[name]
    calls_for(tmp_path / "first", write_estate, 10)  # What is loaded once is not counted.
    small = calls_for(tmp_path / "small", write_estate, hubs)
    large = calls_for(tmp_path / "large", write_estate, 2 * hubs)
    before, after = (sum(calls[code] for code in COMPARISONS) for calls in (small, large))
    assert 0 < after <= MOST * before
    too_many = {
        f"{Path(code.co_filename).relative_to(PACKAGE)}, {code.co_qualname}": (small[code], count)
        for code, count in large.items()
        if count > MOST * small[code] + FEW
    }
    assert too_many == {}


def test_the_counter_counts():
    some = ResourceId("/subscriptions/a"), ResourceId("/subscriptions/b")
    with counted() as calls:
        for _ in range(3):
            assert some[0] != some[1]
            assert not some[0].contains(some[1])
    assert sum(calls[code] for code in COMPARISONS) == 6
