"""How an answer leaves the server: whole, cut short, not at all, or as a torn connection."""

from __future__ import annotations

import select
import socket
import struct
import time
from dataclasses import dataclass
from enum import Enum
from http.client import responses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.emulator.wire import Reply

LONGEST_SILENCE = 3600.0


class Manner(Enum):
    """What happens to the bytes of an answer."""

    WHOLE = "whole"
    TRUNCATED = "truncated"
    RESET = "reset"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A reply and the manner it is sent; `seconds` is how long a silence lasts (0: for ever)."""

    reply: Reply
    manner: Manner = Manner.WHOLE
    seconds: float = 0.0


def send(connection: socket.socket, delivery: Delivery) -> bool:
    """Send an answer; true when the connection stays open for the next request."""
    if delivery.manner is Manner.RESET:
        _reset(connection)
        return False
    if delivery.manner is Manner.SILENT:
        wait_for_hang_up(connection, delivery.seconds)
        return False
    head, body = _head(delivery.reply), delivery.reply.body
    if delivery.manner is Manner.TRUNCATED:
        connection.sendall(head + body[: len(body) // 2])
        connection.shutdown(socket.SHUT_RDWR)
        return False
    _send_at_once(connection, head, body)
    return True


def wait_for_hang_up(connection: socket.socket, seconds: float) -> bool:
    """Wait until the client closes the connection; true when it did within `seconds`."""
    end = time.monotonic() + (seconds or LONGEST_SILENCE)
    while (left := end - time.monotonic()) > 0:
        readable, _, _ = select.select([connection], [], [], left)
        if readable and not connection.recv(1, socket.MSG_PEEK):
            return True
        if readable:
            time.sleep(0.01)  # the client pipelines: its bytes stay unread while we are silent
    return False


def _head(reply: Reply) -> bytes:
    lines = [
        f"HTTP/1.1 {reply.status} {responses.get(reply.status, 'Unknown')}",
        f"Content-Type: {reply.content_type}",
        f"Content-Length: {len(reply.body)}",
        *(f"{name}: {value}" for name, value in reply.headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _send_at_once(connection: socket.socket, head: bytes, body: bytes) -> None:
    """One gathering write, so that no packet waits for an acknowledgement."""
    sent = connection.sendmsg([head, body])
    if sent < len(head):
        connection.sendall(head[sent:])
        sent = len(head)
    if sent < len(head) + len(body):
        connection.sendall(memoryview(body)[sent - len(head) :])


def _reset(connection: socket.socket) -> None:
    """Close with RST instead of FIN: what a proxy does when it gives up."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
