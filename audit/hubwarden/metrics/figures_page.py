"""The page of the derived figures, Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from hubwarden.metrics.figures import FORMULAS, STANDARD, UNMEASURED_PLATFORMS, Formula

_HEAD = """\
# The figures that are derived from a hub's metrics

Each is a share: some metrics together, of a whole; `outgoing.` is left out in front of the parts. `hubwarden diagnose`
prints them: see [diagnose.md](diagnose.md).

| figure | what it counts | formula | told above | alert on |
| --- | --- | --- | --- | --- |"""

_TAIL = """\
| unaccounted | pushes that no metric of an outcome counts | pushes less `allpns.success`, `allpns.channelerror`, \
`allpns.invalidpayload`, `allpns.pnserror` and refused credentials | never | |

- The baseline may say for each environment above which percentage a figure is told (`figure_limits`), and from how
  many pushes or requests on a percentage is judged (`figure_sample`, {sample} where nothing is said; a quarter of it where more
  than half fail); where any count is too many, it is told at once. The numbers above hold where nothing is said.
- Alerts are on the same metrics: the last column is the concern that a baseline names under `alerts`.
- No pushes means no rate, never 0 %. A metric that was not read is not measured, never zero: a figure is then
  at least what was counted, and never `within`. Where a total is missing, the platforms' own metrics stand for it.
- A metric without rows for more than a day, while others have some, counts as not read: its absence is no zero.
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
            _TAIL.format(sample=STANDARD.sample, platforms=platforms),
        )
    )


def _row(formula: Formula) -> str:
    parts = " + ".join(f"`{part}`" for part in _shortened(formula.parts))
    above = "0, any" if not formula.above else f"{formula.above * 100:.3g} %"
    concern = f"`{formula.concern}`" if formula.concern else ""
    return (
        f"| {formula.name} | {formula.says} | ({parts}) / `{formula.whole}` | {above} | {concern} |"
    )


def _shortened(parts: tuple[str, ...]) -> Iterator[str]:
    yield from (part.removeprefix("outgoing.") for part in parts)
