"""The recording is what the example program yields now, and has no secret in it."""

import json
import re
from datetime import UTC, datetime

import pytest
from deploying import Project
from recording import FOLDER, KIOSK, STACKS, with_kiosk

from hubwarden.commands.composition import compose
from hubwarden.commands.demonstration.recorded_stacks import KIOSK_APP, unpack
from hubwarden.commands.drift import report_on
from hubwarden.commands.reading import read_sources
from hubwarden.drift.comparison import COLLECTIONS
from hubwarden.report import Outcome

AGAIN = "the recording is old: run make recording"


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """Return the example program with the app that the demo adds."""
    project = Project.copied(tmp_path_factory.mktemp("recorded") / "copy", "")
    with_kiosk(project)
    return project.root / "project"


@pytest.fixture(params=STACKS)
def both(request, program, tmp_path, monkeypatch):
    """Return what the program declares of a stack, and what is recorded."""
    recorded = unpack(tmp_path)
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", recorded.passphrase)
    composition = compose(program, made_at=datetime(2026, 1, 1, tzinfo=UTC))
    source = next(item for item in recorded.sources if item.endswith(f"{request.param}.json"))
    declared = read_sources(composition, [f"program:{request.param}"], None)
    return composition, declared, read_sources(composition, [source], None)


def test_the_recording_is_what_the_program_declares(both):
    composition, declared, recorded = both
    report = report_on(composition, declared, recorded)
    assert [item.message for item in report.having(Outcome.FAIL)] == [], AGAIN
    # Only keys, which the program does not have here, cannot be compared.
    assert {item.rule.id for item in report.having(Outcome.UNDETERMINED)} <= {"NH705"}, AGAIN
    for name in COLLECTIONS:
        assert len(getattr(declared, name)) == len(getattr(recorded, name)), (name, AGAIN)


def test_the_recording_tells_what_only_the_program_knows(both):
    _, declared, recorded = both
    for name, fields in (
        ("access_rules", ("consumer", "role", "used_by")),
        ("hubs", ("platforms", "protect", "retain_on_delete")),
        ("namespaces", ("protect", "retain_on_delete")),
    ):
        for field in fields:
            one, other = (
                {item.id.name: getattr(item, field) for item in getattr(estate, name)}
                for estate in (declared, recorded)
            )
            assert one == other, (name, field, AGAIN)


def test_no_secret_is_in_the_recording():
    texts = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    assert set(texts) == {"baseline.yaml", "prod.json", "test.json"}
    for name, text in texts.items():
        assert not re.search(r"v1:[A-Za-z0-9+/]+=*:|SharedAccessKey=|BEGIN|plaintext", text), name
        assert not re.search(r"/(tmp|home|root|work|Users)/", text), name
        # What is long and mixed could be a key: ids and URNs are made of words.
        for word in re.findall(r"[A-Za-z0-9+/=]{40,}", text):
            assert "/" in word or word.isalpha(), (name, word)


def test_every_secret_is_made_anew(tmp_path):
    made = []
    for number in range(2):
        folder = tmp_path / str(number)
        folder.mkdir()
        recorded = unpack(folder)
        written = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
        assert "made at start" not in written
        for value in (recorded.passphrase, *recorded.values.values()):
            assert value not in written
            assert json.dumps(value)[1:-1] not in written
        made.append(recorded)
    one, other = made
    assert one.values.keys() == other.values.keys()
    assert not set(one.values.values()) & set(other.values.values())


def test_the_app_with_a_certificate_is_the_recorded_one():
    assert KIOSK["apns"]["bundleId"] == KIOSK_APP
