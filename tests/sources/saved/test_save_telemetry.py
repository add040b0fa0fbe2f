"""What was counted is kept as it was, and read with care."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubwarden.errors import IncompleteError, InputError
from hubwarden.metrics.history import History
from hubwarden.metrics.hub_metrics import METRIC_NAMES
from hubwarden.sources.saved.save_decoding import Decoder
from hubwarden.sources.saved.save_telemetry import decode_histories, encode_histories
from hubwarden.sources.saved.saved_source import read_save
from sources.saved.test_save_folder import CANARY, HUB, found, save

START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
DECODER = Decoder("save/telemetry.json", "azure:x", b"")

counts = st.floats(0, 1e12, allow_nan=False) | st.just(0.0) | st.integers(0, 5).map(float)
series = st.dictionaries(
    st.integers(0, 9).map(lambda hour: START + hour * HOUR), counts, min_size=1
)
histories = st.lists(
    st.builds(
        History,
        st.sampled_from(["/a", "/b/C", "/d"]),
        st.dictionaries(st.sampled_from(sorted(METRIC_NAMES)[:6]), series, min_size=1),
    ),
    unique_by=lambda item: item.hub,
)


@given(histories)
def test_what_was_counted_is_read_again(given_histories):
    file = encode_histories(given_histories)
    assert decode_histories(json.loads(file), DECODER) == tuple(given_histories)


def test_noughts_take_no_room():
    times = [START + hour * HOUR for hour in range(168)]
    noughts = dict.fromkeys(times, 0.0)
    file = encode_histories([History("/a", dict.fromkeys(METRIC_NAMES, noughts))])
    assert len(file) < 168 * 30 + len(METRIC_NAMES) * 50
    (history,) = decode_histories(json.loads(file), DECODER)
    assert history.counts.keys() == METRIC_NAMES
    assert history.total("incoming") == 0


BODY = {
    "times": ["2026-03-02T00:00:00+00:00", "2026-03-02T02:00:00+01:00"],
    "histories": [
        {"hub": "/a", "counts": {"incoming": [1, None]}, "noughts": ["scheduled.pending"]}
    ],
}


def changed(**history):
    return {**BODY, "histories": [{**BODY["histories"][0], **history}]}


def test_a_body_as_it_should_be():
    (history,) = decode_histories(BODY, DECODER)
    assert history.counts["incoming"] == {START: 1.0}
    assert history.counts["scheduled.pending"] == {START: 0.0, START + HOUR: 0.0}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([], ""),
        ({}, "times"),
        ({**BODY, "times": [CANARY, CANARY]}, "times[0]"),
        ({**BODY, "times": ["2026-03-02T00:00:00", 5]}, "times[0]"),
        ({**BODY, "times": [BODY["times"][0], "2026-03-02T01:00:00+01:00"]}, "times"),
        ({**BODY, "times": BODY["times"][:1]}, "histories[0].counts.incoming"),
        ({**BODY, "histories": {}}, "histories"),
        ({**BODY, "histories": [CANARY]}, "histories[0]"),
        ({**BODY, "histories": BODY["histories"] * 2}, "histories"),
        (changed(hub=5), "histories[0].hub"),
        (changed(hub=None), "histories[0].hub"),
        (changed(more=CANARY), "histories[0]"),
        (changed(counts=[]), "histories[0].counts"),
        (changed(counts={CANARY: [1, 2]}), "histories[0].counts"),
        (changed(counts={"Incoming": [1, 2]}), "histories[0].counts"),
        (changed(counts={"incoming": 5}), "histories[0].counts.incoming"),
        (changed(counts={"incoming": [1, -1]}), "histories[0].counts.incoming"),
        (changed(counts={"incoming": [1, True]}), "histories[0].counts.incoming"),
        (changed(counts={"incoming": [1, CANARY]}), "histories[0].counts.incoming"),
        (changed(counts={"incoming": [1, 10**400]}), "histories[0].counts.incoming"),
        (changed(counts={"incoming": [1, float("nan")]}), "histories[0].counts.incoming"),
        (changed(counts={"incoming": [None, None]}), "histories[0]"),
        (changed(counts={}, noughts=[]), "histories[0]"),
        (changed(noughts=[CANARY]), "histories[0].noughts"),
        (changed(noughts=[["incoming"]]), "histories[0].noughts"),
        (changed(noughts=["incoming"]), "histories[0]"),
    ],
)
def test_what_is_no_history_is_told_with_its_place(body, field):
    with pytest.raises(InputError) as raised:
        decode_histories(body, DECODER)
    assert raised.value.field == field
    assert raised.value.file == "save/telemetry.json"
    assert CANARY not in str(raised.value)


COUNTED = (History(HUB, {"incoming": {START: 5.0}}),)


def test_a_save_keeps_them_and_notices_a_change(tmp_path):
    folder = tmp_path / "save"
    save(folder)
    assert not (folder / "telemetry.json").exists()
    assert read_save(folder, None).histories == ()
    save(folder, estate=found(histories=COUNTED))
    assert read_save(folder, None).histories == COUNTED
    file = folder / "telemetry.json"
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text(file.read_text().replace("5.0", "6.0"))
    with pytest.raises(InputError, match="not the file that was saved"):
        read_save(folder, None)
    file.unlink()
    with pytest.raises(InputError, match="lacks this file"):
        read_save(folder, None)
    save(folder)
    assert not file.exists()


def test_an_unknown_secret_in_the_name_of_a_counted_hub_is_not_saved(tmp_path):
    named = (replace(COUNTED[0], hub=f"{HUB}-{CANARY}"),)
    with pytest.raises(IncompleteError):
        save(tmp_path / "save", read=[CANARY], estate=found(histories=named))
    assert not (tmp_path / "save").exists()


def test_its_digest_is_that_of_the_file(tmp_path):
    save(tmp_path / "save", estate=found(histories=COUNTED))
    manifest = json.loads((tmp_path / "save/save.json").read_text())
    raw = (tmp_path / "save/telemetry.json").read_bytes()
    assert manifest["files"]["telemetry.json"] == hashlib.sha256(raw).hexdigest()
