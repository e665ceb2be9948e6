"""TikTok's Events API as the local TikTok answers it: strict, stateful, inspectable."""

from tests.emulator.events.api import EventsApi

__all__ = ["EventsApi"]
