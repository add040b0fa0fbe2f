"""The demo's estate, read once, and a local Azure that holds it."""

import pytest

from hubwarden.commands.demonstration.arm_bodies import bodies_of
from hubwarden.commands.demonstration.local_server import local_azure, surrounded_by
from hubwarden.commands.demonstration.recorded_stacks import unpack
from hubwarden.commands.demonstration.walkthrough import judged_by


class Unpacked:
    """The recording with keys of this run, what judges it, and what is declared in it."""

    def __init__(self, folder):
        self.recorded = unpack(folder)
        self.secrets = {"PULUMI_CONFIG_PASSPHRASE": self.recorded.passphrase}
        with surrounded_by(self.secrets):
            self.composition, self.declared = judged_by(self.recorded)


@pytest.fixture(scope="session")
def unpacked(tmp_path_factory):
    return Unpacked(tmp_path_factory.mktemp("unpacked"))


@pytest.fixture
def azure(tmp_path):
    """Return an empty local Azure that this process's clients reach."""
    with local_azure(tmp_path) as found, surrounded_by(found.environment):
        yield found


@pytest.fixture
def filled(unpacked, azure):
    """Return a local Azure that holds the demo's estate."""
    bodies = bodies_of(unpacked.declared, unpacked.recorded.values)
    assert azure.fill(bodies) == len(bodies.resources)
    return azure
