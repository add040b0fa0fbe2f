"""Files, folders and archives: what is looked at, what is passed over, and what is told."""

import dataclasses
import io
import json
import os
import struct
import time
import zipfile
from pathlib import Path

import pytest

from hubwarden.errors import InputError
from hubwarden.inspection import (
    Certificate,
    Entitlements,
    GoogleServices,
    Problem,
    Profile,
    ServiceAccount,
    SigningKey,
    VapidKeys,
)
from hubwarden.model.base import Origin, ResourceId, Undetermined, make
from hubwarden.model.build import Build
from hubwarden.model.resources import Hub
from hubwarden.sources import files as files_module
from hubwarden.sources.files import Target, is_build, look, subjects
from inspection import credential_files
from inspection.credential_files import CANARY, PASSWORD, gives_away

NO_CERTIFICATE = credential_files.certificate_file(credential_files.certificate("none"))


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(name, data=b"", folder=Path()):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def archive(name, members, **how):
    with zipfile.ZipFile(name, "w", **how) as file:
        for member, data in members.items():
            file.writestr(member, data)
    return Path(name)


def seen(*paths, password=None):
    return {file.name: file.found for file in look([Path(path) for path in paths], password)}


def kinds(found):
    return {
        name: one.kind if isinstance(one, Problem) else type(one) for name, one in found.items()
    }


KINDS = {
    "aes.p12": Certificate,
    "chain.p12": Certificate,
    "both.pem": Certificate,
    "production.cer": Certificate,
    "AuthKey_K3YID00001.p8": SigningKey,
    "account.json": ServiceAccount,
    "vapid.json": VapidKeys,
    "vapid.env": VapidKeys,
    "app.mobileprovision": Profile,
    "binary.mobileprovision": Profile,
    "app.entitlements": Entitlements,
    "google-services.json": GoogleServices,
}


def test_every_kind_of_file_is_found_in_a_folder():
    for name in KINDS:
        put(name, credential_files.every_file()[name], Path("all"))
    assert kinds(seen("all", password=PASSWORD)) == {
        f"all/{name}": kind for name, kind in KINDS.items()
    }


# What nobody would call a credential, though it looks like one here and there.
STRANGERS = {
    "README.md": b"# A credential is not here\n",
    "VERSION": b"0.1.0\n",
    "tsconfig.json": b"{ // a comment\n}\n",
    "values.yaml": b"{{ .Values.secret }}\n",
    "empty.json": b"",
    "package.json": b'{"name": "app"}',
    "Info.plist": b"<?xml version='1.0'?><plist><dict><key>CFBundleName</key><string>A</string></dict></plist>",
    "broken.plist": b"<plist><dict>",
    "keys.py": b"public_key = one\nprivate_key = other\n",
    "wg0.conf": b"PrivateKey = aaaa\nPublicKey = bbbb\n",
    "parser.py": b'BEGIN = "-----BEGIN CERTIFICATE-----"\n',
    "ca.pem": NO_CERTIFICATE,
    "tls.key": credential_files.key_file(credential_files.private_key("RSA")),
    "film.mp4": b"\0" * (10 * 1024 * 1024 + 1),
    "broken.zip": b"PK\x03\x04 and nothing more",
}


def test_what_is_no_credential_is_passed_over_in_a_folder():
    for name, data in STRANGERS.items():
        put(name, data, Path("folder"))
    archive("folder/library.jar", {"META-INF/MANIFEST.MF": "x"})
    assert seen("folder") == {}


@pytest.mark.parametrize("name", STRANGERS)
def test_what_is_named_is_told_whatever_it_is(name):
    put(name, STRANGERS[name])
    (found,) = look([Path(name)], None)
    assert found.name == name
    assert found.below == Path(name)


# Broken files that were meant to be credentials.
BROKEN = {
    "push.p12": b"0\x82",
    "AuthKey_K3YID00001.p8": b"-----BEGIN PRIVATE KEY-----\n%%%\n-----END PRIVATE KEY-----\n",
    "account.json": b'{"type": "service_account", "private_key": "x"',
    "google-services.json": b"{",
    "app.entitlements": b"<plist><dict>",
    "push.mobileprovision": b"0\x80",
    "cut.p12": credential_files.p12(credential_files.certificate(), credential_files.private_key())[
        :200
    ],
}


def test_a_broken_credential_is_told_in_a_folder():
    for name, data in BROKEN.items():
        put(name, data, Path("folder"))
    found = kinds(seen("folder"))
    assert found == dict.fromkeys((f"folder/{name}" for name in BROKEN), "malformed")


