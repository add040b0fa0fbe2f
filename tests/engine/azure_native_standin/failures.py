"""How a failure reaches the engine: with what Azure said and with no value of a program."""

import functools
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc
from google.protobuf.any_pb2 import Any as Packed
from pulumi.runtime.proto.provider_pb2 import ErrorResourceInitFailed
from pulumi.runtime.proto.status_pb2 import Status

from .arm import ArmError
from .wire import sent


class Refusal(Exception):
    """Something that this provider does not do."""


class HalfMade(Exception):
    """A resource that is there although the call that wrote it failed in the end."""

    def __init__(self, resource_id: str, inputs: dict[str, Any], error: ArmError) -> None:
        super().__init__(str(error))
        self.detail = ErrorResourceInitFailed(
            id=resource_id, properties=sent(inputs), inputs=sent(inputs), reasons=[str(error)]
        )


def answers(method: Callable[..., Any]) -> Callable[..., Any]:
    """Make the errors of a servicer's method errors of the protocol."""

    @functools.wraps(method)
    def answer(self: Any, request: Any, context: grpc.ServicerContext) -> Any:
        try:
            return method(self, request, context)
        except (ArmError, Refusal) as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
        except HalfMade as error:
            # With this detail the engine notes the resource in its state instead of losing it.
            _add_detail(context, error)
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
        except Exception as error:  # noqa: BLE001 - its text may hold anything
            at = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{type(error).__name__} in {Path(at.filename).name}, line {at.lineno}"
            reason = f"the stand-in's {method.__name__} failed: {place}"
            context.abort(grpc.StatusCode.INTERNAL, reason)

    return answer


def _add_detail(context: grpc.ServicerContext, error: HalfMade) -> None:
    packed = Packed()
    packed.Pack(error.detail)
    code, _ = grpc.StatusCode.UNKNOWN.value
    status = Status(code=code, message=str(error), details=[packed])
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
