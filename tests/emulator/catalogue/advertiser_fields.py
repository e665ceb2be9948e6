"""Fields of `/advertiser/info/` with the value most advertisers have."""

from __future__ import annotations

from typing import Any

EDITABLE = "company_name_editable"

ADVERTISER_FIELDS: dict[str, Any] = {
    "advertiser_id": "",
    "name": "",
    "status": "STATUS_ENABLE",
    "role": "ROLE_ADVERTISER",
    "company": "",
    EDITABLE: None,
    "currency": "",
    "timezone": "",
    "display_timezone": "",
    "country": "",
    "language": "",
    "industry": "290303",
    "advertiser_account_type": "AUCTION",
    "balance": 0,
    "create_time": 0,
    "contacter": "J**n",
    "email": "j***@****.com",
    "cellphone_number": "+49*******12",
    "telephone_number": "",
    "address": "",
    "brand": "",
    "description": "",
    "license_no": "",
    "license_url": None,
    "license_city": None,
    "license_province": None,
    "promotion_area": "0",
    "promotion_center_city": None,
    "promotion_center_province": None,
    "rejection_reason": "",
    "owner_bc_id": None,
    "can_use_custom_identity": True,
    "ads_only_mode": False,
}
