"""What TikTok calls the permissions that an advertiser grants, and the paths that each opens."""

from __future__ import annotations

SCOPES: dict[str, tuple[str, ...]] = {
    "Ad Account Management > Ad Account Information > Read": ("/advertiser/info/",),
    "Ads Management > Campaign > Read Campaigns": ("/campaign/get/",),
    "Ads Management > Ad Group > Read": ("/adgroup/get/",),
    "Ads Management > Ad > Read Ads": ("/ad/get/", "/smart_plus/ad/get/"),
    "Reporting > Consolidated Report": ("/report/integrated/get/",),
    "Pixel Management > Read Pixels": ("/pixel/list/",),
    "Pixel Management > Pixel Level Reporting": ("/pixel/event/stats/",),
}
"""Of the paths that are served here. `/oauth2/advertiser/get/` names no advertiser to refuse."""
