from datetime import date, datetime
from typing import Any
from tests.emulator.dataset.world import Advertiser


def truth(advertiser: Advertiser, start: date, end: date, now: datetime) -> dict[str, Any]:
    return {}
