"""The process that inspects: same answers, ended in time, and silent."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from hubwarden.credential_files import Inspector, Problem, bounded, inspect, inspect_bounded
from inspection.credential_files import (
    CANARY,
    PASSWORD,
    certificate,
    every_file,
    p12,
    p12_of,
    private_key,
)
from inspection.der_writing import integer, octets, oid, sequence, tlv

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
FINE = p12(certificate(), private_key())


def hidden_rounds(rounds):
    """A container whose endless derivation is itself encrypted: it shows only to who opens it."""
    salt, start = b"saltsalt", b"\0" * 16
    aes = sequence(oid("2.16.840.1.101.3.4.1.42"), octets(start))
    sha256 = sequence(oid("1.2.840.113549.2.9"), b"\x05\x00")

    def pbes2(count):
        derivation = sequence(octets(salt), integer(count), sha256)
        return sequence(
            oid("1.2.840.113549.1.5.13"),
            sequence(sequence(oid("1.2.840.113549.1.5.12"), derivation), aes),
        )

    locked = sequence(pbes2(rounds), octets(b"\0" * 160))
    bags = sequence(sequence(oid("1.2.840.113549.1.12.10.1.2"), tlv(0xA0, locked)))
    fill = 16 - len(bags) % 16
    key = PBKDF2HMAC(SHA256(), 32, salt, 1).derive(PASSWORD)
    hidden = Cipher(algorithms.AES(key), modes.CBC(start)).encryptor()
    text = hidden.update(bags + bytes([fill]) * fill) + hidden.finalize()
    content = sequence(oid("1.2.840.113549.1.7.1"), pbes2(1), tlv(0x80, text))
    encrypted = sequence(integer(0), content)
    return p12_of(sequence(oid("1.2.840.113549.1.7.6"), tlv(0xA0, encrypted)))


def test_every_file_gets_the_same_answer():
    with Inspector(seconds=20) as inspector:
        for name, data in every_file().items():
            for password in (None, PASSWORD):
                assert inspector.inspect(data, name, password) == inspect(data, name, password)


def test_one_file_in_a_process_of_its_own():
    assert inspect_bounded(FINE, "push.p12", PASSWORD, seconds=20).private_key_fits is True
    assert inspect_bounded(b"", seconds=20) == Problem("not a credential", "it is empty")


def test_what_takes_too_long_is_ended_and_the_next_file_is_read():
    hostile = hidden_rounds(2**31 - 1)
    with Inspector(seconds=1.0) as inspector:
        found = inspector.inspect(hostile, "", PASSWORD)
        assert found == Problem("took too long", "it takes too long to read")
        assert inspector.inspect(FINE, "", PASSWORD).private_key_fits is True


@LINUX
def test_a_process_that_gets_no_turn_is_not_blamed_and_ends():
    """What stands still by the clock, as on a busy machine, uses no processor time."""
    with Inspector(seconds=1.0) as inspector:
        assert inspector.inspect(FINE, "", PASSWORD).private_key_fits is True
        number = inspector._process.pid
        os.kill(number, signal.SIGSTOP)
        go_on = threading.Timer(1.5, os.kill, (number, signal.SIGCONT))
        go_on.start()
        assert inspector.inspect(FINE, "", PASSWORD).private_key_fits is True
        go_on.join()
        assert inspector._process.pid == number


@LINUX
def test_what_waits_for_ever_is_a_gap(monkeypatch):
    monkeypatch.setattr(bounded, "_PATIENCE", 1)
    with Inspector(seconds=1.0) as inspector:
        inspector.inspect(FINE, "", PASSWORD)
        os.kill(inspector._process.pid, signal.SIGSTOP)
        found = inspector.inspect(FINE, "", PASSWORD)
        assert found.kind == "took too long"
        assert found.leaves_open
        assert "too busy" in found.what


def test_what_takes_too_much_memory():
    wide = b'{"a":[' + b"[]," * 600_000 + b"1]}"
    with Inspector(seconds=20, megabytes=64) as inspector:
        assert inspector.inspect(wide).kind == "too much memory"
        assert inspector.inspect(FINE, "", PASSWORD).private_key_fits is True


def test_what_is_too_large_is_not_even_sent():
    with Inspector() as inspector:
        assert inspector.inspect(b"x" * (10 * 1024 * 1024 + 1)).kind == "too large"
        assert inspector._process is None


def test_a_process_that_was_ended_by_others_is_started_again():
    with Inspector(seconds=20) as inspector:
        assert inspector.inspect(FINE, "", PASSWORD).private_key_fits is True
        inspector._process.kill()
        inspector._process.wait()
        assert inspector.inspect(FINE, "", PASSWORD).private_key_fits is True


def test_a_process_that_cannot_be_started(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    found = inspect_bounded(FINE)
    assert found.what == "the process that reads files does not start"


def test_several_threads_take_turns():
    found = []
    with Inspector(seconds=20) as inspector:
        threads = [
            threading.Thread(target=lambda: found.append(inspector.inspect(FINE, "", PASSWORD)))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [inspect(FINE, "", PASSWORD)] * 4


@LINUX
def test_nothing_is_told_on_the_command_line_or_in_the_environment(monkeypatch):
    monkeypatch.setenv("SOME_TOKEN", CANARY)
    with Inspector(seconds=20) as inspector:
        inspector.inspect(FINE, f"{CANARY}.p12", PASSWORD)
        process = Path("/proc", str(inspector._process.pid))
        for what in ("cmdline", "environ"):
            assert CANARY.encode() not in (process / what).read_bytes()
        limits = (process / "limits").read_text()
        assert "Max core file size        0" in limits


@LINUX
def test_no_process_is_left():
    with Inspector(seconds=20) as inspector:
        inspector.inspect(FINE, "", PASSWORD)
        number = inspector._process.pid
    assert inspector._process is None
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


LAZY = """
import sys
import hubwarden, hubwarden.credential_files, hubwarden.sources.template.template_source
from hubwarden.credential_files import Inspector, placeholder
placeholder("TODO")
with Inspector(seconds=20) as inspector:
    assert inspector.inspect(b"x").kind == "not a credential"
assert not [name for name in sys.modules if name.partition(".")[0] == "cryptography"]
"""


def test_cryptography_is_loaded_only_where_something_is_inspected():
    done = subprocess.run(
        [sys.executable, "-c", LAZY], capture_output=True, check=False, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
