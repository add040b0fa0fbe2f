"""Real previews and states, changed as a test needs it, and judged."""

import json
import traceback
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from hubwarden.cli import main
from hubwarden.commands.check import check
from hubwarden.commands.composition import compose
from hubwarden.errors import InputError
from hubwarden.rule import Severity
from hubwarden.sources.opening import open_source, project_root
from hubwarden.sources.pulumi.wire_values import SECRET, SIGNATURE

ROOT = Path(__file__).parents[3]
DATA = ROOT / "tests" / "data" / "pulumi"
BASELINE = ROOT / "policies" / "baseline.yaml"
MARK = "k3ym4t3r1al"

CLEAN = {
    "preview": [
        "preview-first-prod",
        "preview-first-test",
        "preview-update-prod",
    ],
    "state": ["state-prod", "state-test", "state-test-version-4"],
}
PROD = {"preview": "preview-first-prod", "state": "state-prod"}
KINDS = list(PROD)


def load(name):
    return json.loads((DATA / f"{name}.json").read_bytes())


def write(folder, document, name="document.json"):
    path = folder / name
    if not isinstance(document, bytes):
        document = json.dumps(document, indent=1).encode()
    path.write_bytes(document)
    return path


def judge(*sources):
    """Judge sources as the command does, with this project's own baseline."""
    return check(
        compose(
            project_root(None),
            baseline_file=BASELINE,
            as_of=date(2026, 1, 1),
            made_at=datetime(2026, 1, 1, tzinfo=UTC),
            asked_by="nobody",
        ),
        sources,
    )


def judged(folder, kind, document):
    return judge(f"{kind}:{write(folder, document)}")


def estate(folder, kind, document):
    return open_source(f"{kind}:{write(folder, document)}", None, None)


def code(report):
    return report.exit_code(Severity.LOW)


def rules_with(report, outcome):
    return {item.rule.id for item in report.having(outcome)}


def unsure(report):
    """Return the rules that could not judge something, where the baseline does not accept that."""
    return {open_question.rule.id for open_question in report.open_questions()}


def verdicts(report):
    return {
        (result.rule.id, result.outcome, result.subject, result.field) for result in report.results
    }


def resources(document):
    if "steps" in document:
        return [item["newState"] for item in document["steps"] if item.get("newState")]
    return document["deployment"]["resources"]


def named(document, name, type=""):
    (found,) = (
        resource
        for resource in resources(document)
        if resource["urn"].rpartition("::")[2] == name
        and type in resource["type"]
        and resource["custom"]
    )
    return found


def component(document, name):
    (found,) = (
        resource
        for resource in resources(document)
        if resource["urn"].rpartition("::")[2] == name and not resource["custom"]
    )
    return found


def drop(document, name):
    gone = named(document, name)
    if "steps" in document:
        document["steps"] = [item for item in document["steps"] if item.get("newState") is not gone]
    else:
        document["deployment"]["resources"].remove(gone)


def envelope(value):
    return {SIGNATURE: SECRET, "plaintext": json.dumps(value)}


def encrypted():
    return {SIGNATURE: SECRET, "ciphertext": f"v1:{MARK}:{MARK}"}


def refused(folder, kind, document):
    with pytest.raises(InputError) as caught:
        open_source(f"{kind}:{write(folder, document)}", None, None)
    assert MARK not in "".join(traceback.format_exception(caught.value))
    return caught.value


def run(*arguments):
    """Run the command; the outcome is one that it means to have."""
    result = CliRunner().invoke(main, ["check", "--baseline-file", str(BASELINE), *arguments])
    chain = "".join(traceback.format_exception(result.exception)) if result.exception else ""
    assert isinstance(result.exception, SystemExit | None), chain
    assert result.exit_code in (0, 1, 2, 3)
    assert "Traceback" not in result.output
    return result


def small(kind="state"):
    """Return a document of a namespace with a hub, its access rule and the root of the stack."""
    document = load(PROD[kind])
    kept = {"hubwarden-prod", "resource-group", "namespace", "shop.hub", "shop--phones.rule"}
    kept |= {"shop.outgoing.allpns.pnserror", "action-group"}
    for resource in resources(document):
        resource.pop("stackTrace", None)
    if kind == "preview":
        document["steps"] = [
            item for item in document["steps"] if item["urn"].rpartition("::")[2] in kept
        ]
        return document
    document["deployment"]["resources"] = [
        resource for resource in resources(document) if resource["urn"].rpartition("::")[2] in kept
    ]
    return document
