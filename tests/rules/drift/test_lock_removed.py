from dataclasses import replace

import pytest

from compared_estates import UNREAD, as_live, drifted, full, live_with, live_without
from factories import UNKNOWN, verdict
from hubwarden.report import Outcome


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(drifted(as_live(full())), None, id="good: nothing differs"),
        pytest.param(live_with("locks", level="ReadOnly"), None, id="good: a stronger one"),
        pytest.param(
            live_with("locks", level="NotSpecified"), Outcome.FAIL, id="bad: it refuses nothing"
        ),
        pytest.param(live_without("locks"), Outcome.FAIL, id="bad: removed"),
        pytest.param(
            live_without("locks", gaps=[replace(UNREAD, opens=("alerts",))]),
            Outcome.FAIL,
            id="bad: removed, and alerts were not read",
        ),
        pytest.param(
            live_without("locks", gaps=[replace(UNREAD, opens=("locks",))]),
            Outcome.UNDETERMINED,
            id="unknown: locks were not read",
        ),
        pytest.param(
            live_with("locks", level=UNKNOWN), Outcome.UNDETERMINED, id="unknown: the level"
        ),
        pytest.param(
            live_without("locks", complete=()),
            Outcome.UNDETERMINED,
            id="unknown: the live source does not tell all locks",
        ),
    ],
)
def test_outcome(given, expected):
    assert verdict("lock-removed", given) is expected
