"""A save is written whole or not at all, over nothing else, and read with care."""

import json
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from hubwarden.cli import main
from hubwarden.errors import InputError, UsageError
from hubwarden.model.activity import ActivityEvent, ActivityLog
from hubwarden.model.base import ResourceId, make
from hubwarden.model.estate import COLLECTIONS, Estate
from hubwarden.model.resources import Hub, Namespace
from hubwarden.model.source_info import Gap, SourceInfo
from hubwarden.sources.saved import save_folder
from hubwarden.sources.saved.saved_source import (
    FORMAT,
    read_save,
    read_saved_activity,
    write_save,
)
from sources.saved.test_save_round_trip import ORIGIN, SOURCE

CANARY = "CanaryThatNobodyMaySee"
LOG = ActivityLog(
    (ActivityEvent(ResourceId("/x"), "y/write", "ada", datetime(2026, 1, 31, tzinfo=UTC)),),
    frozenset({"y"}),
)
HUB = "/subscriptions/a/resourceGroups/b/providers/Microsoft.NotificationHubs/namespaces/c/notificationHubs/d"


def found(**more):
    namespace = ResourceId(HUB.rsplit("/", 2)[0], source=SOURCE)
    hub = make(
        Hub,
        id=ResourceId(HUB, source=SOURCE),
        origin=ORIGIN,
        unknown={"credentials": "nobody asked"},
        name="d",
        namespace=namespace,
        tags={"owner": "team"},
    )
    info = SourceInfo(SOURCE, "0" * 64, (), frozenset({"locks"}), ("much",), "somebody")
    gap = Gap(SOURCE, "locks", "they could not be read", scopes=("/subscriptions/a",))
    space = make(Namespace, id=namespace, origin=ORIGIN, tier="Basic")
    return Estate(sources=(info,), gaps=(gap,), hubs=(hub,), namespaces=(space,), **more)


def save(folder, read=(), estate=None):
    write_save(folder, estate or found(), LOG, cloud="public", with_credentials=False, read=read)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "save"


@pytest.fixture
def saved(folder):
    save(folder)
    return folder


def document(saved, name="facts.json"):
    return json.loads((saved / name).read_bytes())


def put(saved, body, name="facts.json"):
    (saved / name).write_text(json.dumps(body), encoding="utf-8")


def read_both(saved):
    return read_save(saved, None), read_saved_activity(saved, None)


def refusal(saved, kind=InputError):
    with pytest.raises(kind) as caught:
        read_both(saved)
    assert CANARY not in str(caught.value) + caught.value.hint
    return str(caught.value)


# --- Writing


def test_it_is_for_its_owner_alone(saved):
    assert sorted(item.name for item in saved.iterdir()) == [
        *("activity-log.json", "facts.json", "gaps.json", "save.json"),
    ]
    if sys.platform != "win32":
        assert stat.S_IMODE(saved.stat().st_mode) == 0o700
        assert {stat.S_IMODE(item.stat().st_mode) for item in saved.iterdir()} == {0o600}


def test_what_it_says_of_itself(saved):
    told = document(saved, "save.json")
    assert (told["format"], told["cloud"], told["with_credentials"]) == (1, "public", False)
    assert told["source"]["name"] == SOURCE
    assert told["source"]["asked_as"] == "somebody"
    assert told["saved_at"].endswith("+00:00")


@pytest.mark.parametrize("there", ["nothing", "an empty folder", "a save", "a link to a save"])
def test_what_may_be_there_before(folder, there):
    target = folder
    if there == "an empty folder":
        folder.mkdir()
    elif "save" in there:
        save(folder, estate=found(locks=()))
        (folder / "facts.json").write_text("old", encoding="utf-8")
    if "link" in there:
        target = folder.with_name("link")
        target.symlink_to(folder)
    save(target)
    assert read_save(target, None).hubs
    assert [item.name for item in folder.parent.iterdir() if item.name.startswith(".")] == []
    assert target.is_symlink() == ("link" in there)


