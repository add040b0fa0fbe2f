"""Each mistake in a credential that a stack file holds makes the right rule fail, at the right line.

The secrets are encrypted as Pulumi does it. Without the passphrase nothing can be told of them, and
nothing passes.
"""

import logging
import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hubwarden import reports
from hubwarden.commands.check import check
from hubwarden.commands.composition import compose
from hubwarden.report import Outcome
from hubwarden.rule import Severity
from push_files import (
    PASSPHRASE,
    PASSWORD,
    certificate,
    expiring,
    firebase_key,
    gives_away,
    set_secrets,
    signing_key,
    signing_key_file,
)

TOP = Path(__file__).resolve().parent.parent
PROD, TEST = "Pulumi.prod.yaml", "Pulumi.test.yaml"
TOKEN, FIREBASE, COURIER = "shop-apnsToken", "shop-fcmPrivateKey", "courier-fcmPrivateKey"
CERTIFICATE, ITS_PASSWORD = "shop-apnsCertificate", "shop-apnsCertificatePassword"

GOOD = {
    name: {
        TOKEN: signing_key(name),
        FIREBASE: firebase_key(f"shop {name}"),
        COURIER: firebase_key(f"courier {name}"),
    }
    for name in (PROD, TEST)
}
WITH_CERTIFICATE = ("        mode: token", "        mode: certificate")
SANDBOX = ("        mode: token", "        mode: certificate\n        environment: sandbox")
MODE = "mode: certificate"


@dataclass(frozen=True)
class Edit:
    """One mistake: other secrets, a line that changes, and where the findings are."""

    name: str
    expected: dict[str, str]
    """Rule id to the text that the line of its findings begins with."""
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    file: str = PROD
    change: tuple[str, str] = ("", "")


def certified(name, container, expected, *, file=PROD, password=PASSWORD, change=WITH_CERTIFICATE):
    """Return an edit that takes a certificate; that it does is a finding of its own."""
    secrets = {CERTIFICATE: container, ITS_PASSWORD: password}
    return Edit(name, {"NH101": MODE, **expected}, secrets, file, change)


AT_TOKEN, AT_FIREBASE = f"hubwarden:{TOKEN}:", f"hubwarden:{FIREBASE}:"
AT_PASSWORD = f"hubwarden:{ITS_PASSWORD}:"
AT_CONTENT = f"hubwarden:{CERTIFICATE}:"

EDITS = [
    certified("a sound certificate", certificate(), {}),
    certified("a sound one of the old kind", certificate(sides=["production"]), {}),
    certified("a sound one in the sandbox", certificate(sides=["sandbox"]), {}, file=TEST),
    certified(
        "the sandbox's certificate in production",
        certificate(sides=["sandbox"]),
        {"NH308": AT_CONTENT, "NH309": AT_CONTENT},
    ),
    certified(
        "production's certificate in the sandbox",
        certificate(sides=["production"]),
        {"NH308": AT_CONTENT, "NH309": AT_CONTENT},
        file=TEST,
    ),
    certified(
        "the sandbox's certificate and endpoint in production",
        certificate(sides=["sandbox"]),
        {"NH308": AT_CONTENT, "NH301": "environment: sandbox"},
        change=SANDBOX,
    ),
    certified(
        "production's certificate at the sandbox's endpoint",
        certificate(sides=["production"]),
        {"NH309": AT_CONTENT, "NH301": "environment: sandbox"},
        change=SANDBOX,
    ),
    certified("an expired certificate", expiring(-1), {"NH112": AT_CONTENT}),
    certified("a certificate that ends today", expiring(0), {"NH113": AT_CONTENT}),
    certified("a certificate that ends in a month", expiring(30), {"NH113": AT_CONTENT}),
    certified("a certificate that ends later", expiring(31), {}),
    certified(
        "a certificate that is not valid yet",
        certificate(since=datetime(2026, 1, 2, tzinfo=UTC)),
        {"NH112": AT_CONTENT},
    ),
    certified(
        "the certificate of another app",
        certificate("example.lindenmarkt.courier"),
        {"NH115": "bundleId: example.lindenmarkt.shop"},
    ),
    certified("a wrong password", certificate(), {"NH111": AT_CONTENT}, password="no, not that"),
    certified("no private key", certificate(key=False), {"NH111": AT_CONTENT}),
    # Its topic is the app's with .voip behind it; the subject names the app.
    certified("a VoIP certificate", certificate(voip=True), {"NH111": AT_CONTENT}),
    certified("a signing key as the certificate", signing_key(), {"NH111": AT_CONTENT}),
    certified(
        "a path as the certificate",
        "certs/push.p12",
        {"NH111": AT_CONTENT, "NH118": MODE},
    ),
    certified(
        "a variable as the password",
        certificate(),
        {"NH111": AT_CONTENT, "NH118": AT_PASSWORD},
        password="$(PUSH_PASSWORD)",
    ),
    Edit("PEM lines left in", {"NH114": AT_TOKEN}, {TOKEN: signing_key_file()}),
    Edit("an RSA key as the token", {"NH114": AT_TOKEN}, {TOKEN: signing_key("", "RSA")}),
    Edit("another curve", {"NH114": AT_TOKEN}, {TOKEN: signing_key("", "P-384")}, TEST),
    Edit("a certificate as the token", {"NH114": AT_TOKEN}, {TOKEN: certificate()}),
    Edit("half a token", {"NH114": AT_TOKEN}, {TOKEN: signing_key()[:100]}),
    Edit("an EC key for Firebase", {"NH117": AT_FIREBASE}, {FIREBASE: firebase_key("", "EC")}),
    Edit("junk for Firebase", {"NH117": AT_FIREBASE}, {FIREBASE: "k3ym4t3r1al of no known kind"}),
    Edit(
        "half a key for Firebase",
        {"NH117": f"hubwarden:{COURIER}:"},
        {COURIER: firebase_key()[:800]},
        TEST,
    ),
    Edit(
        "the account of another project",
        {"NH116": "clientEmail: push@lindenmarkt-courier"},
        change=(
            "clientEmail: push@lindenmarkt-shop.iam",
            "clientEmail: push@lindenmarkt-courier.iam",
        ),
    ),
    Edit(
        "a reference as the token",
        {"NH114": AT_TOKEN, "NH118": AT_TOKEN},
        {TOKEN: "@Microsoft.KeyVault(SecretUri=https://shop.vault.azure.net/secrets/apns-token)"},
    ),
    Edit("a note as the key", {"NH117": AT_FIREBASE, "NH118": AT_FIREBASE}, {FIREBASE: "TODO"}),
]


