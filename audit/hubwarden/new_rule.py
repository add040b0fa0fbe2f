"""Writes the skeleton of a new rule and of its test: ``python -m hubwarden.new_rule NH699 some-bad-pattern``.

``FILL IN`` marks what a person has to write; until then the rule crashes and its test fails.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final, NamedTuple

from hubwarden import __version__
from hubwarden.discovery import all_rules
from hubwarden.errors import UsageError
from hubwarden.rule import TOPICS

MARK: Final = "FILL IN"

_ID: Final = re.compile(r"NH[1-9]\d\d")
_SLUG: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
_LONGEST_SLUG: Final = 48
_DEMANDS: Final = ("allow", "disallow", "require", "must", "no-dis")


class _Judged(NamedTuple):
    """What a new rule of a topic judges by default."""

    module: str
    kind: str
    factory: str
    collection: str
    field: str
    type: str
    name: str
    change: str


_TYPE: Final = "Microsoft.NotificationHubs/namespaces"
_HUB: Final = _Judged(
    "hubwarden.model.resources",
    "Hub",
    "hub",
    "hubs",
    "platforms",
    f"{_TYPE}/notificationHubs",
    "shop-ns/shop",
    "PATCH_HUB",
)
_BY_TOPIC: Final = {
    "access": _Judged(
        "hubwarden.model.resources",
        "AccessRule",
        "access_rule",
        "access_rules",
        "rights",
        f"{_TYPE}/notificationHubs/authorizationRules",
        "shop-ns/shop/orders",
        "PUT_ACCESS_RULE",
    ),
    "network": _Judged(
        "hubwarden.model.resources",
        "Namespace",
        "namespace",
        "namespaces",
        "public_rights",
        _TYPE,
        "shop-ns",
        "PATCH_NAMESPACE",
    ),
}

_RULE: Final = '''\
"""{title}."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden import citations
from hubwarden.azure_changes import {judged.change}
from hubwarden.context import Context
from {judged.module} import {judged.kind}
from hubwarden.rule import Severity, Violation, rule


@rule(
    "{id}",
    severity=Severity.MEDIUM,
    since="{version}",
    # FILL IN: who says so, a document in citations.py, and which part of it.
    sources=(citations.FAQ.on("FILL IN"),),
    fix="FILL IN: what to change.",
    # FILL IN: what the fix does to others, if it takes something away (fix_kind), and the requests that it takes.
    changes=({judged.change},),
)
def {name}({judged.factory}: {judged.kind}, _ctx: Context) -> Iterator[Violation]:
    """FILL IN: what is wrong, as a fact about the {judged.kind}.

    ## Why it matters

    FILL IN: who is harmed by it, and how, in two or three sentences.

    ## Bad example

    ```json
    {{
      "type": "{judged.type}",
      "name": "{judged.name}",
      "properties": {{
        "fillIn": "FILL IN: what is wrong" // FILL IN: why
      }}
    }}
    ```

    ## Good example

    ```json
    {{
      "type": "{judged.type}",
      "name": "{judged.name}",
      "properties": {{
        "fillIn": "FILL IN: what is right"
      }}
    }}
    ```

    ## Remediation

    FILL IN: what to set to which value.

    ### In the Pulumi program

    FILL IN: the settings of the stack file, as a ```yaml block where there are any.

    ## What the fix breaks

    FILL IN: what changes for those who rely on it.
    """
    # FILL IN: a field that is not known raises Undetermined by itself; a name does not, but may have a symbol in it, in
    # braces. `at` is the field that is wrong; without it, a finding points at the line on which the resource begins.
    if {judged.factory}.id.name:
        raise NotImplementedError("FILL IN: what is not wrong is not yielded")
    yield Violation("FILL IN: what is wrong with which value", at="{judged.field}")
