"""The dimensions that split a report further: where TikTok takes them, and with which metrics.

Source: TikTok's pages "Basic reports" and "Audience reports", their tables of dimensions and of
the metrics that each accepts.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from tap_tiktok_ads.schemas.column import Column, Kind
from tap_tiktok_ads.schemas.metric import ALL_LEVELS, CAMPAIGN_AND_BELOW, Level

BASIC: Final = "BASIC"
AUDIENCE: Final = "AUDIENCE"

_REACH = frozenset({"reach", "cost_per_1000_reached", "frequency"})
_RESULT = frozenset(
    {
        *("result", "cost_per_result", "result_rate", "real_time_result"),
        *("real_time_cost_per_result", "real_time_result_rate", "secondary_goal_result"),
        *("cost_per_secondary_goal_result", "secondary_goal_result_rate"),
    }
)
_PLAIN_CORE = frozenset(
    {
        *("spend", "cpc", "cpm", "impressions", "gross_impressions", "clicks", "ctr"),
        *("conversion", "cost_per_conversion", "conversion_rate", "conversion_rate_v2"),
        *("real_time_conversion", "real_time_cost_per_conversion"),
        *("real_time_conversion_rate", "real_time_conversion_rate_v2"),
    }
)
_CORE = _PLAIN_CORE | _RESULT | _REACH
_VIDEO = frozenset(
    {
        *("video_play_actions", "video_watched_2s", "video_watched_6s", "video_views_p25"),
        *("video_views_p50", "video_views_p75", "video_views_p100", "average_video_play"),
        *("average_video_play_per_user", "engaged_view", "engaged_view_15s"),
        "organic_video_views",
    }
)
_SOCIAL = frozenset(
    {
        *("profile_visits", "profile_visits_rate", "likes", "comments", "shares", "follows"),
        "clicks_on_music_disc",
    }
)
LANDING_PAGE: Final = frozenset(
    {"total_landing_page_view", "cost_per_landing_page_view", "landing_page_view_rate"}
)
_COUNTRY_EVENTS = frozenset(
    form.format(event)
    for form in ("{}", "cost_per_{}", "{}_rate")
    for event in (
        *("app_install", "registration", "purchase", "complete_payment", "page_browse_view"),
        *("button_click", "online_consult", "form", "download_start"),
    )
)
_NARROW = _PLAIN_CORE | _VIDEO | _SOCIAL | LANDING_PAGE
_SHOP = ("onsite_", "cost_per_onsite_", "value_per_onsite_", "total_onsite_", "shop_")
_INSTANT = ("ix_", "cost_per_ix_")


class Breakdown(NamedTuple):
    """A dimension of one type of report.

    `metrics` are all that it accepts, None where it is as choosy as its report; `prefixes` begin
    further names that it accepts. `has_time` says whether rows can have a day.
    """

    name: str
    description: str
    report_type: str
    metrics: frozenset[str] | None = None
    prefixes: tuple[str, ...] = ()
    levels: frozenset[Level] = ALL_LEVELS
    has_time: bool = True

    @property
    def column(self) -> Column:
        """The column of the dimension: text, in TikTok's own words."""
        return Column(self.name, Kind.TEXT, self.description, requested=False)

    def accepts(self, metric: str) -> bool:
        """Whether TikTok takes a metric together with the dimension."""
        if self.metrics is None:
            return True
        return metric in self.metrics or metric.startswith(self.prefixes or "\0")


def _basic(name: str, description: str, **rules: object) -> Breakdown:
    return Breakdown(name, description, BASIC, **rules)  # type: ignore[arg-type]


def _audience(name: str, description: str, **rules: object) -> Breakdown:
    return Breakdown(name, description, AUDIENCE, **rules)  # type: ignore[arg-type]


BREAKDOWNS: Final = (
    _basic(
        "country_code",
        "Country, ISO 3166-1 alpha-2.",
        metrics=_CORE | _VIDEO | _SOCIAL | LANDING_PAGE | _COUNTRY_EVENTS | {"live_product_clicks"},
    ),
    _basic(
        "ad_type",
        "Kind of ad: Spark Ads or others.",
        metrics=_NARROW | {"skan_conversion", "skan_app_install"},
        levels=CAMPAIGN_AND_BELOW,
    ),
    _basic("custom_event_type", "Custom event of the website or app."),
    _basic("event_source_id", "Pixel, app or event set that the event came from."),
    _basic("page_id", "Instant page.", metrics=_PLAIN_CORE, prefixes=_INSTANT),
    _basic("component_name", "Part of an instant page.", metrics=_PLAIN_CORE, prefixes=_INSTANT),
    _basic("room_id", "Live stream.", metrics=_CORE, prefixes=_SHOP),
    _basic("post_id", "TikTok post.", metrics=_CORE | _VIDEO, prefixes=_SHOP),
    _basic("image_id", "Image of a carousel."),
    _basic("video_material_id", "Video."),
    _basic("minis_id", "Mini app."),
    _basic(
        "search_terms",
        "What people searched for.",
        metrics=frozenset(
            {
                *("spend", "cpc", "cpm", "impressions", "gross_impressions", "clicks", "ctr"),
                *("conversion", "result", "video_play_actions", "engaged_view"),
            }
        ),
    ),
    _basic("search_keyword", "Keyword that was bid on."),
    _basic("match_type", "How the keyword was matched."),
    _basic("skan_postback_sequence", "Which of SKAdNetwork's postbacks."),
    _audience("gender", "MALE, FEMALE or NONE."),
    _audience("age", "AGE_13_17, AGE_18_24 … or NONE."),
    _audience(
        "country_code",
        "Country, ISO 3166-1 alpha-2.",
        metrics=(_CORE - _REACH) | _VIDEO | _SOCIAL | LANDING_PAGE,
    ),
    _audience("province_id", "Region or province, TikTok's location id."),
    _audience("dma_id", "Designated market area in the United States."),
    _audience("language", "Language of the app."),
    _audience("platform", "Operating system."),
    _audience("placement", "TikTok, Pangle and others."),
    _audience("ac", "Kind of network."),
    _audience("interest_category", "Interest, top tier.", has_time=False),
    _audience("interest_category_tier2", "Interest, second tier.", has_time=False),
    _audience("interest_category_tier3", "Interest, third tier.", has_time=False),
    _audience("interest_category_tier4", "Interest, fourth tier.", has_time=False),
    _audience("additional_interests", "Additional interest."),
    _audience("behavior_id", "Behaviour."),
    _audience("contextual_tag", "Contextual tag."),
    _audience("device_brand_id", "Brand of the device.", has_time=False),
    _audience("audience_tags", "Audience tag.", metrics=_NARROW),
    _audience("hashtag", "Hashtag.", metrics=_NARROW),
    _audience("purchase_intention", "Purchase intention.", metrics=_NARROW),
    _audience("ad_type", "Kind of ad: Spark Ads or others.", metrics=_NARROW),
)

PAIRS: Final = (frozenset({"gender", "age"}), frozenset({"search_keyword", "match_type"}))
"""The only dimensions that go together."""


def breakdown_of(name: str, report_type: str) -> Breakdown | None:
    """Return a dimension as one type of report has it, if it has."""
    found = (one for one in BREAKDOWNS if (one.name, one.report_type) == (name, report_type))
    return next(found, None)