@pytest.fixture(autouse=True)
def passphrase(monkeypatch):
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", PASSPHRASE)
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE_FILE", raising=False)


@pytest.fixture
def stacks(tmp_path):
    """Return a function that writes the example with secrets that are in order but for an edit."""
    for name in ("Pulumi.yaml", PROD, TEST):
        shutil.copy(TOP / name, tmp_path)
    for name in ("infra", "policies"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(TOP / name, tmp_path / name, ignore=ignored)

    def write(*edits):
        for name, good in GOOD.items():
            path = tmp_path / name
            ours = [edit for edit in edits if edit.file == name]
            for edit in ours:
                text = path.read_text(encoding="utf-8")
                assert edit.change[0] in text, "the edit no longer fits the example"
                path.write_text(text.replace(*edit.change, 1), encoding="utf-8")
            wrong = {key: value for edit in ours for key, value in edit.secrets.items()}
            set_secrets(path, {**good, **wrong})
        return tmp_path

    return write


def judge(folder, edit=None):
    """Judge the stack of an edit, or both stacks."""
    report = check(
        compose(
            folder,
            as_of=date(2026, 1, 1),
            made_at=datetime(2026, 1, 1, tzinfo=UTC),
            asked_by="test",
        ),
        (f"program:{edit.file.split('.')[1]}",) if edit else (),
    )
    assert report.crashes == ()
    return report


def failed(report):
    return {item.rule.id for item in report.having(Outcome.FAIL)}


def line_of(result, folder):
    lines = (folder / result.location.file).read_text(encoding="utf-8").splitlines()
    return lines[result.location.line - 1].strip()


def test_what_is_in_order_is_clean_and_read(stacks):
    report = judge(stacks())
    assert failed(report) == set()
    assert report.exit_code(Severity.LOW) == 0
    # Nothing of it had to be accepted: all of it was read.
    assert report.having(Outcome.UNDETERMINED) == ()
    passed = {item.rule.id for item in report.having(Outcome.PASS)}
    assert {"NH114", "NH116", "NH117", "NH118", "NH307"} <= passed


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_edit(edit, stacks, tmp_path):
    report = judge(stacks(edit), edit)
    assert failed(report) == set(edit.expected)
    assert report.having(Outcome.UNDETERMINED) == ()
    for item in report.having(Outcome.FAIL):
        assert Path(item.location.file).name == edit.file
        assert line_of(item, tmp_path).startswith(edit.expected[item.rule.id]), (
            item.rule.id,
            line_of(item, tmp_path),
        )


SECRET_RULES = ("NH111", "NH112", "NH113", "NH114", "NH115", "NH117", "NH118", "NH308", "NH309")


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_without_the_passphrase_nothing_passes(edit, stacks, monkeypatch):
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE")
    report = judge(stacks(edit), edit)
    # Only what stands in the file in clear is found.
    assert failed(report) == set(edit.expected) & {"NH101", "NH116", "NH301"}
    assert "NH118" in {item.rule.id for item in report.having(Outcome.UNDETERMINED)}
    for rule in SECRET_RULES:
        found = {result.outcome for result in report.results if result.rule.id == rule}
        assert found <= {Outcome.UNDETERMINED, Outcome.NOT_APPLICABLE}, rule
    for rule in edit.expected.keys() & set(SECRET_RULES):
        asked = [result for result in report.results if result.rule.id == rule]
        assert Outcome.UNDETERMINED in {item.outcome for item in asked}


@pytest.mark.parametrize("given", ["", "wrong", f"{PASSPHRASE} "])
def test_with_another_passphrase_nothing_passes(given, stacks, monkeypatch):
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", given)
    report = judge(stacks(certified("", certificate(), {}), Edit("", {}, {TOKEN: "x"}, TEST)))
    assert failed(report) == {"NH101"}
    for rule in SECRET_RULES:
        found = {result.outcome for result in report.results if result.rule.id == rule}
        assert found <= {Outcome.UNDETERMINED, Outcome.NOT_APPLICABLE}, rule
        assert Outcome.UNDETERMINED in found, rule


def test_an_accepted_gap_is_not_silent_where_a_certificate_is_used(stacks, monkeypatch):
    """The example accepts that its tokens are not read; it accepts nothing of a certificate."""
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE")
    edit = certified("", certificate(), {})
    report = judge(stacks(edit), edit)
    assert {open_question.rule.id for open_question in report.open_questions()} >= {
        "NH111",
        "NH112",
        "NH308",
    }


# -- What two environments share


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [(certificate(), certificate(), True), (certificate(), certificate(who="test"), False)],
    ids=["the same", "two"],
)
def test_a_certificate_in_both_environments(one, other, shared, stacks, tmp_path):
    folder = stacks(certified("", one, {}), certified("", other, {}, file=TEST))
    report = judge(folder)
    assert failed(report) == {"NH101", *(["NH305"] if shared else [])}
    for found in report.having(Outcome.FAIL):
        assert line_of(found, tmp_path).startswith(MODE)
    outcomes = {found.outcome for found in report.results if found.rule.id == "NH305"}
    assert outcomes == {Outcome.FAIL if shared else Outcome.PASS}


