"""What a state or a preview says leads to the line of the stack file, where a component told which setting."""

import shutil
from pathlib import Path

import pytest

from hubwarden.sources.opening import open_source

TOP = Path(__file__).resolve().parents[3]
DATA = TOP / "tests" / "data" / "pulumi"
SOURCES = ("state:" + str(DATA / "state-test.json"), f"preview:{DATA / 'preview-first-test.json'}")


@pytest.fixture
def project(tmp_path):
    for name in ("Pulumi.yaml", "Pulumi.test.yaml", "Pulumi.prod.yaml"):
        shutil.copy(TOP / name, tmp_path / name)
    return tmp_path


def places(source, project):
    """Return where the rights of access rules, and what has no setting of its own, are declared."""
    estate = open_source(source, project, None)
    return {item.name: str(item.origin.at("rights")) for item in estate.access_rules}


def line_of(path, words):
    lines = path.read_text(encoding="utf-8").splitlines()
    [found] = [number for number, line in enumerate(lines, 1) if line.strip().startswith(words)]
    return found


@pytest.mark.parametrize("source", SOURCES)
def test_a_setting_is_found_on_its_line(source, project):
    stack = project / "Pulumi.test.yaml"
    found = places(source, project)
    line = line_of(stack, "orders:")
    assert found["orders"].startswith("Pulumi.test.yaml:")
    assert line < int(found["orders"].partition(":")[2]) <= line + 2
    # The line is that of the file at hand, wherever it was when the document was written.
    text = stack.read_text(encoding="utf-8")
    stack.write_text(f"# one more line\n{text}", encoding="utf-8")
    moved = int(places(source, project)["orders"].partition(":")[2])
    assert moved == int(found["orders"].partition(":")[2]) + 1


def other_project(project):
    path = project / "Pulumi.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("name: hubwarden", "name: another"), encoding="utf-8")


def no_stack_file(project):
    (project / "Pulumi.test.yaml").unlink()


def no_yaml(project):
    (project / "Pulumi.test.yaml").write_text("a: [", encoding="utf-8")


def no_text(project):
    (project / "Pulumi.test.yaml").write_bytes(b"\xff")


def no_project(project):
    (project / "Pulumi.yaml").write_text("- 1\n", encoding="utf-8")


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("change", [other_project, no_stack_file, no_yaml, no_text, no_project])
def test_without_the_stack_file_the_program_is_the_place(source, project, change):
    change(project)
    assert places(source, project)["orders"].startswith("infra/hubwarden_pulumi/consumer.py:")


@pytest.mark.parametrize("source", SOURCES)
def test_without_a_project_the_program_is_the_place(source):
    assert places(source, None)["orders"].startswith("infra/hubwarden_pulumi/consumer.py:")
