"""One comment on a pull request: made once, then replaced, and nobody else's touched."""

import subprocess
import sys

import pytest

from distribution.comment_services import ME, TOKEN, serving
from distribution.conftest import TOP

KINDS = ("github", "gitlab", "azure-devops")
REPORT = "<!-- hubwarden -->\n## Hubwarden: {}\n"


def comment(kind, path, variables):
    return subprocess.run(
        [sys.executable, TOP / "pipelines/comment.py", kind, path],
        env={"PATH": "/usr/bin:/bin", **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "hubwarden.md"
    path.write_text(REPORT.format("violations"), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_made_once_and_replaced_afterwards(kind, report):
    with serving(kind) as (service, variables):
        service.comments.append((ME[kind], "a comment of another job"))
        for verdict in ("violations", "clean"):
            report.write_text(REPORT.format(verdict), encoding="utf-8")
            ended = comment(kind, report, variables)
            assert (ended.returncode, ended.stderr) == (0, "")
            assert service.comments[1:] == [(ME[kind], REPORT.format(verdict))]
        assert service.comments[0] == (ME[kind], "a comment of another job")


@pytest.mark.parametrize("kind", KINDS)
def test_a_comment_of_somebody_else_with_the_mark_is_left(kind, report):
    theirs = ("mallory", REPORT.format("clean"))
    with serving(kind) as (service, variables):
        service.comments += [theirs, (ME[kind], "it quotes <!-- hubwarden -->")]
        before = list(service.comments)
        assert comment(kind, report, variables).returncode == 0
        assert service.comments == [*before, (ME[kind], REPORT.format("violations"))]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("others", [99, 100, 250])
def test_it_is_found_behind_many_others(kind, others, report):
    with serving(kind) as (service, variables):
        service.comments += [("ann", "fine")] * others + [(ME[kind], REPORT.format("clean"))]
        assert comment(kind, report, variables).returncode == 0
        assert len(service.comments) == others + 1
        assert service.comments[-1] == (ME[kind], REPORT.format("violations"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_refusal_is_told_without_the_token(kind, status, report):
    with serving(kind) as (service, variables):
        service.refused = status
        ended = comment(kind, report, variables)
    assert ended.returncode == 2
    assert f"was answered with {status}" in ended.stderr
    assert TOKEN not in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_the_token_goes_nowhere_else(kind, report):
    with serving(kind) as (service, variables), serving(kind) as (other, others):
        address = next(value for value in others.values() if value.startswith("http"))
        service.redirected_to = f"{address}/elsewhere"
        asked = []
        other.answer = lambda *request: asked.append(request) or (200, {})
        ended = comment(kind, report, variables)
    assert ended.returncode == 2
    assert "was answered with 302" in ended.stderr
    assert asked == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_variable_that_is_not_set_is_named(kind, report):
    with serving(kind) as (_, variables):
        for name in variables:
            ended = comment(kind, report, {**variables, name: ""})
            assert ended.returncode == 2
            assert ended.stderr == f"comment.py: the variable {name} is not set\n"


def test_only_a_report_is_posted(tmp_path):
    path = tmp_path / "notes.md"
    with serving("github") as (service, variables):
        ended = comment("github", path, variables)
        assert (ended.returncode, ended.stderr) == (
            2,
            f"comment.py: {path}: No such file or directory\n",
        )
        path.write_text("# Notes\n", encoding="utf-8")
        ended = comment("github", path, variables)
        assert ended.returncode == 2
        assert "does not begin with <!-- hubwarden -->" in ended.stderr
        assert service.comments == []
    assert comment("bitbucket", path, {}).returncode == 2


def test_the_mark_is_that_of_the_report():
    mark = REPORT.partition("\n")[0]
    for path in ("pipelines/comment.py", "audit/hubwarden/reports/markdown.py"):
        assert f'"{mark}"' in (TOP / path).read_text(encoding="utf-8")
