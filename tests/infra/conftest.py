import pytest
from infra_stacks import Stack


@pytest.fixture
def prod() -> Stack:
    return Stack("prod")


@pytest.fixture
def sandbox() -> Stack:
    return Stack("test")