@pytest.mark.parametrize(
    ("password", "kind"),
    [(None, "password needed"), (b"wrong", "wrong password"), (PASSWORD, Certificate)],
)
def test_a_password_opens_a_container(password, kind):
    put("push.p12", credential_files.every_file()["aes.p12"])
    assert kinds(seen("push.p12", password=password)) == {"push.p12": kind}


def test_a_password_is_not_needed_by_every_file():
    for name in ("aes.p12", "open.p12", "AuthKey_K3YID00001.p8", "certificate.pem"):
        put(name, credential_files.every_file()[name], Path("folder"))
    assert not any(isinstance(one, Problem) for one in seen("folder", password=PASSWORD).values())


def test_what_is_named_twice_is_one_file():
    put("a/app.entitlements", credential_files.entitlements())
    put("a/notes.txt", b"nothing")
    found = look([Path("a"), Path("a"), Path("a/app.entitlements"), Path("a/notes.txt")], None)
    assert [one.name for one in found] == ["a/app.entitlements", "a/notes.txt"]


def test_a_path_that_is_not_there_is_an_error():
    with pytest.raises(InputError, match=r"nowhere\.p12"):
        look([Path("nowhere.p12")], None)


# What a file system holds besides files


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
    start = time.monotonic()
    assert kinds(seen("push.p12")) == {"push.p12": "not a credential"}
    assert seen("folder") == {}
    for device in ("/dev/zero", "/dev/null"):
        assert kinds(seen(device)) == {device: "not a credential"}
    assert time.monotonic() - start < 5


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
    start = time.monotonic()
    assert list(seen("many")) == ["many/app.entitlements"]
    assert time.monotonic() - start < 10


def test_folders_of_tools_are_passed_over():
    for folder in (".git", "node_modules", ".venv"):
        put(f"{folder}/push.p12", b"0\x82", Path("a"))
    assert seen("a") == {}


def test_a_name_that_is_no_text_is_spelled_out():
    with open(b"a\xff.entitlements", "wb") as file:  # noqa: PTH123 - a path holds no bytes
        file.write(credential_files.entitlements())
    (found,) = look([Path(os.fsdecode(b"a\xff.entitlements"))], None)
    assert found.name == r"a\xff.entitlements"


# Archives


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
        (file,) = look([Path(named)], None)
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
    (file,) = look([Path("App.app/PlugIns/Rich.appex")], None)
    assert is_build(file)


def test_an_archive_without_a_build_is_told_where_it_is_named():
    archive("app.apk", {"classes.dex": "x"})
    assert kinds(seen("app.apk")) == {"app.apk": "not a credential"}


def test_an_archive_of_many_members_is_read_in_time():
    archive("app.ipa", {PROFILE: credential_files.profile()})
    with zipfile.ZipFile("app.ipa", "a") as file:
        for index in range(100_000):
            info = zipfile.ZipInfo(f"Payload/App.app/{index}")
            file.writestr(info, b"")
    start = time.monotonic()
    assert list(seen("app.ipa")) == [f"app.ipa!{PROFILE}"]
    assert time.monotonic() - start < 8


def test_more_profiles_than_an_app_has_are_told():
    members = {f"Payload/{index}.app/x.entitlements": b"{" for index in range(150)}
    archive("app.ipa", members)
    found = seen("app.ipa")
    assert found["app.ipa"].kind == "too large"
    assert len(found) <= 101


def test_a_bomb_is_not_unpacked_whole():
    archive("bomb.ipa", {PROFILE: b"\0" * 200_000_000}, compression=zipfile.ZIP_DEFLATED)
    assert Path("bomb.ipa").stat().st_size < 300_000
    found = look([Path("bomb.ipa")], None)
    assert [(one.name, one.found.kind) for one in found] == [(f"bomb.ipa!{PROFILE}", "too large")]


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


# What rules are given


HUB = make(Hub, id=ResourceId("/hub"), origin=Origin("program:prod", stack="prod"))


def target(**held):
    return Target(HUB, held, {})


def builds(*paths, against=None):
    return subjects(look([Path(path) for path in paths], None), against)


def test_a_build_is_told_with_the_hub():
    put("app.mobileprovision", credential_files.profile())
    (build,) = builds("app.mobileprovision", against=target(apns=None))
    assert isinstance(build, Build)
    assert (build.kind, build.environment) == ("profile", "production")
    assert (build.bundle_id, build.team_ids) == ("com.example.app", ("AB12CD34EF",))
    assert (build.signature, build.by_apple) == ("valid", False)
    assert (build.origin.stack, build.hub) == ("prod", ResourceId("/hub"))


def test_what_is_not_known_of_the_hub_stays_unknown():
    put("app.entitlements", credential_files.entitlements())
    against = Target(HUB, {"fcm_v1": None}, {"apns": "it is encrypted"})
    (build,) = builds("app.entitlements", against=against)
    with pytest.raises(Undetermined, match="it is encrypted"):
        _ = build.apns
    assert build.fcm_v1 is None


