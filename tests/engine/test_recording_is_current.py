"""What the demo begins with is, byte for byte, what the engine records now."""

from recording import FOLDER, record


def test_the_recording_is_what_the_engine_records_now(engine, tmp_path):
    for name, text in record(tmp_path / "recorded").items():
        committed = (FOLDER / name).read_text(encoding="utf-8")
        assert committed == text, f"{name} is old: run make recording"
