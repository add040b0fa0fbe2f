"""No secret of a file leaves: not in a result, a message, a log or an exception."""

import dataclasses
import gc
import logging

import msgspec
import pytest

from hubwarden.credential_files import Problem, entry, inspect
from inspection.credential_files import CANARY, PASSWORD, every_file, gives_away, secrets


def test_the_test_sees_secrets():
    files = every_file()
    for name in ("both.pem", "account.json", "vapid.json", "google-services.json"):
        assert gives_away(files[name].decode())
    assert not gives_away("com.example.app, a certificate and some more words")
    assert len(secrets()) > 1000


@pytest.mark.parametrize("password", [None, b"", PASSWORD, f"{CANARY}-wrong".encode()])
def test_no_answer_gives_a_secret_away(password, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    for name, data in every_file().items():
        found = inspect(data, name, password)
        encoded = msgspec.json.encode(found).decode()
        for text in (repr(found), str(found), f"{found}", encoded):
            assert not gives_away(text)
    assert not gives_away(caplog.text + "".join(capfd.readouterr()))


def test_no_cause_is_kept_with_a_problem():
    """Nothing that an answer refers to holds what was read."""
    for name, data in every_file().items():
        found = inspect(data[: len(data) // 2], name, f"{CANARY}-wrong".encode())
        held = [found]
        for item in held:
            if dataclasses.is_dataclass(item):
                held.extend(gc.get_referents(item)[:50])
            elif isinstance(item, str | bytes):
                assert not gives_away(str(item))


@pytest.mark.parametrize("error", [ValueError, RecursionError, KeyError, RuntimeError, MemoryError])
def test_whatever_a_reader_raises_is_not_quoted(error, capfd):
    def fails():
        raise error(CANARY)

    found = entry._answer(fails)
    assert isinstance(found, Problem)
    assert CANARY not in repr(found)
    assert "".join(capfd.readouterr()) == ""


def test_a_panic_of_the_library_is_no_end():
    class PanicException(BaseException):  # as the library's; it is no Exception
        pass

    def panics():
        raise PanicException(CANARY)

    assert CANARY not in repr(entry._answer(panics))


def test_a_user_who_interrupts_is_obeyed():
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        entry._answer(interrupted)
