"""Builds that the baseline names are held against the hubs of their environment."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hubwarden.commands.check import check
from hubwarden.commands.composition import compose
from hubwarden.errors import InputError
from hubwarden.report import Outcome
from inspection import credential_files

TOP = Path(__file__).resolve().parent.parent
SHOP = {
    "environment": "production",
    "application-identifier": "LM83PD5R2C.example.lindenmarkt.shop",
    "com.apple.developer.team-identifier": "LM83PD5R2C",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    root = tmp_path_factory.mktemp("builds")
    for name in ("Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.test.yaml"):
        shutil.copy(TOP / name, root)
    shutil.copytree(TOP / "infra", root / "infra", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "policies").mkdir()
    (root / "good.entitlements").write_bytes(credential_files.entitlements(**SHOP))
    sandbox = SHOP | {"environment": "development"}
    (root / "sandbox.entitlements").write_bytes(credential_files.entitlements(**sandbox))
    (root / "google-services.json").write_bytes(credential_files.google_services())
    (root / "locked.p12").write_bytes(
        credential_files.p12(
            credential_files.certificate("production"), credential_files.private_key()
        )
    )
    (root / "open.p12").write_bytes(
        credential_files.p12(
            credential_files.certificate("development"), credential_files.private_key(), None
        )
    )
    (root / "account.json").write_bytes(credential_files.service_account())
    (root / "empty").mkdir()
    return root


def report(project, builds, *sources):
    text = (TOP / "policies" / "baseline.yaml").read_text(encoding="utf-8")
    named = "    builds:\n"
    for hub, files in builds.items():
        named += f"      - hub: '{hub}'\n        files: {files}\n"
    text = text.replace("  production:\n", f"  production:\n{named}")
    baseline = project / "policies" / "baseline.yaml"
    baseline.write_text(text, encoding="utf-8")
    return check(
        compose(
            project,
            as_of=date(2026, 1, 1),
            made_at=datetime(2026, 1, 1, tzinfo=UTC),
            asked_by="tests",
        ),
        sources or ("program:prod",),
    )


def failed(found):
    return {item.rule.id for item in found.having(Outcome.FAIL)}


def test_a_build_that_fits_is_no_finding_and_is_in_the_evidence(project):
    found = report(project, {"*-shop": "[../good.entitlements]"})
    assert failed(found) == set()
    assert found.gaps == ()
    passed = {item.rule.id for item in found.having(Outcome.PASS) if item.kind == "Build"}
    assert {"NH801", "NH802", "NH803", "NH804"} <= passed
    (source,) = [source for source in found.evidence.sources if source.name == "builds"]
    assert [Path(file).name for file in source.files] == ["good.entitlements"]


def test_a_build_that_does_not_fit_is_found(project):
    found = report(project, {"*-shop": "[../sandbox.entitlements, ../google-services.json]"})
    assert failed(found) == {"NH801", "NH805"}
    (wrong,) = [item for item in found.having(Outcome.FAIL) if item.rule.id == "NH801"]
    assert wrong.environment == "production"
    assert Path(wrong.location.file).name == "sandbox.entitlements"


def test_another_environment_is_not_meant(project):
    found = report(project, {"*-shop": "[../sandbox.entitlements]"}, "program:test")
    assert failed(found) == set()
    assert found.gaps == ()


@pytest.mark.parametrize(
    ("builds", "what"),
    [
        ({"nobody": "[../good.entitlements]"}, "the build for hub nobody"),
        ({"*-shop": "[../locked.p12]"}, "locked.p12"),
        ({"*-shop": "[../empty]"}, "empty"),
        ({"*-shop": "[../open.p12]"}, "open.p12"),
    ],
)
def test_what_cannot_be_held_against_a_hub_is_a_gap(project, builds, what):
    found = report(project, builds)
    (gap,) = found.gaps
    assert what in gap.what
    assert found.incomplete


def test_credentials_beside_a_build_are_judged_in_its_environment(project):
    found = report(project, {"*-shop": "[../good.entitlements, ../open.p12, ../account.json]"})
    assert found.gaps == ()
    by_file = {}
    for item in found.having(Outcome.FAIL):
        by_file.setdefault(Path(item.location.file).name, set()).add(item.rule.id)
    # The certificate is for the sandbox; a key in a file lies there as it is.
    assert by_file == {"open.p12": {"NH308"}, "account.json": {"NH109"}}
    assert not [
        open_question for open_question in found.open_questions() if open_question.source == "files"
    ]


def test_a_path_that_is_not_there_is_an_error(project):
    with pytest.raises(InputError, match=r"nowhere\.entitlements"):
        report(project, {"*-shop": "[../nowhere.entitlements]"})
