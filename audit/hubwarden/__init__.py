"""Deploy Azure Notification Hubs safely, and prove that they are safe."""

__version__ = "0.1.0"