BARE = credential_files.entitlements(
    **{
        "application-identifier": "$(AppIdentifierPrefix)$(CFBundleIdentifier)",
        "com.apple.developer.team-identifier": "$(TeamIdentifierPrefix)",
    }
)
"""As they stand in a source tree."""


def test_entitlements_that_name_no_app_are_no_answer():
    put("bare.entitlements", BARE)
    (alone,) = builds("bare.entitlements", against=target())
    for field in ("bundle_id", "team_ids"):
        with pytest.raises(Undetermined, match="no file of the build tells it"):
            getattr(alone, field)
    (without_hub,) = builds("bare.entitlements")
    assert without_hub.bundle_id is None


def test_a_profile_beside_tells_what_the_entitlements_do_not():
    put("a/bare.entitlements", BARE)
    put("a/embedded.mobileprovision", credential_files.profile())
    bare, profile = builds("a", against=target())
    assert (bare.bundle_id, bare.team_ids) == (None, ())
    assert profile.bundle_id == "com.example.app"


@pytest.mark.parametrize("paths", [("a",), ("a/one", "a/two")])
def test_one_build_says_nothing_of_another(paths):
    put("a/one/app.entitlements", credential_files.entitlements())
    put("a/two/bare.entitlements", BARE)
    told, bare = builds(*paths, against=target())
    assert told.bundle_id == "com.example.app"
    with pytest.raises(Undetermined, match="no file of the build tells it"):
        _ = bare.bundle_id


def test_an_address_in_a_form_that_is_not_known_is_neither_there_nor_missing():
    put("account.json", credential_files.service_account(client_email="no address"))
    (account,) = builds("account.json")
    with pytest.raises(Undetermined, match="no form that is known"):
        _ = account.client_email
    put("none.json", credential_files.service_account(client_email=None))
    assert builds("none.json")[0].client_email is None


def test_firebase_settings_without_a_project_are_no_answer():
    put("google-services.json", b'{"project_info": {}}')
    (build,) = builds("google-services.json", against=target())
    with pytest.raises(Undetermined):
        _ = build.firebase_project


def test_nothing_secret_is_kept():
    for name, data in credential_files.every_file().items():
        put(name, data, Path("all"))
    for password in (None, PASSWORD, f"{CANARY}-wrong".encode()):
        found = look([Path("all")], password)
        assert not gives_away(repr(found))
        for one in subjects(found, None):
            assert not gives_away(repr(one))
            assert not gives_away(repr([getattr(one, "content", None)]))


@pytest.mark.parametrize(
    ("chain", "signer", "by_apple"),
    [
        (True, "Apple iPhone OS Provisioning Profile Signing", True),
        (True, "Apple Development: Somebody (AB12CD34EF)", False),
        (True, None, False),
        (False, "Apple iPhone OS Provisioning Profile Signing", False),
        (None, "Apple iPhone OS Provisioning Profile Signing", None),
    ],
)
def test_a_chain_to_apple_is_not_enough(monkeypatch, chain, signer, by_apple):
    class Found(files_module.Inspector):
        def inspect(self, data, name="", password=None):
            found = super().inspect(data, name, password)
            return dataclasses.replace(found, apple_chain=chain, signer=signer)

    put("app.mobileprovision", credential_files.profile())
    monkeypatch.setattr(files_module, "Inspector", Found)
    (build,) = builds("app.mobileprovision")
    assert build.by_apple is by_apple


# What would otherwise be passed over


def test_a_wrong_password_for_a_locked_key_is_told():
    put(
        "locked.pem",
        credential_files.certificate_file() + credential_files.key_file(password=PASSWORD),
    )
    assert kinds(seen("locked.pem", password=b"other")) == {"locked.pem": "wrong password"}
    assert seen("locked.pem", password=PASSWORD)["locked.pem"].private_key_fits is True
    assert seen("locked.pem")["locked.pem"].private_key_fits is None


def test_a_password_does_not_hurt_a_file_that_needs_none():
    put("open.pem", credential_files.certificate_file() + credential_files.key_file())
    assert seen("open.pem", password=b"other")["open.pem"].private_key_fits is True


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


@pytest.mark.parametrize("wrap", [lambda one: [one, one], lambda one: {"prod": one}])
def test_accounts_in_another_document_are_told(wrap):
    account = json.loads(credential_files.service_account())
    put("walked/accounts.json", json.dumps(wrap(account)).encode())
    (found,) = seen("walked").values()
    assert found.what == "service accounts stand in it: each needs a file of its own"