def test_a_signing_key_in_both_environments(stacks, tmp_path):
    same = {TOKEN: signing_key("shared")}
    report = judge(stacks(Edit("", {}, same), Edit("", {}, same, TEST)))
    assert failed(report) == {"NH307"}
    assert {Path(item.location.file).name for item in report.having(Outcome.FAIL)} == {PROD, TEST}
    assert {line_of(item, tmp_path) for item in report.having(Outcome.FAIL)} == {AT_TOKEN}


@pytest.mark.parametrize("given", [None, "wrong"])
def test_what_is_shared_is_not_told_without_the_passphrase(given, stacks, monkeypatch):
    monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE")
    if given is not None:
        monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", given)
    same = {TOKEN: signing_key("shared")}
    report = judge(stacks(Edit("", {}, same), Edit("", {}, same, TEST)))
    assert {result.outcome for result in report.results if result.rule.id == "NH307"} == {
        Outcome.UNDETERMINED
    }


# -- No secret leaves

CANARIES = [
    Edit("token", {}, {TOKEN: signing_key_file()}),
    Edit("Firebase", {}, {FIREBASE: firebase_key("", "EC")}, TEST),
    Edit("junk", {}, {TOKEN: "canary " * 40, FIREBASE: "canary-of-firebase-" * 4}),
    certified("certificate", certificate(sides=["sandbox"]), {}),
    certified("password", certificate(), {}, password="a canary of a wrong password"),
    certified("both", signing_key(), {}, password=firebase_key()),
]


@pytest.mark.parametrize("edit", CANARIES, ids=lambda edit: edit.name)
def test_no_secret_comes_out(edit, stacks, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    report = judge(stacks(edit), edit)
    assert failed(report)
    texts = [
        reports.find(name)(report, reports.Options(verbose=verbose))
        for name in reports.names()
        for verbose in (False, True)
    ]
    assert all("lindenmarkt-" in text for text in texts)
    known = "\n".join([*texts, repr(report), caplog.text, *capfd.readouterr()])
    secrets = [item for stack in GOOD.values() for item in stack.values()]
    secrets += [*edit.secrets.values(), PASSWORD, PASSPHRASE]
    assert gives_away(known, secrets) == []


def test_the_canaries_are_looked_for():
    for secret in (signing_key(), firebase_key(), certificate(), PASSWORD, PASSPHRASE):
        assert gives_away(f"it is {secret}.", [secret]) == [secret]
        assert gives_away("it is something else altogether, and longer.", [secret]) == []
