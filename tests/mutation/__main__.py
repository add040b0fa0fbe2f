"""``make mutate``: how many mutants of the rules their tests notice.

    python -m mutation [--processes N] [SLUG or TOPIC]...

The last lines count by topic. Exit code 1 where less than 85 % are noticed, where one that is not is not explained in ``survivors.yaml``, or where
that file explains one that is noticed or is no more.
"""

import argparse
import os
import sys
import time
from collections import Counter
from pathlib import Path

import yaml

import factories  # noqa: F401 - loaded once, for every copy
from hubwarden.discovery import all_rules
from mutation.running import Verdict, verdicts

LEAST = 0.85
SURVIVORS = Path(__file__).parent / "survivors.yaml"


def main(arguments: list[str]) -> int:
    """Run the mutants of all rules, or of those that are named, and say what came of it."""
    parser = argparse.ArgumentParser(prog="mutation")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("names", nargs="*", metavar="SLUG or TOPIC")
    given = parser.parse_args(arguments)
    names = set(given.names)
    if unknown := names - {word for rule in all_rules() for word in (rule.slug, rule.topic)}:
        parser.error(f"no rule and no topic is named {', '.join(sorted(unknown))}")
    rules = [rule for rule in all_rules() if not names or {rule.slug, rule.topic} & names]
    explained = yaml.safe_load(SURVIVORS.read_text(encoding="utf-8")) or {}
    found: list[Verdict] = []
    begun = time.monotonic()
    for verdict in verdicts(rules, given.processes):
        found.append(verdict)
        if not verdict.noticed and verdict.mutant.name not in explained.get(verdict.rule, {}):
            say(f"survives: {verdict.rule}:{verdict.mutant.line}: {verdict.mutant.name}")
    code = summary({rule.slug: rule.topic for rule in rules}, found, explained)
    say(f"{time.monotonic() - begun:.0f} seconds, {given.processes} at a time")
    return code


def summary(
    topics: dict[str, str], found: list[Verdict], explained: dict[str, dict[str, str]]
) -> int:
    """Say how many mutants are noticed, by rule where not all are, and by topic; return the exit code.

    The rules that were run come with the topic of each.
    """
    survivors = {(item.rule, item.mutant.name) for item in found if not item.noticed}
    known = {(rule, name) for rule in topics for name in explained.get(rule, {})}
    made, left = Counter(item.rule for item in found), Counter(rule for rule, _ in survivors)
    for rule, count in left.most_common():
        say(f"{made[rule] - count} of {made[rule]} noticed: {rule}")
    for rule, name in sorted(known - survivors):
        say(f"survivors.yaml: {rule}: {name}: is noticed, or is no more")
    for topic in sorted(set(topics.values())):
        of_topic = [item.noticed for item in found if topics[item.rule] == topic]
        say(f"{sum(of_topic)} of {len(of_topic)} noticed in the topic {topic}")
    share = 1 - len(survivors) / len(found) if found else 0.0
    say(
        f"{len(found)} mutants of {len(topics)} rules: {share:.2%} noticed, {len(survivors)} survive, "
        f"{len(survivors - known)} of these not explained"
    )
    return int(share < LEAST or known != survivors)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
