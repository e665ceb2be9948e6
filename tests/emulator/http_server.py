"""A lean HTTP/1.1 server: one thread per connection, keep-alive, one write per response."""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading
from collections.abc import Callable
from urllib.parse import parse_qsl, unquote

from tests.emulator.delivery import Delivery, send
from tests.emulator.wire import Reply, Request

Answer = Callable[[Request, socket.socket, int], Delivery]
"""Answers a request that came over the given connection, which has the given number."""

LARGEST_HEAD = 262_144


class BadRequest(ValueError):
    """Bytes that are no HTTP request this server understands."""


class HttpServer:
    """Listens on the loopback and hands each request to `answer`."""

    def __init__(self, port: int, answer: Answer) -> None:
        self._answer = answer
        self._numbers = itertools.count(1)
        self._listener = socket.create_server(("127.0.0.1", port), backlog=128)
        self.port: int = self._listener.getsockname()[1]

    def start(self) -> None:
        """Accept connections in a thread of its own."""
        threading.Thread(target=self._accept, name="accept", daemon=True).start()

    def close(self) -> None:
        """Stop accepting; open connections end with the process."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # closed
                return
            number = next(self._numbers)
            threading.Thread(
                target=self._serve, args=(connection, number), name=f"http-{number}", daemon=True
            ).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        reader = RequestReader(connection)
        with connection, contextlib.suppress(OSError):
            while True:
                try:
                    request = reader.read()
                except BadRequest as error:
                    body = str(error).encode()
                    send(connection, Delivery(Reply(body, 400, "text/plain")))
                    return
                if request is None:
                    return
                if not send(connection, self._answer(request, connection, number)):
                    return
                if request.headers.get("connection", "").lower() == "close":
                    return


class RequestReader:
    """Reads one request after another from a connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._buffer = b""

    def read(self) -> Request | None:
        """The next request, or none when the client hung up.

        Raises:
            BadRequest: the head is too long or cannot be parsed, or the length is missing.
        """
        while (end := self._buffer.find(b"\r\n\r\n")) < 0:
            if len(self._buffer) > LARGEST_HEAD:
                raise BadRequest("request head too large")
            if not self._receive():
                return None
        head, self._buffer = self._buffer[:end], self._buffer[end + 4 :]
        method, target, headers = _parse_head(head)
        length = _body_length(headers)
        while len(self._buffer) < length:
            if not self._receive():
                return None
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        path, _, query = target.partition("?")
        return Request(method, unquote(path), parse_query(query), headers, body)

    def _receive(self) -> bool:
        received = self._connection.recv(262_144)
        self._buffer += received
        return bool(received)


def parse_query(text: str) -> dict[str, str]:
    """Decoded query parameters; of a name given twice the first counts."""
    query: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        query.setdefault(name, value)
    return query


def _parse_head(head: bytes) -> tuple[str, str, dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        raise BadRequest("malformed request line")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return parts[0], parts[1], headers


def _body_length(headers: dict[str, str]) -> int:
    if "transfer-encoding" in headers:
        raise BadRequest("chunked request bodies are not understood")
    length = headers.get("content-length", "0")
    if not length.isdigit():
        raise BadRequest("malformed Content-Length")
    return int(length)
