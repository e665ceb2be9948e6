"""Every use of what singer-sdk does not promise, each with its reason.

A new version of the SDK is tried with `tests/target/singer/test_sdk_seams.py`: what fails there
says what the target would lose.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Final

from singer_sdk import Tap, Target
from singer_sdk.configuration._dict_config import parse_environment_config
from singer_sdk.helpers._batch import BatchConfig

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from types import FrameType

    from singer_sdk.exceptions import MapExpressionError

_NEVER_IN_EXPRESSIONS: Final = frozenset(["FeatureNotAvailable", "OperatorNotDefined"])


def environment_texts(names: Collection[str], prefix: str) -> dict[str, str]:
    """The settings in the environment and in `.env`, as they were written there.

    The SDK's function is told that all are text: it would end at a number with an error that
    names no setting, and take any text for a flag.
    """
    as_text: dict[str, Any] = {"properties": {name: {"type": "string"} for name in names}}
    return parse_environment_config(as_text, prefix)


def is_batch_config(value: Mapping[str, Any]) -> bool:
    """Whether the SDK can read `batch_config`; it would find out at the first BATCH only."""
    try:
        BatchConfig.from_dict(dict(value))
    except (TypeError, ValueError):
        return False
    return True


def mistake_in_expression(error: MapExpressionError, columns: Collection[str]) -> str | None:
    """What is wrong with a stream map's expression for any record; None if it is the record.

    The SDK hides the evaluator's error, which knows the name, behind its own, which repeats the
    expression.
    """
    cause = error.__cause__
    kind = type(cause).__name__
    if kind == "NameNotDefined" and (name := getattr(cause, "name", None)) not in columns:
        return f"an expression uses {name!r}, which is no column of the SCHEMA"
    if kind == "FunctionNotDefined":
        return f"an expression uses the unknown function {getattr(cause, 'func_name', None)!r}"
    if kind in _NEVER_IN_EXPRESSIONS:
        return "an expression uses Python that the SDK doesn't allow"
    return None


class EndsBySignal(Target, ABC):
    """A target that decides itself when a signal may end it.

    The SDK's handler drains and exits at once, wherever the signal came, with exit code 0.
    """

    @abstractmethod
    def end_by_signal(self, number: int) -> None:
        """Ends the run where that is safe."""

    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self.end_by_signal(signum)


class EndsTapBySignal(Tap, ABC):
    """A tap that decides itself when a signal may end it; the SDK's handler is as above."""

    @abstractmethod
    def end_by_signal(self, number: int) -> None:
        """Ends the run where that is safe."""

    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self.end_by_signal(signum)
