"""The local TikTok as a child process, for tests, demo and benchmarks."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

from tests.emulator.defaults import APP_ID, APP_SECRET, TOKEN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from typing_extensions import Self

ROOT = Path(__file__).resolve().parents[2]
STOP_SECONDS = 5.0

_open = build_opener(ProxyHandler({})).open  # a proxy of the host must not see loopback traffic


class LocalTikTok:
    """Starts `python -m tests.emulator` with the given options and stops it at the end.

    Use it as a context manager. `url` is the value of the `api_url` setting of both packages.

    Raises:
        RuntimeError: the process did not start; its error output is in the message.
    """

    def __init__(self, *options: str, env: Mapping[str, str] | None = None) -> None:
        self.token = TOKEN
        self.app_id = APP_ID
        self.app_secret = APP_SECRET
        # A file, as a full pipe that nobody reads would stop the child.
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed by stop()
        self._process = subprocess.Popen(
            # A pipe as standard input ends the child even when this process is killed.
            [sys.executable, "-m", "tests.emulator", "--watch-stdin", *options],
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        self.pid = self._process.pid
        self.url: str = self._first_line()["url"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            self.stop()

    def stop(self) -> int:
        """End the process, by force when it does not end by itself; its exit code."""
        if self._process.poll() is None:
            self._process.terminate()
        try:
            return self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()
        finally:
            for stream in (self._process.stdin, self._process.stdout, self._errors):
                if stream:
                    stream.close()

    def requests(self, path: str | None = None) -> list[dict[str, Any]]:
        """The logged API requests, oldest first; only those whose path ends in `path`."""
        query = {} if path is None else {"path": path}
        found: list[dict[str, Any]] = self.admin("GET", "requests", **query)["requests"]
        return found

    def clear_requests(self) -> None:
        """Forget the logged requests."""
        self.admin("DELETE", "requests")

    def fault(self, **fault: Any) -> None:
        """Script one fault: path, advertiser_id, page, query, skip, times, kind, when, code, ..."""
        self.admin("POST", "faults", fault)

    def clear_faults(self) -> None:
        """Drop every scripted fault, and the punishments that time-outs brought."""
        self.admin("DELETE", "faults")

    def change_answers(self, **change: Any) -> None:
        """Let answers lack something: advertiser_id, path, max_ads, unserved_rows, refused_..."""
        self.admin("POST", "answers", change)

    def set_now(self, instant: str) -> None:
        """Move the clock to an ISO 8601 instant."""
        self.admin("POST", "clock", {"now": instant})

    def forward(self, seconds: float) -> None:
        """Let so many seconds of the local TikTok's clock pass at once."""
        self.admin("POST", "clock", {"forward": seconds})

    def truth(self, advertiser_id: str, start_date: str, end_date: str) -> dict[str, Any]:
        """What the data set holds for an advertiser and local days, both ends inclusive."""
        found: dict[str, Any] = self.admin(
            "GET", "truth", advertiser_id=advertiser_id, start_date=start_date, end_date=end_date
        )
        return found

    @property
    def advertiser_ids(self) -> list[str]:
        """The advertisers of the data set, in their order."""
        found: list[str] = self.admin("GET", "advertisers")["advertiser_ids"]
        return found

    def admin(self, method: str, name: str, body: Any = None, **query: str) -> Any:
        """Call an admin path and decode its answer.

        Raises:
            RuntimeError: the local TikTok refused the call; its explanation is in the message.
        """
        url = f"{self.url}/__emulator__/{name}"
        if query:
            url += f"?{urlencode(query)}"
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = Request(url, data, headers, method=method)  # noqa: S310 - the URL is our own
        try:
            with _open(request, timeout=60) as reply:
                return json.load(reply)
        except HTTPError as error:
            with error:
                message = f"{method} {name}: {error.code} {error.read().decode()}"
            raise RuntimeError(message) from None

    def _first_line(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        try:
            address: dict[str, Any] = json.loads(line)
        except json.JSONDecodeError:
            self._process.wait(STOP_SECONDS)
            self._errors.seek(0)
            message = f"the local TikTok did not start: {line}{self._errors.read()}"
            self.stop()
            raise RuntimeError(message) from None
        return address
