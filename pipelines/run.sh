#!/usr/bin/env bash
# One run of hubwarden in a pipeline. What it needs comes from the environment, a list as one item a line:
#   HUBWARDEN_COMMAND           check, drift or inspect
#   HUBWARDEN_SOURCES           what it judges; empty: every stack beside Pulumi.yaml
#   HUBWARDEN_FORMATS           reports, each FORMAT or FORMAT=FILE
#   HUBWARDEN_FAIL_ON           the least severity that fails the job
#   HUBWARDEN_OPTIONS           further options: --environment and its value are two lines, or --environment=VALUE one
#   HUBWARDEN_ALLOW_INCOMPLETE  true: exit code 3 (something could not be read or judged) does not fail the job
#   HUBWARDEN_MARKDOWN          where the report for the comment goes; empty: nowhere
set -euo pipefail

case "$HUBWARDEN_COMMAND" in
  check | drift | inspect) ;;
  *)
    echo "hubwarden: the command is '$HUBWARDEN_COMMAND'; it can be check, drift or inspect." >&2
    exit 2
    ;;
esac

# The words of the command line: no item is split at a space or taken for a pattern of files.
words=(hubwarden "$HUBWARDEN_COMMAND" --fail-on "$HUBWARDEN_FAIL_ON")
while IFS= read -r item; do
  [ -z "$item" ] || words+=("$item")
done <<< "${HUBWARDEN_OPTIONS:-}"
while IFS= read -r item; do
  [ -z "$item" ] || words+=(--format "$item")
done <<< "${HUBWARDEN_FORMATS:-}"
if [ -n "${HUBWARDEN_MARKDOWN:-}" ]; then
  rm -f "$HUBWARDEN_MARKDOWN"
  words+=(--format "markdown=$HUBWARDEN_MARKDOWN")
fi
words+=(--)
while IFS= read -r item; do
  [ -z "$item" ] || words+=("$item")
done <<< "${HUBWARDEN_SOURCES:-}"

code=0
"${words[@]}" || code=$?

# An earlier comment must not stand for a run that wrote no report.
if [ -n "${HUBWARDEN_MARKDOWN:-}" ] && [ ! -f "$HUBWARDEN_MARKDOWN" ]; then
  printf '<!-- hubwarden -->\n## Hubwarden: no report\n\nThe run ended with exit code %s and wrote none. The log of the job says why.\n' \
    "$code" > "$HUBWARDEN_MARKDOWN"
fi
if [ -n "${GITHUB_OUTPUT:-}" ]; then
  echo "exit-code=$code" >> "$GITHUB_OUTPUT"
fi
if [ "$code" -eq 3 ] && [ "${HUBWARDEN_ALLOW_INCOMPLETE:-false}" = true ]; then
  echo "hubwarden: incomplete (exit code 3), which this job lets pass." >&2
  code=0
fi
exit "$code"
