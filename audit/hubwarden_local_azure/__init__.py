"""A local stand-in for Azure Resource Manager: what a deployment and an audit can be tried against.

It knows the resource types that an environment of Notification Hubs is made of, answers as Azure does
(shapes, refusals, locks, operations that take a while), and keeps what it is given in memory or in a
file. It is no copy of Azure: ``table.py`` and the docstrings say where each fact is from, and which are
guesses. Of the API of Notification Hubs it lacks ``debugsend``, which pushes to real phones, the list of
``operations``, ``privateEndpointConnections`` and ``privateLinkResources``: they are not found.

It binds to the loopback only and takes any bearer token.

``running`` starts it in a thread; ``python -m hubwarden_local_azure`` starts it as a program.
"""

from hubwarden_local_azure.server import Server, running

__all__ = ["Server", "running"]
