"""Archives, which may be hostile: what is looked at, and what is told."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
from file_looking import archive, kinds, put
from file_looking import seen as everything_seen

from hubwarden.builds import inspected_files as files_module
from hubwarden.builds.inspected_files import look
from hubwarden.builds.subjects import is_build, subjects
from hubwarden.credential_files import (
    Entitlements,
    Problem,
    Profile,
)
from inspection import credential_files


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def seen(*paths):
    """Return what is told, without what is missed of an app that is a profile only."""
    found = everything_seen(*paths)
    return {name: item for name, item in found.items() if not name.endswith("Info.plist")}


PROFILE = "Payload/App.app/embedded.mobileprovision"


def test_an_ipa_is_looked_into():
    archive(
        "app.ipa",
        {
            PROFILE: credential_files.profile(),
            "Payload/App.app/App": b"code",
            "Payload/App.app/key.p8": credential_files.key_file(),
        },
    )
    assert kinds(seen("app.ipa")) == {f"app.ipa!{PROFILE}": Profile}


@pytest.mark.parametrize(
    ("inside", "judged"),
    [
        ("embedded.mobileprovision", True),
        ("PlugIns/Rich.appex/embedded.mobileprovision", False),
        ("Watch/Wrist.app/embedded.mobileprovision", False),
    ],
)
def test_an_extension_is_told_and_not_judged(inside, judged, monkeypatch):
    data = credential_files.profile()
    archive("app.ipa", {f"Payload/App.app/{inside}": data})
    put(inside, data, Path("out/App.app"))
    put("App.app/" + inside, data)
    Path("deep").mkdir()
    monkeypatch.chdir("deep")
    for named in ("../app.ipa", "../out", "../out/App.app", "../App.app"):
        (file,) = [
            file for file in look([Path(named)], None) if not file.name.endswith("Info.plist")
        ]
        assert isinstance(file.found, Profile)
        assert is_build(file) is judged
        assert len(subjects([file], None)) == judged


def test_an_extension_beside_the_caller_is_not_judged(monkeypatch):
    put("App.app/PlugIns/Rich.appex/embedded.mobileprovision", credential_files.profile())
    for folder, named in (("App.app", "."), ("PlugIns", "../../App.app")):
        monkeypatch.chdir(folder)
        (file,) = look([Path(named)], None)
        assert not is_build(file)


def test_an_extension_that_is_named_itself_is_judged():
    put("App.app/PlugIns/Rich.appex/embedded.mobileprovision", credential_files.profile())
    file, missing = look([Path("App.app/PlugIns/Rich.appex")], None)
    assert is_build(file)
    assert missing.name == "App.app/PlugIns/Rich.appex/Info.plist"


def test_an_archive_without_a_build_is_told_where_it_is_named():
    archive("app.zip", {"classes.dex": "x"})
    assert kinds(seen("app.zip")) == {"app.zip": "not a credential"}


def test_an_archive_of_many_members_is_read_in_time():
    archive("app.ipa", {PROFILE: credential_files.profile()})
    with zipfile.ZipFile("app.ipa", "a") as file:
        for index in range(100_000):
            info = zipfile.ZipInfo(f"Payload/App.app/{index}")
            file.writestr(info, b"")
    assert list(seen("app.ipa")) == [f"app.ipa!{PROFILE}"]


def test_more_profiles_than_an_app_has_are_told():
    members = {f"Payload/{index}.app/x.entitlements": b"{" for index in range(150)}
    archive("app.ipa", members)
    found = seen("app.ipa")
    assert found["app.ipa"].kind == "too large"
    assert len(found) <= 101
    assert len(everything_seen("app.ipa")) <= 201


def test_a_bomb_is_not_unpacked_whole():
    archive("bomb.ipa", {PROFILE: b"\0" * 200_000_000}, compression=zipfile.ZIP_DEFLATED)
    assert Path("bomb.ipa").stat().st_size < 300_000
    found = look([Path("bomb.ipa")], None)
    assert [(item.name, item.found.kind) for item in found[:1]] == [
        (f"bomb.ipa!{PROFILE}", "too large")
    ]


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_compression_that_apple_does_not_use_is_told(method):
    archive("app.ipa", {PROFILE: credential_files.profile()}, compression=method)
    assert kinds(seen("app.ipa")) == {f"app.ipa!{PROFILE}": "malformed"}


def flagged(flag, name="app.ipa"):
    """Set a flag of the first member, in its own head and in the list of members."""
    archive(name, {PROFILE: credential_files.profile()})
    data = bytearray(Path(name).read_bytes())
    for at in (6, data.index(b"PK\x01\x02") + 8):
        (old,) = struct.unpack_from("<H", data, at)
        struct.pack_into("<H", data, at, old | flag)
    return data


def test_an_encrypted_member_is_told():
    put("app.ipa", bytes(flagged(1)))
    assert kinds(seen("app.ipa")) == {f"app.ipa!{PROFILE}": "malformed"}


def test_a_name_in_an_archive_that_is_no_text_is_told():
    data = flagged(0x800)
    for at in (30, data.index(b"PK\x01\x02") + 46):
        data[at : at + 1] = b"\xff"
    put("app.ipa", bytes(data))
    assert kinds(seen("app.ipa")) == {"app.ipa": "malformed"}


def test_a_cut_archive_is_told_and_nothing_else_is_lost():
    data = flagged(0)
    put("a/app.ipa", bytes(data[:-30]))
    put("a/damaged.ipa", bytes(data[:60]) + b"\xff" * 40 + bytes(data[100:]))
    put("a/app.entitlements", credential_files.entitlements())
    assert kinds(seen("a")) == {
        "a/app.entitlements": Entitlements,
        "a/app.ipa": "malformed",
        f"a/damaged.ipa!{PROFILE}": "malformed",
    }


@pytest.mark.parametrize("seed", range(60))
def test_no_archive_breaks_the_reader(seed):
    import random  # noqa: PLC0415

    chance = random.Random(seed)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(PROFILE, b"<plist>" * 50)
        file.writestr("x.entitlements", b"{")
    data = bytearray(whole.getvalue())
    for _ in range(chance.randrange(1, 8)):
        data[chance.randrange(4, len(data))] = chance.randrange(256)
    put("app.ipa", bytes(data))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files_module, "Inspector", _Nothing)
        for file in look([Path("app.ipa")], None):
            assert isinstance(file.found, Problem)


class _Nothing:
    """An inspector that knows nothing, and starts no process."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def inspect(self, *_):
        return Problem("malformed", "it is nothing")

    def inspect_binary(self, *_):
        return self.inspect()


