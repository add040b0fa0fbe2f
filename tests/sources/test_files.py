"""Which files are credentials, what is told of them, and what rules are given."""

import dataclasses
import json
from pathlib import Path

import pytest
from file_looking import archive, kinds, put, seen

from hubwarden.builds import inspected_files as files_module
from hubwarden.builds.hub_for_builds import HubForBuilds
from hubwarden.builds.inspected_files import look
from hubwarden.builds.subjects import subjects
from hubwarden.credential_files import (
    Certificate,
    Entitlements,
    GoogleServices,
    Problem,
    Profile,
    ServiceAccount,
    SigningKey,
    VapidKeys,
)
from hubwarden.errors import InputError
from hubwarden.model.base import Origin, ResourceId, Undetermined, make
from hubwarden.model.build import Build
from hubwarden.model.resources import Hub
from inspection import credential_files
from inspection.credential_files import CANARY, PASSWORD, gives_away

NO_CERTIFICATE = credential_files.certificate_file(credential_files.certificate("none"))


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


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
    assert not any(isinstance(item, Problem) for item in seen("folder", password=PASSWORD).values())


def test_what_is_named_twice_is_one_file():
    put("a/app.entitlements", credential_files.entitlements())
    put("a/notes.txt", b"nothing")
    found = look([Path("a"), Path("a"), Path("a/app.entitlements"), Path("a/notes.txt")], None)
    assert [item.name for item in found] == ["a/app.entitlements", "a/notes.txt"]


def test_a_path_that_is_not_there_is_an_error():
    with pytest.raises(InputError, match=r"nowhere\.p12"):
        look([Path("nowhere.p12")], None)


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


@pytest.mark.parametrize("wrap", [lambda item: [item, item], lambda item: {"prod": item}])
def test_accounts_in_another_document_are_told(wrap):
    account = json.loads(credential_files.service_account())
    put("walked/accounts.json", json.dumps(wrap(account)).encode())
    (found,) = seen("walked").values()
    assert found.what == "it contains service accounts: put each into a file of its own"


# What rules are given


HUB = make(Hub, id=ResourceId("/hub"), origin=Origin("program:prod", stack="prod"))


def target(**held):
    return HubForBuilds(HUB, held, {})


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
    against = HubForBuilds(HUB, {"fcm_v1": None}, {"apns": "it is encrypted"})
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
    known, bare = builds(*paths, against=target())
    assert known.bundle_id == "com.example.app"
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
        for subject in subjects(found, None):
            assert not gives_away(repr(subject))
            assert not gives_away(repr([getattr(subject, "content", None)]))


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
