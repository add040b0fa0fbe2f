import pytest
from small_programs import Project, project


@pytest.fixture
def shop(tmp_path) -> Project:
    """Return a project without a program, in a folder of its own."""
    return project(tmp_path / "shop")
