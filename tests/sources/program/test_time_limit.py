"""A run has a time limit: a program that hangs, or sources after it, make an audit incomplete."""

import dataclasses
import os
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from small_programs import NAMESPACE

from hubwarden.cli import main
from hubwarden.commands.check import check
from hubwarden.commands.composition import compose
from hubwarden.deadline import DEFAULT_SECONDS, LONGEST_SECONDS, Deadline, deadline_in
from hubwarden.errors import IncompleteError, InputError
from hubwarden.sources.opening import open_source

CANARY = "canary-in-a-coal-mine"
PAST = Deadline(7, time.monotonic() - 1)

WAITING_FOR_A_VALUE = """
import asyncio
pulumi.export("never", pulumi.Output.from_input(asyncio.sleep(600, config.require("canary"))))
"""
WAITING_IN_A_LIBRARY = """
import time
print(config.require("canary"), flush=True)
time.sleep(600)
"""
BUSY = """
key = config.require("canary")
while True:
    pass
"""
READING = """
from pathlib import Path
from hubwarden.commands.output import explained
from hubwarden.deadline import deadline_in
from hubwarden.sources.opening import open_source

with explained():
    open_source("program:dev", Path.cwd(), None, deadline_in(1))
"""
TIME_OUT_OF_ITS_OWN = """
raise TimeoutError(config.require("canary"))
"""


@pytest.mark.parametrize("code", [WAITING_FOR_A_VALUE, WAITING_IN_A_LIBRARY, BUSY])
def test_a_program_that_hangs_is_stopped_and_named(shop, code):
    shop.stack({"shop:canary": CANARY}).code(NAMESPACE + code)
    # In a process of its own: what hangs cannot be taken out of this one.
    ended = subprocess.run(
        [sys.executable, "-c", READING],
        cwd=shop.root,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr == (
        "hubwarden: time was up after 1 second: program:dev was still running (.)\n"
        "  give the run more with --timeout SECONDS, or judge fewer sources at a time\n"
    )


def test_a_time_out_of_the_program_itself_is_its_own_mistake(shop):
    shop.stack({"shop:canary": CANARY}).code(TIME_OUT_OF_ITS_OWN)
    with pytest.raises(InputError, match="the program failed with TimeoutError") as caught:
        shop.read()
    assert CANARY not in str(caught.value)


def test_a_program_that_ends_in_time_is_judged(shop):
    shop.code(NAMESPACE)
    estate = open_source("program:dev", shop.root, None, deadline_in(LONGEST_SECONDS))
    assert [item.id.name for item in estate.namespaces] == ["shop-ns"]


@pytest.mark.parametrize("name", ["program:dev", "template:a.json", "state:b.json", "preview:-"])
def test_no_source_is_begun_when_time_is_up(shop, name):
    composition = dataclasses.replace(compose(shop.root), deadline=PAST)
    with pytest.raises(IncompleteError) as caught:
        check(composition, [name])
    assert caught.value.message == f"time was up after 7 seconds: {name} was not begun"


def test_the_limit_is_that_of_the_whole_run(shop):
    """Each source is handed what the ones before it left."""
    shop.code(NAMESPACE)
    composition = compose(shop.root, timeout=LONGEST_SECONDS)
    assert composition.deadline.seconds == LONGEST_SECONDS
    assert 0 < composition.deadline.left() <= LONGEST_SECONDS
    assert compose(shop.root).deadline.seconds == DEFAULT_SECONDS
    deadline = deadline_in(DEFAULT_SECONDS)
    first = deadline.left()
    open_source("program:dev", shop.root, None, deadline)
    assert deadline.left() < first


@given(
    st.integers(max_value=0).map(str)
    | st.integers(min_value=LONGEST_SECONDS + 1).map(str)
    | st.sampled_from(["", "1.5", "1e3", "60s", "²", "\u0661", " 5", "+5", "inf", "nan"])
)
def test_other_limits_are_refused(value):
    ended = CliRunner().invoke(main, ["check", f"--timeout={value}"])
    assert ended.exit_code == 2
    assert "is not a whole number of seconds from 1 to 86400" in ended.output


@pytest.mark.parametrize("value", ["1", "007", str(LONGEST_SECONDS)])
def test_whole_seconds_are_taken(value, tmp_path):
    ended = CliRunner().invoke(
        main, ["check", f"--timeout={value}", f"template:{tmp_path / 'none.json'}"]
    )
    assert ended.exit_code == 2
    assert "none.json" in ended.output
    assert "--timeout" not in ended.output