'''

_TEST: Final = """\
import pytest

from factories import {imports}
from hubwarden.report import Outcome


def with_it(value):
    return estate({judged.collection}=[{judged.factory}({judged.field}=value)])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(estate(), Outcome.PASS, id="good: FILL IN"),
        pytest.param(with_it(frozenset()), Outcome.FAIL, id="bad: FILL IN"),
        pytest.param(with_it(UNKNOWN), Outcome.UNDETERMINED, id="unknown: FILL IN"),
    ],
)
def test_{name}(given, expected):
    pytest.fail("{id} is not written yet: fill in rule and cases, then delete this line")
    assert verdict("{slug}", given) is expected
"""


def skeleton(id: str, slug: str) -> dict[str, str]:
    """Return the files of a new rule by their paths from the top of the checkout.

    Raises ``UsageError`` for an id or a slug that is malformed or taken.
    """
    if not _ID.fullmatch(id) or id[2] not in TOPICS:
        topics = ", ".join(f"NH{digit}xx {topic}" for digit, topic in TOPICS.items())
        raise UsageError(f"{id!r} is not the id of a rule: NH and three digits", hint=topics)
    topic = TOPICS[id[2]]
    if topic == "drift":
        raise UsageError(
            "a rule about drift judges a class of change of its own",
            hint="write the class in audit/hubwarden/model/change.py first, and the rule after a "
            "neighbour in audit/hubwarden/rules/drift",
        )
    if not _SLUG.fullmatch(slug) or len(slug) > _LONGEST_SLUG or slug.startswith(_DEMANDS):
        raise UsageError(
            f"{slug!r} is not a name for a rule",
            hint=f"it names the bad pattern in two or more words of lower-case letters and digits with "
            f"hyphens between, at most {_LONGEST_SLUG} characters: alert-missing, not require-alert",
        )
    for known in all_rules():
        if id == known.id or slug == known.slug:
            taken = id if id == known.id else slug
            raise UsageError(
                f"{taken} is taken: {known.id} {known.slug}",
                hint=f"the next free id of {topic} is {_free(id[2])}; an id is never used again",
            )
    name, judged = slug.replace("-", "_"), _BY_TOPIC.get(topic, _HUB)
    rule = _RULE.format(
        id=id,
        name=name,
        title=slug.replace("-", " ").capitalize(),
        version=__version__,
        judged=judged,
    )
    imports = ", ".join(["UNKNOWN", *sorted([judged.factory, "estate", "verdict"])])
    test = _TEST.format(id=id, slug=slug, name=name, judged=judged, imports=imports)
    return {
        f"audit/hubwarden/rules/{topic}/{name}.py": rule,
        f"tests/rules/{topic}/test_{name}.py": test,
    }


def _free(digit: str) -> str:
    """Return the id after the highest one of a topic. Gaps stay unused: their ids may have been given up."""
    last = max(int(rule.id[3:]) for rule in all_rules() if rule.id[2] == digit)
    return f"NH{digit}{last + 1:02}"


def _files(arguments: list[str]) -> dict[str, str]:
    """Return the files to write; raises ``UsageError`` where one of them exists."""
    if len(arguments) != 2:  # noqa: PLR2004 - an id and a slug
        raise UsageError("say id and name: make new-rule ID=NH699 SLUG=some-bad-pattern")
    files = skeleton(*arguments)
    for name in files:
        if Path(name).exists():
            raise UsageError(f"{name} is there already")
    return files


def main(arguments: list[str]) -> int:
    """Write the files below the current folder, never over an existing one; return the exit code (2: usage)."""
    try:
        files = _files(arguments)
    except UsageError as error:
        sys.stderr.write(f"new-rule: {error.message}\n")
        if error.hint:
            sys.stderr.write(f"  {error.hint}\n")
        return 2
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
        sys.stderr.write(f"{name} written\n")
    sys.stderr.write(
        f"next: fill in what is marked with {MARK}; do what else the table under 'Add a rule' in CONTRIBUTING.md names; "
        "make generate; make quick lint\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
