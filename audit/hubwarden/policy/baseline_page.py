"""Writes docs/baseline.md: its text, and tables made from the declaration of the keys."""

from __future__ import annotations

from typing import Any, Final

from hubwarden.key_tables import example, table, yaml_block
from hubwarden.policy.baseline_checks import INHERITED
from hubwarden.policy.demands import (
    Accepted,
    AllowedChange,
    Baseline,
    ConsumerPattern,
    Provided,
)
from hubwarden.policy.environment_demands import (
    BuildFiles,
    Environment,
    Lowered,
    Match,
    SwitchedOff,
)

_INTRODUCTION: Final = """\
# The baseline

The baseline says what you demand of your hubs, as data. `policies/baseline.yaml` beside `Pulumi.yaml` holds for
that project; `--baseline-file FILE` names another one; without either, the
[packaged one](../audit/hubwarden/policy/default.yaml) holds. The head of every report names the one that held.
`hubwarden init` writes a first one ([init.md](init.md)).

## What lies on what

A project's baseline lies on top of the packaged one. Mappings are merged; a list or a plain value replaces what
the packaged one says there. Two things are different:

- `match` is replaced as a whole. Who writes `match: {stacks: [test]}` has no packaged resource groups beside it.
- `accepted` is added to: what the packaged baseline accepts stays accepted.

With `extends: nothing` at the top, nothing lies below, and the file says everything itself.

An environment can extend another one, packaged or your own, and then has its demands where it sets none:

```yaml
version: 1
environments:
  staging:
    extends: production
    match: {stacks: [staging]}
    zone_redundancy: optional
```

`match`, `aliases` and `builds` are not taken over, because they say which resources an environment is. An
environment that extends itself, in one step or in several, is an error.

## Which environment a resource is in

Patterns under `match` are held against the stack, the subscription, the resource group and the names of
namespace and hub. One that fits is enough. A stack as a whole, and its outputs, belong where the stack's name fits;
where it fits nowhere, they belong where all its namespaces and hubs do. Where no environment fits, or more than one
does, rules that need the environment are undetermined and the run is incomplete. `--environment NAME` states it
for everything in scope.

## Mistakes

All mistakes of a file are told at once, each with its line, what is allowed there and the nearest key. The exit
code is 2. Values are not quoted.

## In an editor

The JSON schema of this format is in the package, so it is always that of the version that you installed:
`hubwarden/policy/baseline.schema.json` in its `site-packages`. In VS Code with the YAML extension:

```json
{"yaml.schemas": {".venv/lib/python3.13/site-packages/hubwarden/policy/baseline.schema.json": "policies/baseline.yaml"}}
```
"""

_ACCEPTED: Final = """\
An acceptance never covers a broken rule or a part that was not read. Without `cause` it covers what the source
does not tell: `not-told` and `at-deployment`. The others have to be named: `unclear` (it was read, and what it
means is not documented), `conflict` (it is told several times, differently), `unread` (a part of the source could
not be read), `baseline` (the baseline does not say what holds) and `not-asked` (the run was not told to ask, as for
push credentials without `--with-credentials`).
"""


def baseline_page() -> str:
    """Return the page, Markdown."""
    lead = dict.fromkeys(INHERITED, "needed, or from what it extends")
    environment = example(Environment)
    own = {"version": 1, "environments": {"staging": environment}}
    sections = [
        _section("The whole file", Baseline, example(Baseline)),
        _section("`environments.NAME`", Environment, own, required=lead),
        _section("`environments.NAME.match`", Match, _within(match=example(Match))),
        _section(
            "`environments.NAME.switched_off`",
            SwitchedOff,
            _within(switched_off=[example(SwitchedOff)]),
        ),
        _section(
            "`environments.NAME.severities.RULE`",
            Lowered,
            _within(severities={"NH602": example(Lowered)}),
        ),
        _section("`environments.NAME.builds`", BuildFiles, _within(builds=[example(BuildFiles)])),
        _section(
            "`consumers`", ConsumerPattern, {"version": 1, "consumers": [example(ConsumerPattern)]}
        ),
        _section(
            "`accepted`", Accepted, {"version": 1, "accepted": [example(Accepted)]}, _ACCEPTED
        ),
        _section(
            "`provided_elsewhere`",
            Provided,
            {"version": 1, "provided_elsewhere": [example(Provided)]},
        ),
        _section(
            "`drift.allowed`",
            AllowedChange,
            {"version": 1, "drift": {"allowed": [example(AllowedChange)]}},
        ),
    ]
    return f"{_INTRODUCTION}\n" + "\n".join(sections)


def _within(**keys: Any) -> dict[str, Any]:
    return {"version": 1, "environments": {"production": keys}}


def _section(
    title: str,
    kind: Any,
    shown: dict[str, Any],
    more: str = "",
    required: dict[str, str] | None = None,
) -> str:
    says = " ".join((kind.__doc__ or "").replace("``", "`").split())
    parts = [f"## {title}", says, more.rstrip(), table(kind, required), yaml_block(shown)]
    return "\n\n".join(part.rstrip("\n") for part in parts if part) + "\n"
