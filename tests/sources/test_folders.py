"""Folders: what is walked, what is passed over, and what is told though nobody named it."""

import os
from pathlib import Path

import pytest
from file_looking import kinds, put, seen

from hubwarden.builds.inspected_files import look
from hubwarden.credential_files import (
    Entitlements,
)
from inspection import credential_files


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_links_that_run_in_circles_end(here):
    put("a/app.entitlements", credential_files.entitlements())
    Path("a/loop").symlink_to(here / "a")
    Path("a/self.p12").symlink_to(here / "a" / "self.p12")
    assert kinds(seen("a")) == {"a/app.entitlements": Entitlements, "a/self.p12": "malformed"}


def test_a_link_that_leads_nowhere_is_told_where_it_is_named_like_a_credential(here):
    put("a/x.txt")
    Path("a/push.p12").symlink_to(here / "gone.p12")
    Path("a/notes.txt").symlink_to(here / "gone.txt")
    assert kinds(seen("a")) == {"a/push.p12": "malformed"}


def test_nobody_waits_for_a_pipe_or_a_device():
    os.mkfifo("push.p12")
    Path("folder").mkdir()
    os.mkfifo("folder/push.p12")
    assert kinds(seen("push.p12")) == {"push.p12": "not a credential"}
    assert seen("folder") == {}
    for device in ("/dev/zero", "/dev/null"):
        assert kinds(seen(device)) == {device: "not a credential"}


def refusing(monkeypatch, name):
    """Let the system refuse to open a file; the tests may run as somebody who may open all."""
    real = os.open

    def opened(path, *arguments, **options):
        if Path(path).name == name:
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments, **options)

    monkeypatch.setattr(os, "open", opened)


def test_a_file_that_may_not_be_read_is_told(monkeypatch):
    put("a/push.p12", b"x")
    put("a/app.entitlements", credential_files.entitlements())
    refusing(monkeypatch, "push.p12")
    for named in ("a", "a/push.p12"):
        problem = seen(named)["a/push.p12"]
        assert problem.what == "it cannot be read: Permission denied"
    assert kinds(seen("a"))["a/app.entitlements"] is Entitlements


def test_a_folder_that_may_not_be_read_is_told(monkeypatch):
    real = os.scandir
    put("a/closed/push.p12", b"x")

    def scandir(path):
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(os, "scandir", scandir)
    assert seen("a")["a/closed"].what == "it cannot be read: Permission denied"


def test_a_folder_of_many_files_is_walked():
    for index in range(3000):
        put(f"{index}.txt", b"nothing", Path("many"))
    put("app.entitlements", credential_files.entitlements(), Path("many"))
    assert list(seen("many")) == ["many/app.entitlements"]


def test_folders_of_tools_are_passed_over():
    for folder in (".git", "node_modules", ".venv"):
        put(f"{folder}/push.p12", b"0\x82", Path("a"))
    assert seen("a") == {}


def test_a_name_that_is_no_text_is_spelled_out():
    with open(b"a\xff.entitlements", "wb") as file:  # noqa: PTH123 - a path holds no bytes
        file.write(credential_files.entitlements())
    (found,) = look([Path(os.fsdecode(b"a\xff.entitlements"))], None)
    assert found.name == r"a\xff.entitlements"


def test_a_link_to_a_folder_elsewhere_is_told():
    put("elsewhere/bad.entitlements", credential_files.entitlements("development"))
    put("walked/inside/app.entitlements", credential_files.entitlements())
    Path("walked/link").symlink_to(Path("elsewhere").resolve())
    Path("walked/within").symlink_to(Path("walked/inside").resolve())
    found = seen("walked")
    assert found["walked/link"].what.startswith("it is a link to a folder elsewhere")
    assert set(found) == {"walked/link", "walked/inside/app.entitlements"}


def test_a_credential_that_is_too_large_is_told():
    put("walked/push.p12", b"x" * (10 * 1024 * 1024 + 1))
    put("walked/film.mov", b"x" * (10 * 1024 * 1024 + 1))
    assert kinds(seen("walked")) == {"walked/push.p12": "too large"}
