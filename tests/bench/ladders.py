"""What is timed: for each ladder its sizes and, from a folder for inputs, its cases."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import documents
from bench.engine_ladders import pack, program
from bench.estates import SHORT, estate, in_files
from bench.measuring import Case, check, hubwarden
from bench.peer_ladders import peers

Cases = Callable[[Path, Sequence[int]], Iterator[Case]]


@dataclass(frozen=True)
class Ladder:
    """One question, asked at growing sizes."""

    title: str
    cases: Cases
    sizes: Mapping[str, Sequence[int]]
    """The sizes by the word of ``--sizes``."""
    unit: str = "hubs"
    against: str = ""
    """The series that the others are compared with."""


def start(folder: Path, sizes: Sequence[int]) -> Iterator[Case]:
    """What a run costs before there is anything to judge."""
    _write(folder / "empty.json", documents.template([]))
    lines = {
        "hubwarden --version": hubwarden("--version"),
        "hubwarden rules": hubwarden("rules"),
        "hubwarden check of a template without a resource": check("template:empty.json"),
    }
    for size in sizes:
        for series, command in lines.items():
            yield Case(series, size, command, folder)


def templates(folder: Path, sizes: Sequence[int]) -> Iterator[Case]:
    """One template or many, with the environment stated or not, as json and as text."""
    for hubs in sizes:
        _write(folder / f"{hubs}.json", documents.template(estate(hubs)))
        many = []
        for number, part in enumerate(in_files(hubs)):
            path = folder / f"{hubs}-{number:03}.json"
            _write(path, documents.template(part))
            many.append(f"template:{path.name}")
        for files, sources in (("one file", [f"template:{hubs}.json"]), ("files of 100", many)):
            for stated, more in (("environment stated", _STATED), ("not stated", ())):
                for format_ in ("json", "text"):
                    yield Case(
                        f"{files}, {stated}, {format_}",
                        hubs,
                        check(*sources, *more, format_=format_),
                        folder,
                        hubs=hubs,
                    )


_STATED = ("--environment", "production")


def two_environments(folder: Path, sizes: Sequence[int]) -> Iterator[Case]:
    """So many hubs in each of two environments: rules look for what both share."""
    for hubs in sizes:
        names = []
        for environment in ("production", "sandbox"):
            name = f"{environment}-{hubs}"
            _write(
                folder / f"{name}.json", documents.template(estate(hubs, environment=environment))
            )
            _write(
                folder / f"{name}.state.json",
                documents.state(estate(hubs, environment=environment), SHORT[environment]),
            )
            names.append(name)
        yield Case(
            "templates",
            hubs,
            check(*(f"template:{name}.json" for name in names), baseline="fleet"),
            folder,
            hubs=2 * hubs,
        )
        yield Case(
            "states",
            hubs,
            check(*(f"state:{name}.state.json" for name in names), baseline="fleet"),
            folder,
            hubs=2 * hubs,
        )


def alerts(folder: Path, sizes: Sequence[int]) -> Iterator[Case]:
    """Few and many alerts for each hub."""
    for hubs in sizes:
        for count in (5, 50):
            name = f"{hubs}-{count}.json"
            _write(folder / name, documents.template(estate(hubs, alerts=count)))
            yield Case(
                f"{count} alerts a hub",
                hubs,
                check(f"template:{name}", *_STATED),
                folder,
                hubs=hubs,
            )


def states(folder: Path, sizes: Sequence[int]) -> Iterator[Case]:
    """What Pulumi wrote."""
    for hubs in sizes:
        _write(folder / f"{hubs}.state.json", documents.state(estate(hubs), "prod"))
        _write(folder / f"{hubs}.preview.json", documents.preview(estate(hubs), "prod"))
        for kind in ("state", "preview"):
            command = check(f"{kind}:{hubs}.{kind}.json", baseline="fleet")
            yield Case(kind, hubs, command, folder, hubs=hubs)


def _write(path: Path, document: Any) -> None:
    # With line breaks, as people write templates: their lines are told.
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")


LADDERS: dict[str, Ladder] = {
    "start": Ladder(
        "Start", start, {"full": [1], "quick": [1], "tiny": [1]}, "run", "hubwarden --version"
    ),
    "templates": Ladder(
        "ARM templates, ten hubs a namespace",
        templates,
        {"full": [100, 1_000, 10_000], "quick": [100, 400], "tiny": [10]},
    ),
    "environments": Ladder(
        "Two environments, so many hubs in each",
        two_environments,
        {"full": [250, 500, 1_000], "quick": [50, 100], "tiny": [10]},
    ),
    "alerts": Ladder(
        "Alerts a hub, environment stated",
        alerts,
        {"full": [100, 200, 400], "quick": [50, 100], "tiny": [10]},
    ),
    "states": Ladder(
        "States and previews of Pulumi",
        states,
        {"full": [100, 400, 1_600], "quick": [50, 100], "tiny": [10, 20]},
    ),
    "pack": Ladder(
        "pulumi preview with the real engine, with the policy pack and without",
        pack,
        {"full": [10, 200], "quick": [10, 50], "tiny": [1]},
        against="without",
    ),
    "program": Ladder(
        "A Pulumi program, judged and only run",
        program,
        {"full": [2, 10, 50], "quick": [2, 10], "tiny": [1]},
        "apps",
        "only run",
    ),
    "peers": Ladder(
        "Ten rules, all rules, the floor and checkov; templates of 100 hubs",
        peers,
        {"full": [1_000, 10_000], "quick": [100, 400], "tiny": [10]},
        against="hubwarden, ten rules",
    ),
}


def chosen(names: Iterable[str]) -> dict[str, Ladder]:
    """Return the ladders of some names, all without one; raises ``ValueError`` for a name that there is not."""
    wanted = [name.strip() for item in names for name in item.split(",") if name.strip()]
    strange = [name for name in wanted if name not in LADDERS]
    if strange:
        raise ValueError(f"no ladder is named {', '.join(strange)}; there are {', '.join(LADDERS)}")
    return {name: ladder for name, ladder in LADDERS.items() if name in (wanted or LADDERS)}
