"""``make mutate``: how many mutants of the rules their tests notice.

    python -m mutation [SLUG or TOPIC]...

Exit code 1 where less than 85 % are noticed, where one that is not is not explained in ``survivors.yaml``, or where
that file explains one that is noticed or is no more.
"""

import os
import sys
from collections import Counter
from pathlib import Path

import yaml

import factories  # noqa: F401 - loaded once, for every copy
from hubwarden.discovery import all_rules
from mutation.running import Verdict, verdicts

LEAST = 0.85
SURVIVORS = Path(__file__).parent / "survivors.yaml"


def main(names: list[str]) -> int:
    """Run the mutants of all rules, or of those that are named, and say what came of it."""
    rules = [rule for rule in all_rules() if not names or {rule.slug, rule.topic} & set(names)]
    explained = yaml.safe_load(SURVIVORS.read_text(encoding="utf-8")) or {}
    found: list[Verdict] = []
    for verdict in verdicts(rules, os.cpu_count() or 1):
        found.append(verdict)
        if not verdict.noticed and verdict.mutant.name not in explained.get(verdict.rule, {}):
            say(f"survives: {verdict.rule}:{verdict.mutant.line}: {verdict.mutant.name}")
    return summary([rule.slug for rule in rules], found, explained)


def summary(rules: list[str], found: list[Verdict], explained: dict[str, dict[str, str]]) -> int:
    """Say how many mutants are noticed, by rule where not all are; return the exit code."""
    survivors = {(item.rule, item.mutant.name) for item in found if not item.noticed}
    known = {(rule, name) for rule in rules for name in explained.get(rule, {})}
    made, left = Counter(item.rule for item in found), Counter(rule for rule, _ in survivors)
    for rule, count in left.most_common():
        say(f"{made[rule] - count} of {made[rule]} noticed: {rule}")
    for rule, name in sorted(known - survivors):
        say(f"survivors.yaml: {rule}: {name}: is noticed, or is no more")
    share = 1 - len(survivors) / len(found) if found else 0.0
    say(
        f"{len(found)} mutants of {len(rules)} rules: {share:.1%} noticed, {len(survivors)} survive, "
        f"{len(survivors - known)} of these not explained"
    )
    return int(share < LEAST or known != survivors)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
