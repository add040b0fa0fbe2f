"""``hubwarden inspect --hub SOURCE --app PATH``: whether a build can receive pushes from a hub."""

import base64
import dataclasses
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from hubwarden.builds import inspected_files as files_module
from hubwarden.cli import main
from hubwarden.credential_files import Profile, inspect
from hubwarden.credential_files.entry import inspect_binary
from hubwarden.facts import APNS_ENDPOINTS
from inspection import app_files, credential_files
from inspection.credential_files import BUNDLE, CANARY, PROJECT, TEAM, gives_away

CLEAN, VIOLATIONS, USAGE, INCOMPLETE = 0, 1, 2, 3
DAY = "2026-01-01"
DATA = Path(__file__).parent / "data"
SERVICE = "Microsoft.NotificationHubs/namespaces"
KEY = base64.b64encode(
    credential_files.key_file(encoding=credential_files.DER),
).decode()
UNKNOWN = "[parameters('unknown')]"
TOKEN = {
    "endpoint": APNS_ENDPOINTS["token", "production"],
    "token": KEY,
    "keyId": "K3YID00001",
    "appId": TEAM,
    "appName": BUNDLE,
}
FCM = {
    "projectId": PROJECT,
    "clientEmail": f"push@{PROJECT}.iam.gserviceaccount.com",
    "privateKey": credential_files.key_file(credential_files.private_key("RSA")).decode(),
}


def certificate(kind="universal", *, key=True, **more):
    found = credential_files.certificate(kind)
    container = credential_files.p12(found, credential_files.private_key() if key else None)
    return {
        "endpoint": APNS_ENDPOINTS["certificate", "production"],
        "apnsCertificate": base64.b64encode(container).decode(),
        "certificateKey": CANARY,
        **more,
    }


def hub(name="orders", apns=None, fcm=None):
    held = {"apnsCredential": apns, "fcmV1Credential": fcm}
    return name, {key: {"properties": value} for key, value in held.items() if value is not None}


def template(*hubs, namespace=True, strange=False):
    """Write a template with these hubs, and return it as a source."""
    resources = [
        {
            "type": f"{SERVICE}/notificationHubs",
            "apiVersion": "2023-10-01-preview",
            "name": f"shop-ns/{name}",
            "location": "northeurope",
            "properties": properties,
        }
        for name, properties in hubs
    ]
    if namespace:
        resources.append(
            {
                "type": SERVICE,
                "apiVersion": "2023-10-01-preview",
                "name": "shop-ns",
                "location": "northeurope",
                "sku": {"name": "Standard"},
                "properties": {},
            }
        )
    if strange:
        resources.append(
            {
                "type": "Microsoft.Resources/deployments",
                "apiVersion": "2022-09-01",
                "name": "more",
                "properties": {"templateLink": {"uri": "https://example.com/more.json"}},
            }
        )
    Path("hub.json").write_text(
        json.dumps(
            {
                "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
                "contentVersion": "1.0.0.0",
                "parameters": {"unknown": {"type": "securestring"}},
                "resources": resources,
            }
        ),
        encoding="utf-8",
    )
    return "template:hub.json"


GOOD = hub(apns=TOKEN, fcm=FCM)


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(files_module, "Inspector", Here)
    return tmp_path