def test_nothing_else_is_written_over(folder):
    folder.mkdir()
    (folder / "thesis.tex").write_text("years of work", encoding="utf-8")
    with pytest.raises(UsageError, match="is not empty and is not a save"):
        save(folder)
    assert [item.name for item in folder.iterdir()] == ["thesis.tex"]


def test_a_save_with_something_beside_it_stays(saved):
    (saved / "notes.txt").write_text("mine", encoding="utf-8")
    before = (saved / "facts.json").read_bytes()
    with pytest.raises(UsageError, match=r"notes\.txt besides"):
        save(saved, estate=found(locks=()))
    assert ((saved / "facts.json").read_bytes(), (saved / "notes.txt").exists()) == (before, True)


def test_a_file_and_a_place_that_is_not_there(folder):
    folder.write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="is not a folder"):
        save(folder)
    with pytest.raises(UsageError, match="there is no folder"):
        save(folder.with_name("a") / "b")
    assert [item.name for item in folder.parent.iterdir()] == ["save"]


@pytest.mark.parametrize("fails", ["open", "rename"])
def test_half_a_save_is_none(saved, monkeypatch, fails):
    """Whatever fails on the way, the save of before is there, and nothing beside it."""
    before = {item.name: item.read_bytes() for item in saved.iterdir()}
    real, calls = save_folder.Path.rename, []

    def fail(*_):
        raise OSError(28, "No space left on device")

    def second_fails(path, target):
        calls.append(path)
        return fail() if len(calls) == 2 else real(path, target)

    if fails == "open":
        monkeypatch.setattr(save_folder.os, "fdopen", fail)
    else:
        monkeypatch.setattr(save_folder.Path, "rename", second_fails)
    with pytest.raises(UsageError, match="No space left"):
        save(saved, estate=found(locks=()))
    monkeypatch.undo()
    assert {item.name: item.read_bytes() for item in saved.iterdir()} == before
    assert [item.name for item in saved.parent.iterdir()] == ["save"]


def test_a_secret_in_a_name_is_not_saved(folder):
    with pytest.raises(Exception, match="nothing was saved"):
        save(folder, read=["shop-key-1234", "/c/notificationHubs/d"])
    assert not folder.exists()


# --- Reading


def test_it_is_read_as_it_was_written(saved):
    estate = read_save(saved, None)
    (info,) = estate.sources
    assert (info.name, info.complete, info.cannot_tell) == (SOURCE, {"locks"}, ("much",))
    assert info.asked_as.startswith("somebody; saved in save at 2")
    assert estate.gaps == found().gaps
    assert str(estate.hubs[0].id) == HUB
    assert read_saved_activity(saved, None) == LOG


def test_where_there_is_none(folder):
    assert "not a save" in refusal(folder)
    folder.mkdir()
    assert "save: this is not a save: it has no file save.json" in refusal(folder)
    (folder / "save.json").mkdir()
    assert "not a save" in refusal(folder)


@pytest.mark.parametrize("name", ["facts.json", "gaps.json", "activity-log.json"])
def test_a_file_that_is_missing(saved, name):
    (saved / name).unlink()
    assert refusal(saved) == f"save/{name}: the save lacks this file"


