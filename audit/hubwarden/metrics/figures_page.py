"""The page of the derived figures, Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.metrics.figures import FORMULAS, MINIMUM_SAMPLE, UNMEASURED_PLATFORMS, Formula

_HEAD = """\
# The figures that are derived from a hub's metrics

Each is a share: some metrics together, of a whole; `outgoing.` is left out in front of the parts. `hubwarden diagnose
telemetry:FILE` prints them: see [diagnose.md](diagnose.md).

| figure | what it counts | formula | told above |
| --- | --- | --- | --- |"""

_TAIL = """\
| unaccounted | pushes that no metric of an outcome counts | pushes less `allpns.success`, `allpns.channelerror`, \
`allpns.invalidpayload`, `allpns.pnserror` and refused credentials | never |

- A percentage is judged from {sample} pushes or requests on; where any count is too many, at once.
- No pushes means no rate, never 0 %. A metric that the file does not hold is not measured, never zero: a figure is then
  at least what was counted, and never `within`. Where a total is missing, the platforms' own metrics stand for it.
- The service publishes no metrics by platform for {platforms}: only the totals count them.
- `outgoing.allpns.pnserror` leaves refused credentials out, so they are added.
"""


def figures_page() -> str:
    """Return the page: a row for each figure, and how they are judged."""
    platforms = ", ".join(UNMEASURED_PLATFORMS)
    return "\n".join(
        (
            _HEAD,
            *map(_row, FORMULAS),
            _TAIL.format(sample=MINIMUM_SAMPLE, platforms=platforms),
        )
    )


def _row(formula: Formula) -> str:
    parts = " + ".join(f"`{part}`" for part in _shortened(formula.parts))
    above = "0, any" if not formula.above else f"{formula.above * 100:.3g} %"
    return f"| {formula.name} | {formula.says} | ({parts}) / `{formula.whole}` | {above} |"


def _shortened(parts: tuple[str, ...]) -> Iterator[str]:
    yield from (part.removeprefix("outgoing.") for part in parts)
