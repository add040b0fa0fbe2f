"""Each single edit of a stack file makes the right rule fail, and only what follows from it."""

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hubwarden.commands.check import check
from hubwarden.commands.composition import compose
from hubwarden.facts import CONCERNS
from hubwarden.report import Outcome
from hubwarden.rule import Severity

TOP = Path(__file__).resolve().parent.parent

PROD, TEST = "Pulumi.prod.yaml", "Pulumi.test.yaml"


@dataclass(frozen=True)
class Edit:
    """One edit: ``old`` becomes ``new`` once, and findings are at the line that ``at`` begins."""

    name: str
    file: str
    old: str
    new: str
    expected: dict[str, str]
    """Rule id to the text of the line that its findings point at."""


APNS = (
    "      apns:\n        mode: token\n        keyId: 7KQ2M9XW4T\n        teamId: LM83PD5R2C\n"
    "        bundleId: example.lindenmarkt.shop\n"
)

WORLD = "\n".join(f"      - {first}.0.0.0/2" for first in (0, 64, 128, 192))

EDITS = [
    Edit("no APNs for an iOS app", PROD, APNS, "", {"NH110": "platforms: [ios, android]"}),
    Edit(
        "the world in four parts",
        PROD,
        "      - 203.0.113.0/24",
        WORLD,
        {"NH401": "hubwarden:network"},
    ),
    Edit(
        "an endpoint in clear",
        PROD,
        "        keyId: 7KQ2M9XW4T",
        "        keyId: 7KQ2M9XW4T\n        endpoint: http://api.push.apple.com:1/3/device",
        {"NH103": "endpoint: http:"},
    ),
    Edit(
        "certificate",
        PROD,
        "        mode: token",
        "        mode: certificate",
        {
            "NH101": "mode: certificate",
        },
    ),
    Edit(
        "certificate in the sandbox",
        TEST,
        "        mode: token",
        "        mode: certificate",
        {
            "NH101": "mode: certificate",
        },
    ),
    Edit(
        "unknown endpoint",
        PROD,
        "        keyId: 7KQ2M9XW4T",
        "        keyId: 7KQ2M9XW4T\n        endpoint: https://push.example.com:443/3/device",
        {"NH103": "endpoint: https://push"},
    ),
    Edit(
        "certificate endpoint with a token",
        PROD,
        "        keyId: 7KQ2M9XW4T",
        "        keyId: 7KQ2M9XW4T\n        endpoint: gateway.push.apple.com",
        {"NH104": "endpoint: gateway"},
    ),
    Edit("key id too short", PROD, "keyId: 7KQ2M9XW4T", "keyId: 7KQ2M9XW4", {"NH105": "keyId:"}),
    Edit(
        "bundle id as team id",
        TEST,
        "teamId: LM83PD5R2C",
        "teamId: example.lindenmarkt",
        {"NH105": "teamId:"},
    ),
    Edit(
        "legacy FCM beside FCM v1",
        PROD,
        "        clientEmail: push@lindenmarkt-shop.iam.gserviceaccount.com\n",
        "        clientEmail: push@lindenmarkt-shop.iam.gserviceaccount.com\n      fcmLegacy: {}\n",
        {"NH106": "fcmLegacy:"},
    ),
    Edit(
        "no FCM v1 for an Android app",
        PROD,
        "      fcmV1:\n        projectId: lindenmarkt-courier\n        clientEmail: push@lindenmarkt-courier.iam.gserviceaccount.com\n",
        "",
        {"NH107": "platforms: [android]"},
    ),
    Edit(
        "MPNS",
        PROD,
        "      platforms: [android]\n",
        "      platforms: [android]\n      mpns:\n        thumbprint: 0123456789ABCDEF0123456789ABCDEF01234567\n",
        {"NH108": "mpns:"},
    ),
    Edit(
        "Manage for a back end",
        PROD,
        "        orders:\n          role: backend\n          rights: [Send]",
        "        orders:\n          role: backend\n          rights: [Listen, Send, Manage]",
        {"NH202": "rights: [Listen, Send, Manage]", "NH203": "rights: [Listen, Send, Manage]"},
    ),
    Edit(
        "Send for phones",
        PROD,
        "          role: device\n          rights: [Listen]",
        "          role: device\n          rights: [Listen, Send]",
        {"NH203": "rights: [Listen, Send]"},
    ),
    Edit(
        "Send for phones in the sandbox",
        TEST,
        "          role: device\n          rights: [Listen]",
        "          role: device\n          rights: [Listen, Send]",
        {"NH203": "rights: [Listen, Send]"},
    ),
    Edit(
        "a role that nobody knows",
        PROD,
        "          role: device",
        "          role: kiosk",
        {"NH203": "role: kiosk"},
    ),
    Edit(
        "tooling becomes a back end",
        TEST,
        "          role: tooling",
        "          role: backend",
        {"NH202": "rights: [Listen, Send, Manage]", "NH203": "rights: [Listen, Send, Manage]"},
    ),
    Edit(
        "Apple's sandbox in production",
        PROD,
        "        keyId: 7KQ2M9XW4T",
        "        keyId: 7KQ2M9XW4T\n        environment: sandbox",
        {"NH301": "environment: sandbox"},
    ),
    Edit(
        "Apple's production in the sandbox",
        TEST,
        "        keyId: R5D8VN3H6J",
        "        keyId: R5D8VN3H6J\n        endpoint: https://api.push.apple.com:443/3/device",
        {"NH301": "endpoint: https://api.push"},
    ),
    Edit(
        "production calls itself sandbox",
        PROD,
        "hubwarden:environment: production",
        "hubwarden:environment: sandbox",
        {
            "NH301": "hubwarden:environment",
            "NH302": "hubwarden:environment",
            "NH303": "hubwarden:environment",
        },
    ),
    Edit(
        "sandbox calls itself production",
        TEST,
        "hubwarden:environment: sandbox",
        "hubwarden:environment: production",
        {
            "NH301": "hubwarden:environment",
            "NH302": "hubwarden:environment",
            "NH303": "hubwarden:environment",
        },
    ),
    Edit(
        "production's Firebase project in the sandbox",
        TEST,
        "projectId: lindenmarkt-shop-test",
        "projectId: lindenmarkt-shop",
        {
            "NH306": "projectId: lindenmarkt-shop",
            "NH116": "clientEmail: push@lindenmarkt-shop-test",
        },
    ),
    Edit(
        "no network rules",
        PROD,
        "  hubwarden:network:\n    backends:\n      - 203.0.113.0/24\n      - 198.51.100.0/24\n",
        "",
        {"NH401": ""},
    ),
    Edit(
        "everybody may send",
        PROD,
        "  hubwarden:network:\n",
        "  hubwarden:network:\n    public: [Listen, Send]\n",
        {"NH401": "public: [Listen, Send]"},
    ),
    Edit(
        "a back end that is the whole world",
        TEST,
        "      - 192.0.2.0/24",
        "      - 0.0.0.0/0",
        {"NH401": "hubwarden:network"},
    ),
    Edit(
        "Free in production",
        PROD,
        "hubwarden:tier: Standard",
        "hubwarden:tier: Free",
        {"NH501": "hubwarden:tier", "NH502": "hubwarden:tier"},
    ),
    Edit(
        "Basic in production",
        PROD,
        "hubwarden:tier: Standard",
        "hubwarden:tier: Basic",
        {"NH501": "hubwarden:tier", "NH502": "hubwarden:tier"},
    ),
    Edit(
        "no operational logs",
        PROD,
        "    retentionDays: 365",
        "    enabled: false",
        {"NH503": "hubwarden:logs"},
    ),
    Edit(
        "no metrics",
        TEST,
        "  hubwarden:metrics:\n    enabled: true",
        "  hubwarden:metrics:\n    enabled: false",
        {"NH504": "hubwarden:metrics"},
    ),
    Edit("no alert on throttling", PROD, "      - throttling\n", "", {"NH505": "watch:"}),
    Edit("no alert on authentication", TEST, "      - authentication\n", "", {"NH505": "watch:"}),
    Edit(
        "no alerts at all",
        PROD,
        "  hubwarden:alerts:\n    email: push-alerts@lindenmarkt.example\n    watch:\n      - authentication\n"
        "      - pns-errors\n      - bad-channel\n      - throttling\n      - failed-requests\n",
        "",
        {"NH505": ""},
    ),
    Edit(
        "alerts switched off",
        PROD,
        "  hubwarden:alerts:\n",
        "  hubwarden:alerts:\n    enabled: false\n",
        {"NH505": "", "NH506": "enabled: false"},
    ),
    Edit(
        "thresholds that nothing reaches",
        PROD,
        "  hubwarden:alerts:\n",
        "  hubwarden:alerts:\n    thresholds:\n"
        + "".join(f"      {concern}: 1000000000\n" for concern in CONCERNS),
        {"NH505": ""},
    ),
    Edit(
        "alerts that nobody gets",
        PROD,
        "    email: push-alerts@lindenmarkt.example\n",
        "",
        {"NH507": "hubwarden:alerts"},
    ),
    Edit(
        "no lock in production",
        PROD,
        "  hubwarden:tier: Standard",
        "  hubwarden:tier: Standard\n  hubwarden:lock: false",
        {"NH601": "hubwarden:lock: false"},
    ),
    Edit(
        "no owner",
        PROD,
        "  hubwarden:owner: mobile-platform@lindenmarkt.example\n",
        "",
        {"NH602": ""},
    ),
    Edit("no cost centre", TEST, '  hubwarden:costCentre: "4712"\n', "", {"NH602": ""}),
]


