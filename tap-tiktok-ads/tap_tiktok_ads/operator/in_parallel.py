"""One question to each of many, as many under way as the settings allow."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from tap_tiktok_ads.errors import RunFailed, Throttled, TikTokError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tap_tiktok_ads.run import Run

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


def in_parallel(run: Run, ask: Callable[[Asked], Answer], asked: Iterable[Asked]) -> list[Answer]:
    """Return the answers in the order of what is asked; the first error ends all.

    After an error the threads end by themselves: the caller closes the run, and so their waits.
    """
    workers = ThreadPoolExecutor(run.settings.max_concurrent_requests)
    try:
        return list(workers.map(ask, asked))
    finally:
        workers.shutdown(wait=False, cancel_futures=True)


def answer_or_refusal(ask: Callable[[], Answer]) -> Answer | TikTokError:
    """Return the answer, or why TikTok refuses this one.

    Raises:
        TikTokError: nothing else would be answered either.
    """
    try:
        return ask()
    except (RunFailed, Throttled, Unavailable):
        raise
    except TikTokError as error:
        return error
