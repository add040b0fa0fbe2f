"""Reads the sources that a command names."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from hubwarden.commands.composition import Composition
from hubwarden.errors import UsageError
from hubwarden.input_files import refuse_shared_input
from hubwarden.model.estate import Estate
from hubwarden.model.source_info import Gap
from hubwarden.sources.azure.azure_options import AzureOptions
from hubwarden.sources.declared_beside import with_declared
from hubwarden.sources.estate_builder import merge
from hubwarden.sources.opening import open_source
from hubwarden.sources.saved.save_folder import require_place


def read_sources(
    composition: Composition,
    names: Iterable[str],
    parameters: Path | None,
    azure: AzureOptions | None = None,
    *,
    counts: bool = False,
) -> Estate:
    """Read sources, each once, and merge them; ``azure`` has the options for live Azure.

    ``counts`` keeps the metrics of live hubs and the gaps in them; otherwise both are dropped.

    Raises ``UsageError`` and ``InputError`` where a source cannot be used, and ``IncompleteError`` where the time
    is up before all of them are read.
    """
    names = tuple(dict.fromkeys(names))
    refuse_shared_input(names)
    estates = []
    for name in names:
        with _progress(name) as progress:
            options = replace(azure or AzureOptions(), progress=progress)
            deadline = composition.deadline
            estates.append(open_source(name, composition.project, parameters, deadline, options))
    _require_told_once(estates)
    estate = with_declared(merge(estates))
    if not counts:
        # A save may contain metrics and gaps in them, which do not matter to this command.
        gaps = tuple(gap for gap in estate.gaps if gap.opens != ("histories",))
        estate = replace(estate, histories=(), gaps=gaps)
    return replace(estate, gaps=(*estate.gaps, *_nothing(estate)))


@contextmanager
def _progress(name: str) -> Iterator[Callable[[int, int], None] | None]:
    """Show the progress of reading Azure on a terminal; do nothing elsewhere."""
    if not name.startswith("azure:") or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label="Reading Azure", file=sys.stderr, show_pos=True) as bar:

        def tell(done: int, wanted: int) -> None:
            bar.length = wanted
            bar.update(done - bar.pos)

        yield tell


def require_one_live(names: Sequence[str], azure: AzureOptions | None) -> None:
    """Raise ``UsageError`` where ``--save`` is given without exactly one live source, or its place is unusable."""
    if azure is None or azure.save is None:
        return
    live = [name for name in dict.fromkeys(names) if name.startswith("azure:")]
    if len(live) != 1:
        told = f"{len(live)} are named" if live else "none is named"
        raise UsageError(
            f"--save keeps what is read of one azure: source, and {told}",
            hint="azure:mg/NAME reads all subscriptions of a management group at once",
        )
    require_place(azure.save)


def _require_told_once(estates: Sequence[Estate]) -> None:
    """Raise ``UsageError`` where a live source is read twice, for example from Azure and from a save."""
    found = Counter(info.name for estate in estates for info in estate.sources if info.asked_as)
    for name in (name for name, count in found.items() if count > 1):
        raise UsageError(
            f"{name} is read more than once here",
            hint="a save has the name of the source that it is of",
        )


def _nothing(estate: Estate) -> Iterator[Gap]:
    """Yield a gap for every source if there is no hub at all: an empty audit proves nothing."""
    if not (estate.namespaces or estate.hubs or estate.access_rules):
        told = {gap.source for gap in estate.gaps if gap.what == "Notification Hubs"}
        for info in (info for info in estate.sources if info.name not in told):
            why = "the source declares no namespace and no hub"
            yield Gap(info.name, "Notification Hubs", why, found_nothing=True)
