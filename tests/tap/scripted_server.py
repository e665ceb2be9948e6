"""A real HTTP server on loopback that answers what a test tells it to, byte by byte."""

from __future__ import annotations

import json
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from typing_extensions import Self


class Asked(NamedTuple):
    """A request as it arrived."""

    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    port: int


class Answer(NamedTuple):
    """What goes out; `content_length` may promise more than the body holds."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = {}
    content_length: int | None = None
    reset: bool = False


def envelope(code: Any = 0, message: str = "OK", data: Any = None, **more: Any) -> Answer:
    """An answer in TikTok's envelope."""
    content = {"code": code, "message": message, "request_id": "r-1", "data": data or {}, **more}
    return Answer(json.dumps(content).encode())


class ScriptedServer:
    """Gives the scripted answers in turn, the last one for ever; use as a context manager."""

    def __init__(self, *answers: Answer | Callable[[Asked], Answer]) -> None:
        self._answers = list(answers)
        self._lock = threading.Lock()
        self.asked: list[Asked] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # headers and body in one packet: no waiting for acknowledgements
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                owner._answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        query, port = dict(parse_qsl(parts.query)), handler.client_address[1]
        asked = Asked(parts.path, query, dict(handler.headers), port)
        with self._lock:
            self.asked.append(asked)
            answer = self._answers[0] if len(self._answers) == 1 else self._answers.pop(0)
        if callable(answer):
            answer = answer(asked)
        if answer.reset:
            _reset(handler.connection)
            handler.close_connection = True
            return
        length = len(answer.body) if answer.content_length is None else answer.content_length
        handler.send_response(answer.status)
        for name, value in {"Content-Length": str(length), **answer.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(answer.body)
        if length != len(answer.body):
            handler.close_connection = True


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
