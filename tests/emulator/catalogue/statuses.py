"""Primary statuses, buying types and other closed sets of filters."""

from __future__ import annotations

from tests.emulator.catalogue.campaign_types import BUYING_TYPES, TOP_VIEW
from tests.emulator.envelope import ApiError, parameter_error
from tests.emulator.parameters import not_acceptable

_EVERYWHERE = (
    *("STATUS_ALL", "STATUS_NOT_DELETE", "STATUS_DELETE", "STATUS_DELIVERY_OK"),
    *("STATUS_DISABLE", "STATUS_NOT_DELIVERY", "STATUS_DELIVERY_PARTIAL"),
    "STATUS_DELIVERY_CATALOG",
)
_BELOW_CAMPAIGN = ("STATUS_TIME_DONE", "STATUS_RF_CLOSED", "STATUS_FROZEN")
PRIMARY_STATUSES: dict[str, tuple[str, ...]] = {
    "campaign": _EVERYWHERE,
    "adgroup": (*_EVERYWHERE, *_BELOW_CAMPAIGN),
    "ad": (*_EVERYWHERE, *_BELOW_CAMPAIGN),
}
DEFAULT_STATUS = "STATUS_NOT_DELETE"

ADVERTISER_STATUSES = (
    *("STATUS_ENABLE", "STATUS_DISABLE", "STATUS_LIMIT", "STATUS_PENDING_CONFIRM"),
    *("STATUS_PENDING_VERIFIED", "STATUS_CONFIRM_FAIL", "STATUS_CONFIRM_FAIL_END"),
    *("STATUS_PENDING_CONFIRM_MODIFY", "STATUS_CONFIRM_MODIFY_FAIL"),
    *("STATUS_WAIT_FOR_BPM_AUDIT", "STATUS_WAIT_FOR_PUBLIC_AUTH"),
    *("STATUS_SELF_SERVICE_UNAUDITED", "STATUS_CONTRACT_PENDING"),
)


def check_buying_types(name: str, values: list[str]) -> None:
    """Let buying types pass that may be asked for together.

    Raises:
        ApiError: 40002 for an unknown one and for TopView with others.
    """
    for index, value in enumerate(values):
        if value not in BUYING_TYPES:
            raise not_acceptable(f"{name}.{index}", BUYING_TYPES)
    if TOP_VIEW in values and len(set(values)) > 1:
        raise _not_alone(name)


def _not_alone(name: str) -> ApiError:
    return parameter_error(
        f"Invalid param: '{name}'. The value '{TOP_VIEW}' cannot be combined with other enum "
        "values for this parameter. Please check and try again."
    )
