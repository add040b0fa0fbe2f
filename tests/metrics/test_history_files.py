"""Several files tell of one hub: other metrics, another time, the same again; what contradicts is refused."""

import json
from datetime import timedelta

import pytest
from histories import HUB, START, as_azure, as_csv, made

from hubwarden.errors import InputError
from hubwarden.metrics.history_files import read_history_files

MADE = made(days=2)
NAMES = sorted(MADE)
MIDDLE = START + timedelta(days=1)


@pytest.fixture
def read(tmp_path):
    """Return what writes files of counts, or text, and reads them together."""

    def read(*contents):
        files = []
        for number, content in enumerate(contents):
            path = tmp_path / f"{number}.txt"
            text = content if isinstance(content, str) else json.dumps(content)
            path.write_text(text, encoding="utf-8")
            files.append(str(path))
        return read_history_files(files, tmp_path)

    return read


def part(names=NAMES, keep=lambda _time: True):
    return {name: {at: MADE[name][at] for at in MADE[name] if keep(at)} for name in names}


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param((part(NAMES[:20]), part(NAMES[20:])), id="twenty metrics each"),
        pytest.param(
            (part(keep=lambda at: at < MIDDLE), part(keep=lambda at: at >= MIDDLE)), id="a day each"
        ),
        pytest.param((part(), part(NAMES[5:9])), id="some of them again"),
        pytest.param((part(), part()), id="the same again"),
    ],
)
@pytest.mark.parametrize("write", [as_azure, as_csv])
def test_files_about_one_hub_are_read_together(read, write, parts):
    (found,) = read(*(write(counts) for counts in parts))
    assert found.counts == MADE
    (found,) = read(*(write(counts) for counts in reversed(parts)))
    assert found.counts == MADE


def test_hubs_are_kept_apart_whatever_the_letter_case(read):
    first, second = read(as_csv(part()), as_csv(part(NAMES[:1]), HUB.upper() + "2"))
    assert first.counts == MADE
    assert set(second.counts) == {NAMES[0]}
    (found,) = read(as_csv(part(NAMES[:3])), as_csv(part(NAMES[3:]), HUB.upper()))
    assert found.counts == MADE


def test_another_count_of_one_interval_is_refused(read):
    other = part()
    other["incoming"][START] += 1
    with pytest.raises(InputError) as caught:
        read(as_csv(part()), as_csv(other))
    assert caught.value.message == (
        "1.txt: it counts incoming at 2026-03-02T00:00Z otherwise than 0.txt"
    )
    assert "name one of the files" in caught.value.hint


def test_another_grain_is_refused_where_files_tell_it(read):
    hourly = {**as_azure(part(NAMES[:20])), "interval": "PT1H"}
    minutes = {**as_azure(part(NAMES[20:])), "interval": "PT5M"}
    with pytest.raises(InputError) as caught:
        read(hourly, minutes)
    assert caught.value.message == "1.txt: it counts by 0:05:00 here, and 0.txt by 1:00:00 before"
    (found,) = read(hourly, {**minutes, "interval": "PT1H"})
    assert (found.counts, found.grain) == (MADE, timedelta(hours=1))
