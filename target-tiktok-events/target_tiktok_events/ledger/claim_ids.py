"""Who holds a claim, and whether that process may still be sending."""

from __future__ import annotations

import itertools
import os
import socket
import uuid
from typing import Final

# The process id alone would not do: in a container every run has the same.
_PROCESS: Final = uuid.uuid4().hex[:12]
_numbers = itertools.count()


class ClaimIds:
    """Ids of this process's claims: `host:process id:token of the process:number`."""

    def __init__(self) -> None:
        self._process = f"{socket.gethostname()}:{os.getpid()}:{_PROCESS}"

    def new(self) -> str:
        """An id that no other claim has."""
        return f"{self._process}:{next(_numbers)}"

    def may_be_alive(self, claim_id: str | None) -> bool:
        """Whether the process of a claim may still be sending; on another host it may."""
        host, _, rest = (claim_id or "").partition(":")
        number, _, token = rest.partition(":")
        own_host, own_number, own_token = self._process.split(":")
        if host != own_host or not number.isdecimal():
            return True
        if number == own_number:
            return token.partition(":")[0] == own_token
        try:
            os.kill(int(number), 0)
        except ProcessLookupError:
            return False
        except OSError:
            return True
        return True