def test_an_app_that_is_no_archive_is_told():
    put("walked/cut.ipa", b"\0" * 100)
    assert kinds(seen("walked")) == {"walked/cut.ipa": "malformed"}


def test_an_app_in_another_archive_is_told():
    archive("inner.ipa", {"Payload/A.app/x.entitlements": credential_files.entitlements()})
    Path("walked").mkdir()
    archive("walked/outer.zip", {"inner.IPA": Path("inner.ipa").read_bytes()})
    assert kinds(seen("walked")) == {"walked/outer.zip!inner.IPA": "malformed"}


def test_names_in_an_archive_may_be_in_capitals():
    archive("app.ipa", {"Payload/A.app/Embedded.MobileProvision": credential_files.profile()})
    assert list(kinds(seen("app.ipa")).values()) == [Profile]


def test_an_archive_with_an_endless_list_of_contents_is_refused():
    members = {f"{'n' * 200}{number}": b"" for number in range(40_000)}
    archive("app.ipa", members)
    assert kinds(seen("app.ipa")) == {"app.ipa": "malformed"}


def test_credentials_in_an_archive_are_told():
    members = {
        "AuthKey_K3YID00001.p8": credential_files.key_file(),
        "keys/serviceAccountKey.json": b'{"type": "service_account"}',
        "push.p12": b"REPLACE_ME",
        "shop-0123456789ab.json": credential_files.service_account(),
        "apns-prod.pem": b"null",
        "cert.pem": credential_files.certificate_file(),
        "ios/Entitlements.plist": credential_files.entitlements(),
    }
    archive("creds.zip", {**members, "ca.pem": b"null", "readme.json": b"{}"})
    told = {f"creds.zip!{name}" for name in members}
    assert seen("creds.zip").keys() == seen(".").keys() == told


@pytest.mark.parametrize("name", ["AuthKey_K3YID00001.p8", "serviceAccountKey.json", "push.pfx"])
@pytest.mark.parametrize("content", [b"", b"null", b"REPLACE_ME", b"<html></html>"])
def test_an_unusable_credential_in_an_archive_is_a_gap(name, content):
    archive(
        "creds.zip", {"app.entitlements": credential_files.entitlements(), f"a/{name}": content}
    )
    for found in (seen("creds.zip"), seen(".")):
        (problem,) = (item for key, item in found.items() if key.endswith(name))
        assert isinstance(problem, Problem)


def test_an_archive_in_an_archive_that_was_named_is_a_gap():
    archive("outer.zip", {"inner.zip": b"PK", "a.entitlements": credential_files.entitlements()})
    assert kinds(seen("outer.zip"))["outer.zip!inner.zip"] == "malformed"
    assert not any(name.endswith("inner.zip") for name in seen("."))