class Here:
    """Inspects in this process: to start another one for each test takes long."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def inspect(self, data, name, password=None):
        return inspect(data, name, password)

    def inspect_binary(self, path, member):
        return inspect_binary(os.fsencode(path), member)


class ByApple(Here):
    """Takes the authority of the tests for Apple."""

    def inspect(self, data, name, password=None):
        found = inspect(data, name, password)
        if isinstance(found, Profile) and found.apple_chain is False:
            return dataclasses.replace(found, apple_chain=True)
        return found


@pytest.fixture
def by_apple(monkeypatch):
    monkeypatch.setattr(files_module, "Inspector", ByApple)


def entitlements(environment="production", team=TEAM, bundle=BUNDLE):
    Path("app.entitlements").write_bytes(
        credential_files.entitlements(
            environment,
            **{
                "application-identifier": f"{team}.{bundle}",
                "com.apple.developer.team-identifier": team,
            },
        )
    )
    return "app.entitlements"


def firebase(project=PROJECT):
    text = credential_files.google_services().decode().replace(PROJECT, project)
    Path("google-services.json").write_text(text, encoding="utf-8")
    return "google-services.json"


def ipa(data, **parts):
    """An app with a profile, whose signature uses what a released one does."""
    return app_files.ipa(profile=data, **parts)


def run(*arguments, day=DAY):
    given = ["inspect", "--as-of", day, *map(str, arguments)]
    result = CliRunner().invoke(main, given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert not gives_away(result.output)
    return result


def gate(source, app, *arguments, day=DAY):
    """Return the exit code, the ids of rules that failed, and of those that could not tell."""
    result = run("--hub", source, "--app", app, "--format", "json", *arguments, day=day)
    known = json.loads(result.stdout)
    found = {"pass": set(), "fail": set(), "undetermined": set(), "not-applicable": set()}
    for item in known["results"]:
        found[item["outcome"]].add(item["rule"])
    assert known["summary"]["exit_code"] == result.exit_code
    return result.exit_code, found["fail"], found["undetermined"], found["pass"]


def test_a_build_that_fits_passes():
    code, failed, unknown, passed = gate(template(GOOD), entitlements())
    assert (code, failed, unknown) == (CLEAN, set(), set())
    assert {"NH801", "NH802", "NH803", "NH804", "NH808", "NH102", "NH114"} <= passed


def test_a_build_for_android_that_fits_passes():
    code, failed, unknown, passed = gate(template(GOOD), firebase())
    assert (code, failed, unknown) == (CLEAN, set(), set())
    assert {"NH805", "NH116", "NH117"} <= passed


def test_an_ipa_with_a_profile_of_apple_passes(by_apple):
    code, failed, unknown, passed = gate(template(GOOD), ipa(credential_files.profile()))
    assert (code, failed, unknown) == (CLEAN, set(), set())
    assert {"NH801", "NH806", "NH807"} <= passed


def test_what_a_profile_does_not_tell_is_said():
    source = template(GOOD)
    words = "its entitlements tell that"
    Path("app.mobileprovision").write_bytes(credential_files.profile())
    assert words in run("--hub", source, "--app", "app.mobileprovision").stdout
    assert words not in run("--hub", source, "--app", ipa(credential_files.profile())).stdout
    assert words not in run("--hub", source, "--app", entitlements()).stdout


BUILDS = {
    "the other side": (lambda: entitlements("development"), {"NH801"}),
    "no push": (lambda: entitlements(None), {"NH802"}),
    "another app": (lambda: entitlements(bundle="com.example.other"), {"NH803"}),
    "another team": (lambda: entitlements(team="ZZ12CD34EF"), {"NH804"}),
    "all of them": (lambda: entitlements("development", "ZZ12CD34EF", "a.b"), {"NH801", "NH803", "NH804"}),
    "another Firebase project": (lambda: firebase("other-project"), {"NH805"}),
}  # fmt: skip


@pytest.mark.parametrize("case", BUILDS)
def test_a_build_that_does_not_fit_fails(case):
    build, expected = BUILDS[case]
    assert gate(template(GOOD), build())[:2] == (VIOLATIONS, expected)


def signed(**changes):
    return credential_files.profile(credential_files.profile_plist(**changes))


def wildcard(environment="production"):
    held = {"application-identifier": f"{TEAM}.*"}
    return signed(Entitlements=held | ({"aps-environment": environment} if environment else {}))


PROFILES = {
    "not by Apple": (credential_files.profile, False, VIOLATIONS, {"NH807"}, set()),
    "unsigned": (credential_files.profile_plist, True, VIOLATIONS, {"NH807"}, set()),
    "changed": (
        lambda: credential_files.profile().replace(b"App Store profile", b"Ape Store profile"),
        True,
        VIOLATIONS,
        {"NH807"},
        set(),
    ),
    "no chain": (lambda: credential_files.profile(chain=()), True, INCOMPLETE, set(), {"NH807"}),
    "of the sandbox": (lambda: signed(environment="development"), True, VIOLATIONS, {"NH801"}, set()),
    "a wildcard": (wildcard, True, CLEAN, set(), set()),
    "a wildcard without push": (lambda: wildcard(None), True, VIOLATIONS, {"NH802"}, set()),
    "another team": (lambda: signed(TeamIdentifier=["ZZ12CD34EF"]), True, VIOLATIONS, {"NH804"}, set()),
}  # fmt: skip


@pytest.mark.parametrize("case", PROFILES)
def test_a_profile_is_judged(case, request):
    data, trusted, *expected = PROFILES[case]
    if trusted:
        request.getfixturevalue("by_apple")
    assert list(gate(template(GOOD), ipa(data()))[:3]) == expected


SIGNATURES = {
    "without push": (credential_files.entitlements(None), VIOLATIONS, {"NH802"}),
    "without any": (None, VIOLATIONS, {"NH802"}),
    "of the sandbox": (credential_files.entitlements("development"), VIOLATIONS, {"NH801"}),
    "of another app": (
        credential_files.entitlements(
            "production", **{"application-identifier": f"{TEAM}.com.example.other"}
        ),
        VIOLATIONS,
        {"NH803"},
    ),
    "that is damaged": (b"<plist>", INCOMPLETE, set()),
}


@pytest.mark.parametrize("case", SIGNATURES)
def test_a_signature_is_judged_beside_the_profile(case, by_apple):
    """The profile grants; what the app is signed with uses."""
    signature, code, failed = SIGNATURES[case]
    build = ipa(credential_files.profile(), binary=app_files.macho(signature))
    assert gate(template(GOOD), build)[:2] == (code, failed)


@pytest.mark.parametrize(
    ("parts", "missing"),
    [
        ({"binary": b""}, "Payload/App.app/App"),
        ({"binary": b"#!/bin/sh"}, "Payload/App.app/App"),
        ({"binary": app_files.macho(signed=False)}, "Payload/App.app/App"),
        ({"about": b""}, "Payload/App.app/Info.plist"),
        ({"about": b"<html>"}, "Payload/App.app/Info.plist"),
        ({"about": app_files.info(CFBundleExecutable=None)}, "Payload/App.app/Info.plist"),
        ({"about": app_files.info(CFBundleExecutable="../App")}, "Payload/App.app/Info.plist"),
    ],
)
def test_a_signature_that_cannot_be_read_is_a_gap(parts, missing, by_apple):
    ipa(credential_files.profile(), **parts)
    result = run("--hub", template(GOOD), "--app", "app.ipa", "--format", "json")
    assert result.exit_code == INCOMPLETE
    assert [gap["what"] for gap in json.loads(result.stdout)["gaps"]] == [f"app.ipa!{missing}"]


def test_apps_in_folders_are_read_as_in_archives(by_apple):
    for folder in ("out/App.app", "mac/App.app"):
        mac = folder.startswith("mac")
        binary = app_files.macho(credential_files.entitlements(None) if mac else b"")
        for name, data in app_files.app(folder=folder, binary=binary).items():
            own = name.replace("App.app/", "App.app/Contents/") if mac else name
            own = own.replace("Contents/App", "Contents/MacOS/App")
            Path(own).parent.mkdir(parents=True, exist_ok=True)
            Path(own).write_bytes(data)
    assert gate(template(GOOD), "out")[:3] == (CLEAN, set(), set())
    assert gate(template(GOOD), "out/App.app")[:3] == (CLEAN, set(), set())
    assert gate(template(GOOD), "mac")[:2] == (VIOLATIONS, {"NH802"})


SOURCE = {"application-identifier": "$(AppIdentifierPrefix)$(CFBundleIdentifier)"}


@pytest.mark.parametrize("side", ["development", "production", "$(APS_ENVIRONMENT)"])
def test_entitlements_of_a_source_do_not_tell_the_side(side, by_apple):
    Path("ios").mkdir()
    Path("ios/App.entitlements").write_bytes(credential_files.entitlements(side, **SOURCE))
    code, failed, unknown, _ = gate(template(GOOD), "ios")
    assert (code, failed) == (INCOMPLETE, set())
    assert "NH801" in unknown
    # What it is signed with decides.
    Path("ios/App.mobileprovision").write_bytes(credential_files.profile())
    _, failed, unknown, passed = gate(template(GOOD), "ios")
    assert failed == set()
    assert "NH801" in passed
    if "$" not in side:
        assert unknown == set()


@pytest.mark.parametrize("name", ["app-release.apk", "app.aab", "deep/app.APK"])
def test_an_android_app_beside_another_is_a_gap(name, by_apple):
    Path("out/deep").mkdir(parents=True)
    Path("out", name).write_bytes(b"PK\x03\x04")
    Path("out/app.entitlements").write_bytes(Path(entitlements()).read_bytes())
    result = run("--hub", template(GOOD), "--app", "out")
    assert result.exit_code == INCOMPLETE
    assert "name the google-services.json of its variant" in " ".join(result.stdout.split())


UNUSABLE = {
    "nothing": b"",
    "null": b"null",
    "a placeholder": b"REPLACE_ME",
    "an error page": b"<!DOCTYPE html><html><body>404 Not Found</body></html>",
    "another document": b'{"error": "denied"}',
}


@pytest.mark.parametrize("what", UNUSABLE)
@pytest.mark.parametrize(
    "name",
    [
        "AuthKey_K3YID00001.p8",
        "AuthKey_K3YID00001.p8.txt",
        "push.p12",
        "push.pfx",
        "google-services.json",
        "app.mobileprovision",
        "App.entitlements",
        "Entitlements.plist",
        "service-account.json",
        "shop-firebase-adminsdk-x1.json",
        "serviceAccountKey.json",
        "firebase-service-account.json",
        "prod.service_account.json",
        "google-application-credentials.json",
        "fcm-key.json",
        "aps.cer",
        "aps_production.cer",
        "apns-key.pem",
        "push_cert.pem",
        "push-key.p8.b64",
        "apns_auth_key.txt",
    ],
)
def test_an_unmistakable_name_with_something_else_in_it_is_a_gap(name, what):
    Path("out").mkdir()
    Path("out/good.entitlements").write_bytes(Path(entitlements()).read_bytes())
    Path("out", name).write_bytes(UNUSABLE[what])
    result = run("out", "--format", "json")
    assert result.exit_code == INCOMPLETE
    assert [gap["what"] for gap in json.loads(result.stdout)["gaps"]] == [f"out/{name}"]


@pytest.mark.parametrize(
    "name",
    [
        *("index.html", "services.json", "Info.plist", "key.txt", "empty.pem", "firebase.json"),
        *("gaps.cer", "accounts.json", "notes-apns.md", "ca.cer", "pushed.txt"),
    ],
)
def test_other_names_are_passed_over(name):
    Path("out").mkdir()
    Path("out/good.entitlements").write_bytes(Path(entitlements()).read_bytes())
    Path("out", name).write_bytes(b"null")
    assert run("out").exit_code == CLEAN


def test_a_file_beside_the_hub_is_compared_with_it(by_apple):
    name, other = "AuthKey_K3YID00001.p8", "AuthKey_ZZYID00001.p8"
    Path(name).write_bytes(credential_files.key_file())
    Path("account.json").write_bytes(credential_files.service_account())
    result = run("--hub", template(GOOD), name, "--format", "json")
    outcomes = {item["rule"]: item["outcome"] for item in json.loads(result.stdout)["results"]}
    assert (result.exit_code, outcomes["NH810"]) == (CLEAN, "pass")
    # The key itself is another, or only its name.
    for which, written in ((1, name), (0, other)):
        Path(written).write_bytes(
            credential_files.key_file(credential_files.private_key("EC", which))
        )
        result = run("--hub", template(GOOD), written)
        assert result.exit_code == VIOLATIONS
        assert "NH810" in result.stdout
    result = run("--hub", template(GOOD), "account.json")
    assert "its address is" in result.stdout
    assert "its key is" not in result.stdout


def test_variants_of_a_source_are_told_apart():
    good, other = (
        credential_files.google_services(),
        credential_files.google_services().replace(PROJECT.encode(), b"other-project"),
    )
    for name, data in (("release", good), ("debug", other)):
        path = Path("app/src", name, "google-services.json")
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    code, failed, unknown, _ = gate(template(GOOD), "app")
    assert (code, failed, unknown) == (INCOMPLETE, set(), {"NH805"})
    assert gate(template(GOOD), "app/src/release/google-services.json")[0] == CLEAN
    assert gate(template(GOOD), "app/src/debug")[1] == {"NH805"}
    Path("app/src/debug/google-services.json").write_bytes(good)
    assert gate(template(GOOD), "app")[:3] == (CLEAN, set(), set())


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("released", "other"),
    [
        ("src/release", "src/debug"),
        ("src/proRelease", "src/freeRelease"),
        ("", "src/debug"),
        ("release/app", "debug/app"),
    ],
)
def test_the_file_of_a_variant_that_is_named_beside_its_tree_is_the_one_that_is_meant(
    released, other, order
):
    good = credential_files.google_services()
    bad = good.replace(PROJECT.encode(), b"other-project")
    for folder, data in ((released, good), (other, bad)):
        path = Path("app", folder, "google-services.json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    named = ["app", str(Path("app", released, "google-services.json"))][::order]
    result = run("--hub", template(GOOD), "--app", named[0], "--app", named[1])
    assert result.exit_code == CLEAN, result.stdout
    assert f"app/{other}/google-services.json: it is of another variant" in result.stdout
    wrong = str(Path("app", other, "google-services.json"))
    assert gate(template(GOOD), "app", wrong)[1] == {"NH805"}


def test_the_file_of_another_app_beside_the_one_that_is_named_is_judged():
    for name, project in (("one", PROJECT), ("two", "other-project")):
        Path("app", name).mkdir(parents=True)
        data = credential_files.google_services().replace(PROJECT.encode(), project.encode())
        Path("app", name, "google-services.json").write_bytes(data)
    assert gate(template(GOOD), "app", "app/one/google-services.json")[1] == {"NH805"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Entitlements.production.plist", "Entitlements.debug.plist"),
        ("RunnerRelease.entitlements", "RunnerDebug.entitlements"),
        ("ios/release/App.entitlements", "ios/debug/App.entitlements"),
    ],
)
def test_variants_of_entitlements_are_told_apart(one, other):
    for name, side in ((one, "production"), (other, None)):
        path = Path("app", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(credential_files.entitlements(side, **SOURCE))
    code, failed, unknown, _ = gate(template(GOOD), "app")
    assert (code, failed) == (INCOMPLETE, set())
    assert {"NH801", "NH802"} <= unknown
    assert gate(template(GOOD), Path("app", other))[1] == {"NH802"}


def test_a_profile_that_ended_fails(by_apple):
    code, failed, *_ = gate(template(GOOD), ipa(credential_files.profile()), day="2034-02-01")
    assert (code, failed) == (VIOLATIONS, {"NH806"})


HUBS = {
    "no APNs": (lambda: hub(fcm=FCM), VIOLATIONS, {"NH808"}, set()),
    "no endpoint of Apple": (lambda: hub(apns=TOKEN | {"endpoint": "https://example.com"}), VIOLATIONS, {"NH103"}, set()),
    "a key that is none": (lambda: hub(apns=TOKEN | {"token": "QUJDREVG"}), VIOLATIONS, {"NH114"}, set()),
    "a placeholder": (lambda: hub(apns=TOKEN | {"token": "TODO"}), VIOLATIONS, {"NH114", "NH118"}, set()),
    "no team": (lambda: hub(apns={k: v for k, v in TOKEN.items() if k != "appId"}), VIOLATIONS, {"NH102"}, set()),
    "no bundle": (lambda: hub(apns={k: v for k, v in TOKEN.items() if k != "appName"}), VIOLATIONS, {"NH102"}, set()),
    "a key nobody knows": (lambda: hub(apns=TOKEN | {"token": UNKNOWN}), INCOMPLETE, set(), {"NH102", "NH104", "NH105", "NH114", "NH118", "NH125", "NH803", "NH804"}),
    "a good certificate": (lambda: hub(apns=certificate()), CLEAN, set(), set()),
    "a certificate of the sandbox": (lambda: hub(apns=certificate("development")), VIOLATIONS, {"NH309"}, set()),
    "a certificate for VoIP": (lambda: hub(apns=certificate("voip")), VIOLATIONS, {"NH111"}, set()),
    "a certificate without key": (lambda: hub(apns=certificate(key=False)), VIOLATIONS, {"NH111"}, set()),
    "a wrong password": (lambda: hub(apns=certificate(certificateKey="wrong")), VIOLATIONS, {"NH111"}, set()),
    "a password nobody knows": (
        lambda: hub(apns=certificate(certificateKey=UNKNOWN)),
        INCOMPLETE,
        set(),
        {"NH111", "NH136", "NH112", "NH113", "NH115", "NH118", "NH309", "NH803", "NH804"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", HUBS)
def test_what_the_hub_holds_is_judged(case):
    made, *expected = HUBS[case]
    assert list(gate(template(made()), entitlements())[:3]) == expected


def test_a_certificate_that_ended_fails():
    source = template(hub(apns=certificate()))
    assert gate(source, entitlements(), day="2034-01-02")[:2] == (VIOLATIONS, {"NH112"})
    assert gate(source, entitlements(), day="2033-12-20")[:2] == (VIOLATIONS, {"NH113"})


def test_a_hub_without_firebase_fails():
    assert gate(template(hub(apns=TOKEN)), firebase())[:2] == (VIOLATIONS, {"NH805"})


def test_what_a_build_does_not_need_is_not_judged():
    broken = FCM | {"privateKey": "TODO"}
    assert gate(template(hub(apns=TOKEN, fcm=broken)), entitlements())[0] == CLEAN
    assert gate(template(hub(apns=TOKEN | {"token": "TODO"}, fcm=FCM)), firebase())[0] == CLEAN


def test_a_credential_that_only_the_namespace_could_hold_is_unknown():
    code, failed, unknown, _ = gate(template(hub(fcm=FCM), namespace=False), entitlements())
    assert (code, failed) == (INCOMPLETE, set())
    assert {"NH801", "NH803", "NH804", "NH808"} <= unknown


def test_what_an_audit_accepts_is_not_accepted_of_a_release():
    Path("baseline.yaml").write_text(
        "version: 1\naccepted:\n  - {rule: NH114, source: '*', field: '*', reason: no keys}\n"
        "  - {rule: NH118, source: '*', field: '*', reason: no keys}\n",
        encoding="utf-8",
    )
    source = template(hub(apns=TOKEN | {"token": UNKNOWN}))
    assert gate(source, entitlements(), "--baseline-file", "baseline.yaml")[0] == INCOMPLETE


# Which hub


SECOND = hub("couriers", TOKEN | {"appName": "com.example.couriers"})


def test_of_several_hubs_the_one_of_the_app_is_taken():
    source = template(GOOD, SECOND)
    assert gate(source, entitlements(bundle="com.example.couriers"))[0] == CLEAN
    assert gate(source, entitlements())[0] == CLEAN
    assert gate(source, firebase())[0] == CLEAN


def test_a_hub_with_a_certificate_is_found_by_what_the_certificate_names():
    source = template(hub("shop", certificate()), SECOND)
    assert gate(source, entitlements())[0] == CLEAN


def test_a_hub_that_is_named_is_taken():
    source = template(GOOD, SECOND)
    code, failed, *_ = gate(source, entitlements(), "--hub-name", "COURIERS")
    assert (code, failed) == (VIOLATIONS, {"NH803"})


def test_a_choice_that_is_not_clear_is_refused():
    source = template(GOOD, SECOND)
    result = run("--hub", source, "--app", entitlements(bundle="com.example.third"))
    assert result.exit_code == USAGE
    assert "name one with --hub-name; hubs here: shop-ns/orders, shop-ns/couriers" in result.stderr


def test_a_hub_may_be_named_with_its_namespace():
    source = template(GOOD, SECOND)
    assert gate(source, entitlements(), "--hub-name", "Shop-NS/Orders")[0] == CLEAN
    assert (
        run("--hub", source, "--hub-name", "ns/orders", "--app", "app.entitlements").exit_code
        == USAGE
    )


def test_the_parameters_of_a_template_are_read():
    source = template(hub(apns=TOKEN | {"token": UNKNOWN}))
    assert gate(source, entitlements())[0] == INCOMPLETE
    Path("values.json").write_text(
        json.dumps({"parameters": {"unknown": {"value": KEY}}}), encoding="utf-8"
    )
    assert gate(source, entitlements(), "--parameters", "values.json")[0] == CLEAN
    result = run("--app", entitlements(), "--parameters", "values.json")
    assert result.exit_code == USAGE
    assert "--parameters is about the source of --hub" in result.stderr


@pytest.mark.parametrize("apps", [(".", "app.entitlements"), ("app.entitlements", ".")])
def test_a_build_may_be_named_twice(apps):
    template(GOOD)
    entitlements()
    given = [word for app in apps for word in ("--app", app)]
    assert run("--hub", "template:hub.json", *given).exit_code == CLEAN


# The environment of the hub

OF_THE_SANDBOX = TOKEN | {"endpoint": APNS_ENDPOINTS["token", "sandbox"]}


def test_a_hub_and_a_build_that_agree_and_fit_no_environment_fail():
    source, app = template(hub(apns=OF_THE_SANDBOX)), entitlements("development")
    assert gate(source, app)[0] == CLEAN
    code, failed, *_ = gate(source, app, "--environment", "production")
    assert (code, failed) == (VIOLATIONS, {"NH301"})
    Path("baseline.yaml").write_text(
        "version: 1\nenvironments:\n  production:\n    match: {names: [orders]}\n", encoding="utf-8"
    )
    code, failed, *_ = gate(source, app, "--baseline-file", "baseline.yaml")
    assert (code, failed) == (VIOLATIONS, {"NH301"})


def test_an_environment_that_is_not_known_is_said_to_be_missing():
    words = "whether a file fits an environment"
    assert words in run("--hub", template(GOOD), "--app", entitlements()).stdout
    known = run("--hub", template(GOOD), "--app", entitlements(), "--environment", "production")
    assert words not in known.stdout


def test_no_name_commands_a_terminal():
    Path("a\x1b[2J").mkdir()
    source = template(hub("a\x1b[2J"), hub("b"))
    for app in ("a\x1b[2J", entitlements()):
        result = run("--hub", source, "--app", app, entitlements())
        assert result.exit_code == USAGE
        assert "\x1b" not in result.output


REFUSED = {
    "no such hub": (["--hub", "template:hub.json", "--hub-name", "none"], "there is no such hub"),
    "a name without a source": (
        ["--hub-name", "orders"],
        "--hub-name is about the source of --hub",
    ),
    "no source": (["--hub", ""], "not a kind of source"),
    "no template": (["--hub", "template:none.json"], "none.json"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_request_that_does_not_fit_is_refused(case):
    arguments, words = REFUSED[case]
    template(GOOD)
    result = run("--app", entitlements(), *arguments)
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert words in result.stderr


def test_a_hub_without_a_build_is_no_release():
    Path("push.cer").write_bytes(credential_files.every_file()["production.cer"])
    Path("empty").mkdir()
    source = template(GOOD)
    assert run("--hub", source, "--app", "push.cer").exit_code == USAGE
    assert run("--hub", source, "--app", "empty").exit_code == USAGE
    # What is good beside it does not help.
    assert run("--hub", source, entitlements(), "--app", "empty").exit_code == USAGE


def test_a_build_that_cannot_be_read_is_incomplete():
    code, failed, *_ = gate(template(GOOD), ipa(b"<plist><dict>"))
    assert (code, failed) == (INCOMPLETE, set())


def test_a_source_with_gaps_is_incomplete():
    assert gate(template(GOOD, strange=True), entitlements())[:2] == (INCOMPLETE, set())
    result = run("--hub", template(strange=True), "--app", entitlements())
    assert result.exit_code == INCOMPLETE


def test_a_state_file_is_a_source(monkeypatch):
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE", raising=False)
    source = f"state:{DATA / 'pulumi' / 'state-prod.json'}"
    app = entitlements(bundle="example.lindenmarkt.shop", team="LM83PD5R2C")
    result = run("--hub", source, "--app", app, "--format", "json")
    known = json.loads(result.stdout)
    assert result.exit_code == INCOMPLETE
    assert {"NH801", "NH803", "NH804"} <= {
        item["rule"] for item in known["results"] if item["outcome"] in {"pass", "undetermined"}
    }
    assert not [item for item in known["results"] if item["accepted"]]


def test_a_program_is_a_source(monkeypatch):
    """The project's baseline accepts that its keys are not known; a release needs them."""
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE", raising=False)
    app = entitlements(bundle="example.lindenmarkt.shop", team="LM83PD5R2C")
    project = Path(__file__).resolve().parent.parent
    code, failed, unknown, passed = gate("program:prod", app, "--project", project)
    assert (code, failed) == (INCOMPLETE, set())
    assert "NH114" in unknown
    assert {"NH801", "NH803", "NH804"} <= passed


def test_a_program_that_tells_its_key_passes(here):
    root = here / "shop"
    root.mkdir()
    (root / "Pulumi.yaml").write_text("name: shop\nruntime: python\n", encoding="utf-8")
    (root / "Pulumi.prod.yaml").write_text(f"config:\n  shop:token: {KEY}\n", encoding="utf-8")
    (root / "__main__.py").write_text(_PROGRAM, encoding="utf-8")
    app = entitlements()
    code, failed, unknown, _ = gate("program:prod", app, "--project", root)
    assert (code, failed, unknown) == (CLEAN, set(), set())


_PROGRAM = f"""\
import pulumi
from pulumi_azure_native import notificationhubs as nh

nh.NotificationHub(
    "hub",
    notification_hub_name="shop",
    namespace_name="shop-ns",
    resource_group_name="shop",
    apns_credential={{
        "endpoint": "{APNS_ENDPOINTS["token", "production"]}",
        "token": pulumi.Config().require_secret("token"),
        "key_id": "K3YID00001",
        "app_id": "{TEAM}",
        "app_name": "{BUNDLE}",
    }},
)
"""
