"""Why a call to Azure was not answered, in words that quote nothing of the answer."""

from __future__ import annotations


class CallFailed(Exception):
    """A call that has no usable answer. The text is for the user and holds nothing that came from Azure."""

    def __init__(
        self,
        reason: str,
        *,
        again: bool = False,
        status: int = 0,
        code: str = "",
        wait: float | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again
        """Whether asking again may help."""
        self.status = status
        """The status of the answer; 0 where there was none."""
        self.code = code
        """The code of a refusal, where it is one that is known here."""
        self.wait = wait
        """How many seconds Azure asks to wait before; ``None`` where it does not say."""
