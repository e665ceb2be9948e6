"""`python -m tests.emulator`: starts a local TikTok and prints where it listens."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading

from tests.emulator.options import build_parser, parse
from tests.emulator.server import build_server


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM, SIGINT or, with --watch-stdin, the end of standard input."""
    options = parse(build_parser(), arguments)
    server = build_server(options)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if options.watch_stdin:
        threading.Thread(target=_wait_for_end, args=(stop,), daemon=True).start()
    server.start()
    address = {"url": f"http://127.0.0.1:{server.port}", "port": server.port, "pid": os.getpid()}
    sys.stdout.write(json.dumps(address) + "\n")
    sys.stdout.flush()
    stop.wait()
    server.close()
    return 0


def _wait_for_end(stop: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    stop.set()


if __name__ == "__main__":
    sys.exit(main())
