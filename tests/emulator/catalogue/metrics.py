"""Every metric by name."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.emulator.catalogue.app_metrics import APP
from tests.emulator.catalogue.attributes import attributes
from tests.emulator.catalogue.delivery_metrics import DELIVERY
from tests.emulator.catalogue.other_metrics import OTHER
from tests.emulator.catalogue.web_metrics import WEB

if TYPE_CHECKING:
    from tests.emulator.catalogue.metric import Metric

_ALL = (*attributes(), *DELIVERY, *APP, *WEB, *OTHER)

METRICS: dict[str, Metric] = {metric.name: metric for metric in _ALL}

DUPLICATES = [name for name, times in Counter(m.name for m in _ALL).items() if times > 1]
