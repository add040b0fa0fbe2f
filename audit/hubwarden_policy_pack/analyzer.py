"""Answers the engine over Pulumi's protocol for policy packs (``pulumi/analyzer.proto``).

Pulumi's policy SDK would decode each resource once for each policy, and each stack once for each stack policy,
which takes longer than judging them. Here both are decoded and judged once; then each policy reports its own
verdicts, under its own name and at its configured level.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import grpc  # type: ignore[import-untyped]
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc, plugin_pb2

from hubwarden import __version__
from hubwarden.commands.composition import own_rules_at
from hubwarden.errors import HubwardenError
from hubwarden.own_rules.own_rule_reading import FOLDER
from hubwarden.rule import Rule
from hubwarden_policy_pack.policies import CONFIGURED, DESCRIPTION, NAME, Policy, policies
from hubwarden_policy_pack.session import Session, Verdicts

_LARGEST_MESSAGE: Final = 400 * 1024 * 1024
"""The largest message in bytes, as in the policy SDK: a whole stack is sent in one message."""


class Analyzer(analyzer_pb2_grpc.AnalyzerServicer):
    """The policies of one run of the engine, and the configuration of each.

    Its methods are those of Pulumi's ``Analyzer`` service.
    """

    def __init__(self, folder: Path) -> None:
        self.session = Session(folder)
        self.policies = policies(_own_rules(folder))
        self._levels: dict[str, int] = {}

    def GetAnalyzerInfo(self, _request: Any, _context: Any = None) -> Any:  # noqa: N802
        return analyzer_pb2.AnalyzerInfo(
            name=NAME,
            displayName="Hubwarden",
            version=__version__,
            supportsConfig=True,
            description=DESCRIPTION,
            provider="azure",
            tags=["azure", "notification-hubs"],
            policies=[policy.info() for policy in self.policies],
        )

    def GetPluginInfo(self, _request: Any, _context: Any = None) -> Any:  # noqa: N802
        return plugin_pb2.PluginInfo(version=__version__)

    def Configure(self, request: Any, _context: Any = None) -> Any:  # noqa: N802
        configured = request.policyConfig
        self._levels = {name: each.enforcementLevel for name, each in configured.items()}
        own = configured[CONFIGURED] if CONFIGURED in configured else analyzer_pb2.PolicyConfig()
        self.session.configure(json_format.MessageToDict(own.properties))
        return empty_pb2.Empty()

    def ConfigureStack(self, _request: Any, _context: Any = None) -> Any:  # noqa: N802
        return analyzer_pb2.AnalyzerStackConfigureResponse()

    def Analyze(self, request: Any, _context: Any = None) -> Any:  # noqa: N802
        return self._response(self.session.resource(request), of_stack=False)

    def AnalyzeStack(self, request: Any, _context: Any = None) -> Any:  # noqa: N802
        return self._response(self.session.stack(request.resources), of_stack=True)

    def Remediate(self, _request: Any, _context: Any = None) -> Any:  # noqa: N802
        return analyzer_pb2.RemediateResponse()

    def _response(self, verdicts: Verdicts, *, of_stack: bool) -> analyzer_pb2.AnalyzeResponse:
        response = analyzer_pb2.AnalyzeResponse()
        if not verdicts.blocking and not verdicts.advice:
            return response
        for policy in self.policies:
            level = self._level(policy)
            if policy.of_stack is not of_stack or level == analyzer_pb2.DISABLED:
                continue
            for message in verdicts.of(policy.rule):
                response.diagnostics.add(
                    policyName=policy.name,
                    policyPackName=NAME,
                    policyPackVersion=__version__,
                    description=policy.description,
                    message=f"{policy.description}\n{message.text}",
                    urn=message.urn,
                    enforcementLevel=level,
                    severity=policy.grade,
                )
        return response

    def _level(self, policy: Policy) -> Any:
        names = (policy.name, *policy.former_names)
        level = next((self._levels[name] for name in names if name in self._levels), policy.level)
        # No policy here can change a resource, so "remediate" is treated as "mandatory".
        return analyzer_pb2.MANDATORY if level == analyzer_pb2.REMEDIATE else level


def _own_rules(folder: Path) -> Sequence[Rule]:
    """Return the organisation's own rules; none where their files have mistakes, which every verdict then
    reports.
    """
    try:
        return own_rules_at(folder / FOLDER, None).rules
    except HubwardenError:
        return ()


def serve(folder: Path) -> None:
    """Serve the policies until the engine ends this process; only the port is printed.

    ``folder`` is the folder of the pack.
    """
    options = [("grpc.max_receive_message_length", _LARGEST_MESSAGE)]
    server = grpc.server(ThreadPoolExecutor(max_workers=4), options=options)
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(Analyzer(folder), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):
        server.wait_for_termination()