@pytest.mark.parametrize("name", ["facts.json", "gaps.json", "save.json", "activity-log.json"])
def test_a_file_that_ends_too_early(saved, name):
    raw = (saved / name).read_bytes()
    for length in range(0, len(raw) - 2, 7):
        (saved / name).write_bytes(raw[:length])
        assert f"save/{name}:" in refusal(saved)
    (saved / name).write_bytes(raw[: len(raw) // 2])
    line = raw[: len(raw) // 2].count(b"\n") + 1
    assert f"save/{name}:{line}" in refusal(saved) or f"save/{name}:{line - 1}" in refusal(saved)


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe", b"[" * 100_000, b"NaN", b'{"a": 1, "a": 2}', b"1" * 5000, b"[]", b"null"]
)
@pytest.mark.parametrize("name", ["facts.json", "gaps.json", "save.json", "activity-log.json"])
def test_a_file_of_something_else(saved, name, raw):
    (saved / name).write_bytes(raw)
    assert refusal(saved).startswith(f"save/{name}: ")


@pytest.mark.parametrize("version", [0, 2, "1", None, True, 1.5])
def test_a_save_of_another_format(saved, version):
    put(saved, {**document(saved, "save.json"), "format": version}, "save.json")
    assert "save/save.json: format: the save has another format than 1" in refusal(saved)


def changed(body, path, value):
    *above, last = path
    for part in above:
        body = body[part]
    body[last] = value


HAND_MADE = {
    "an unknown collection": (["hub"], [], "hub: a save has no collection of this name"),
    "an unknown field": (["hubs", 0, "tag"], {}, "hubs[0].tag: a save has no field of this name"),
    "a text for a list": (["hubs"], CANARY, "hubs: a list is expected here"),
    "a list for an object": (["hubs", 0], [], "hubs[0]: an object is expected here"),
    "a number for a text": (["hubs", 0, "name"], 7, "hubs[0].name: a text is expected here"),
    "a text for a truth": (
        *(["namespaces", 0, "public_access"], "true"),
        "namespaces[0].public_access: true or false is expected here",
    ),
    "nothing for a text": (["hubs", 0, "name"], None, "hubs[0].name: a value is expected here"),
    "a duration": (
        *(["hubs", 0, "registration_ttl"], "P90D"),
        "hubs[0].registration_ttl: a duration is expected here",
    ),
    "no id": (["hubs", 0, "id"], 7, "hubs[0].id: an id is expected here"),
    "an unknown reason": (
        *(["hubs", 0, "unknown", "credentials"], {"reason": "x", "because": "y"}),
        "hubs[0].unknown.credentials.because: a save has no field",
    ),
    "an unknown cause": (
        *(["hubs", 0, "unknown", "credentials"], {"reason": "x", "cause": CANARY}),
        "hubs[0].unknown.credentials.cause: one of these is expected here",
    ),
    "no reason": (
        *(["hubs", 0, "unknown", "credentials"], {"cause": "unread"}),
        "hubs[0].unknown.credentials: something is missing here: ",
    ),
    "known and unknown": (
        *(["hubs", 0, "unknown", "name"], {"reason": "x"}),
        "hubs[0].name: it is known and unknown at once",
    ),
    "a secret": (
        *(["hubs", 0, "credentials"], {"fcm_legacy": {"api_key": CANARY}}),
        "hubs[0].credentials.fcm_legacy.api_key: the number of a secret is expected here",
    ),
    "a secret in an object": (
        *(["hubs", 0, "credentials"], {"fcm_legacy": {"api_key": {"secret": CANARY}}}),
        "hubs[0].credentials.fcm_legacy.api_key: the number of a secret is expected here",
    ),
    "a secret by another name": (
        *(["hubs", 0, "credentials"], {"fcm_legacy": {"api_key": {"secret": 1, "is": CANARY}}}),
        "hubs[0].credentials.fcm_legacy.api_key: the number of a secret is expected here",
    ),
    "another kind": (
        *(["hubs", 0, "credentials"], {"fcm_v1": {"content": {"is": "Hub"}}}),
        "hubs[0].credentials.fcm_v1.content.is: one of these is expected here: KeyFacts, Problem",
    ),
    "a name": (["hubs", 0, "name"], "e", ": it is not the file that was saved"),
}


@pytest.mark.parametrize("case", HAND_MADE.values(), ids=HAND_MADE)
def test_what_somebody_wrote_by_hand(saved, case):
    path, value, words = case
    body = document(saved)
    if path == ["hubs", 0, "credentials"]:
        del body["hubs"][0]["unknown"]
    changed(body, path, value)
    put(saved, body)
    assert words in refusal(saved)
    assert refusal(saved).startswith("save/facts.json: ")


def test_what_somebody_took_out(saved):
    body = document(saved)
    del body["hubs"]
    put(saved, body)
    assert "it is not the file that was saved" in refusal(saved)
    put(saved, document(saved, "gaps.json")[:0], "gaps.json")
    assert "it is not the file that was saved" in refusal(saved)


def test_a_file_of_a_later_feature_is_let_be(saved):
    told = document(saved, "save.json")
    told["files"]["registrations.json"] = "0" * 64
    put(saved, told, "save.json")
    assert read_save(saved, None).hubs


EARLIER = Path(__file__).resolve().parents[2] / "data" / "save-format-1"


def test_a_save_of_an_earlier_version_is_read():
    """Who changes the model so that this fails gives the format a new number."""
    assert FORMAT == 1
    estate = read_save(EARLIER, None)
    (info,) = estate.sources
    assert info.asked_as.endswith("save-format-1 at 2026-11-27 04:32 UTC")
    counts = {name: len(getattr(estate, name)) for name in COLLECTIONS if getattr(estate, name)}
    assert counts == {
        **dict.fromkeys(("alerts", "action_groups", "processing_rules", "locks"), 1),
        **dict.fromkeys(("private_endpoints", "role_definitions", "deny_assignments"), 1),
        "namespaces": 2,
        "hubs": 4,
        "access_rules": 5,
        "diagnostic_settings": 2,
        "log_stores": 4,
        "role_grants": 3,
    }
    assert [gap.what for gap in estate.gaps] == ["shop-test-ns/courier"]
    assert len({hub.credentials.apns.token.key for hub in estate.hubs}) == 1
    assert [item.actor for item in read_saved_activity(EARLIER, None).events]


# --- The command line


def run(*arguments):
    ended = CliRunner().invoke(main, arguments)
    assert "Traceback" not in ended.output
    return ended


def test_a_bad_save_is_told_in_a_line(saved):
    (saved / "facts.json").write_bytes(b"{")
    for command in (["check"], ["inventory"], ["drift", "saved:save"]):
        ended = run(*command, "saved:save")
        assert ended.exit_code == 2
        assert ended.stderr.startswith("hubwarden: save/facts.json:1: this is not valid JSON")


@pytest.mark.parametrize("command", ["check", "inventory"])
def test_only_what_is_live_is_saved(folder, command):
    ended = run(command, "template:a.json", "--save", "save")
    assert (ended.exit_code, folder.exists()) == (2, False)
    assert "--save keeps what is read of one azure: source, and none is named" in ended.stderr
    ended = run(command, "azure:a", "azure:b", "--save", "save")
    assert "2 are named" in ended.stderr


@pytest.mark.parametrize("sources", [[], ["template:a.json"]])
def test_a_diagnosis_of_nothing_live_is_not_saved(folder, sources):
    ended = run("diagnose", *sources, "--says", "BadDeviceToken", "--save", "save")
    assert (ended.exit_code, folder.exists()) == (2, False)
    assert "--save keeps what is read of one azure: source, and none is named" in ended.stderr


def test_a_place_that_will_not_do_is_told_before_anything_is_asked(folder):
    folder.mkdir()
    (folder / "x").touch()
    ended = run("check", "azure:", "--save", "save")
    assert (ended.exit_code, ended.stderr.partition("\n")[0]) == (
        2,
        "hubwarden: --save: save is not empty and is not a save",
    )


def test_a_source_and_its_save_are_one_source(saved):
    ended = run("check", "saved:save", f"saved:../{saved.parent.name}/save")
    assert ended.exit_code == 2
    assert f"{SOURCE} is read more than once here" in ended.stderr