def _copy(folder: Path) -> None:
    for name in ("Pulumi.yaml", PROD, TEST):
        shutil.copy(TOP / name, folder)
    for name in ("infra", "policies"):
        shutil.copytree(TOP / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))


def _check(folder: Path):
    return check(
        compose(
            folder,
            as_of=date(2026, 1, 1),
            made_at=datetime(2026, 1, 1, tzinfo=UTC),
            asked_by="test",
        ),
        (),
    )


def test_the_example_is_clean(tmp_path):
    _copy(tmp_path)
    report = _check(tmp_path)
    assert report.having(Outcome.FAIL) == ()
    assert report.exit_code(Severity.LOW) == 0


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_edit(edit, tmp_path):
    _copy(tmp_path)
    path = tmp_path / edit.file
    before = path.read_text(encoding="utf-8")
    assert edit.old in before, "the edit no longer fits the example"
    path.write_text(before.replace(edit.old, edit.new, 1), encoding="utf-8")

    report = _check(tmp_path)
    failures = report.having(Outcome.FAIL)

    assert {failure.rule.id for failure in failures} == set(edit.expected)
    assert report.exit_code(Severity.LOW) == 1
    # A fact that two stacks share is a finding in both of their files.
    assert edit.file in {Path(failure.location.file).name for failure in failures}
    for failure in failures:
        wanted = edit.expected[failure.rule.id]
        if wanted:
            line = (
                (tmp_path / failure.location.file)
                .read_text(encoding="utf-8")
                .splitlines()[failure.location.line - 1]
            )
            assert line.strip().startswith(wanted), (failure.rule.id, failure.location)


def test_there_are_enough_edits():
    assert len(EDITS) >= 25
    assert {edit.file for edit in EDITS} == {PROD, TEST}
