"""Reads the sources that a command names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from hubwarden.commands.composition import Composition
from hubwarden.model.estate import Estate
from hubwarden.model.source_info import Gap
from hubwarden.sources.azure.azure_options import AzureOptions
from hubwarden.sources.declared_beside import with_declared
from hubwarden.sources.estate_builder import merge
from hubwarden.sources.opening import open_source


def read_sources(
    composition: Composition,
    names: Iterable[str],
    parameters: Path | None,
    azure: AzureOptions | None = None,
) -> Estate:
    """Read sources, each once, and put them together; ``azure`` says how live Azure is asked.

    Raises ``UsageError`` and ``InputError`` where a source cannot be used, and ``IncompleteError`` where
    time is up before all are read.
    """
    estates = [
        open_source(name, composition.project, parameters, composition.deadline, azure)
        for name in dict.fromkeys(names)
    ]
    estate = with_declared(merge(estates))
    return replace(estate, gaps=(*estate.gaps, *_nothing(estate)))


def _nothing(estate: Estate) -> Iterator[Gap]:
    """Yield a gap for every source where there is no hub at all: an empty audit proves nothing."""
    if not (estate.namespaces or estate.hubs or estate.access_rules):
        told = {gap.source for gap in estate.gaps if gap.what == "Notification Hubs"}
        for info in (info for info in estate.sources if info.name not in told):
            yield Gap(info.name, "Notification Hubs", "the source declares no namespace and no hub")
