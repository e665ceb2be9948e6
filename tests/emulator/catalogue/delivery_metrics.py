"""Metrics of delivery, video and engagement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.emulator.catalogue.metric import (
    CLICKS,
    IMPRESSIONS,
    SPEND,
    Absent,
    Basis,
    Column,
    Count,
    Metric,
    Money,
    Ratio,
    cost_per,
    percent,
    share_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAYS = Column(Basis.PLAYS)
WATCH_TIME = Column(Basis.WATCH_TIME)
CONVERSIONS = Column(Basis.CONVERSIONS)
CONVERSIONS_NOW = Column(Basis.CONVERSIONS_NOW)
RESULTS = Column(Basis.RESULTS)
RESULTS_NOW = Column(Basis.RESULTS_NOW)
DEEP_RESULTS = Column(Basis.DEEP_RESULTS)
REACH = Column(Basis.REACH)

CORE = (
    Metric("spend", Money(SPEND), audience=True),
    Metric("cpc", cost_per(CLICKS), audience=True),
    Metric("cpm", Ratio(SPEND, IMPRESSIONS, 1000, 100, money=True), audience=True),
    Metric("impressions", Count(IMPRESSIONS), audience=True),
    Metric("gross_impressions", Count(Column(Basis.IMPRESSIONS, 10_300)), audience=True),
    Metric("clicks", Count(CLICKS), audience=True),
    Metric("ctr", percent(CLICKS, IMPRESSIONS), audience=True),
    Metric("conversion", Count(CONVERSIONS), audience=True),
    Metric("cost_per_conversion", cost_per(CONVERSIONS), audience=True),
    Metric("conversion_rate", percent(CONVERSIONS, CLICKS), audience=True),
    Metric("conversion_rate_v2", percent(CONVERSIONS, IMPRESSIONS), audience=True),
    Metric("real_time_conversion", Count(CONVERSIONS_NOW), audience=True),
    Metric("real_time_cost_per_conversion", cost_per(CONVERSIONS_NOW), audience=True),
    Metric("real_time_conversion_rate", percent(CONVERSIONS_NOW, CLICKS), audience=True),
    Metric("real_time_conversion_rate_v2", percent(CONVERSIONS_NOW, IMPRESSIONS), audience=True),
    Metric("result", Count(RESULTS), audience=True),
    Metric("cost_per_result", cost_per(RESULTS, 4), audience=True),
    Metric("result_rate", percent(RESULTS, IMPRESSIONS), audience=True),
    Metric("real_time_result", Count(RESULTS_NOW), audience=True),
    Metric("real_time_cost_per_result", cost_per(RESULTS_NOW, 4), audience=True),
    Metric("real_time_result_rate", percent(RESULTS_NOW, IMPRESSIONS), audience=True),
    Metric("reach", Count(REACH)),
    Metric("cost_per_1000_reached", Ratio(SPEND, REACH, 1000, 100, money=True)),
    Metric("frequency", Ratio(IMPRESSIONS, REACH)),
    Metric("secondary_goal_result", Count(DEEP_RESULTS)),
    Metric("cost_per_secondary_goal_result", cost_per(DEEP_RESULTS)),
    Metric("secondary_goal_result_rate", percent(DEEP_RESULTS, IMPRESSIONS)),
    Metric("billed_cost", Money(Column(Basis.SPEND, 9_500))),
    Metric("cash_spend", Money(Column(Basis.SPEND, 9_000))),
    Metric("voucher_spend", Money(Column(Basis.SPEND, 1_000))),
)

VIDEO = (
    Metric("video_play_actions", Count(PLAYS), audience=True),
    Metric("video_watched_2s", Count(Column(Basis.PLAYS, 4_200)), audience=True),
    Metric("video_watched_6s", Count(Column(Basis.PLAYS, 1_900)), audience=True),
    Metric("video_views_p25", Count(Column(Basis.PLAYS, 3_100)), audience=True),
    Metric("video_views_p50", Count(Column(Basis.PLAYS, 1_700)), audience=True),
    Metric("video_views_p75", Count(Column(Basis.PLAYS, 900)), audience=True),
    Metric("video_views_p100", Count(Column(Basis.PLAYS, 500)), audience=True),
    Metric("average_video_play", Ratio(WATCH_TIME, PLAYS, 1, 100), audience=True),
    Metric("average_video_play_per_user", Ratio(WATCH_TIME, REACH, 1, 100)),
    Metric("engaged_view", Count(Column(Basis.PLAYS, 2_000))),
    Metric("engaged_view_15s", Count(Column(Basis.PLAYS, 800))),
    Metric("organic_video_views", Count(Column(Basis.PLAYS, 300))),
)

FOCUSED_VIEW = tuple(
    Metric(name, Count(Column(Basis.PLAYS, share_of(name))))
    for name in (
        "paid_engaged_view",
        "paid_engaged_view_15s",
        "paid_engagement_engaged_view",
        "paid_engagement_engaged_view_15s",
    )
)

_ENGAGEMENT_COUNTS = {
    "profile_visits": 120,
    "likes": 180,
    "comments": 12,
    "shares": 9,
    "follows": 15,
    "clicks_on_music_disc": 4,
}
_BASIC_ENGAGEMENT_COUNTS = {
    "engagements": 420,
    "duet_clicks": 2,
    "stitch_clicks": 1,
    "sound_usage_clicks": 3,
    "anchor_clicks": 25,
    "clicks_on_hashtag_challenge": 1,
    "tt_playlist_visit": 6,
    "earned_page_video_views": 30,
    "earned_page_video_views_p100": 5,
    "earned_page_clicks": 8,
    "new_consideration": 11,
    "live_views": 7,
    "live_unique_views": 6,
    "live_effective_views": 3,
    "live_product_clicks": 2,
    "interactive_add_on_impressions": 90,
    "interactive_add_on_destination_clicks": 10,
    "interactive_add_on_activity_clicks": 12,
    "interactive_add_on_option_a_clicks": 5,
    "interactive_add_on_option_b_clicks": 4,
    "countdown_sticker_recall_clicks": 1,
    "single_image_impressions": 2_000,
    "ix_video_views": 60,
    "ix_video_views_p25": 40,
    "ix_video_views_p50": 25,
    "ix_video_views_p75": 14,
    "ix_video_views_p100": 9,
    "ix_page_view_count": 40,
    "ix_button_click_count": 13,
    "ix_product_click_count": 8,
}
_RATES_OF_IMPRESSIONS = {
    "profile_visits_rate": "profile_visits",
    "engagement_rate": "engagements",
    "anchor_click_rate": "anchor_clicks",
    "tt_playlist_visit_rate": "tt_playlist_visit",
    "single_image_impression_rate": "single_image_impressions",
    "single_image_ctr": "anchor_clicks",
    "new_consideration_rate": "new_consideration",
}
_COSTS = {
    "cost_per_consideration": "new_consideration",
    "cost_per_new_consideration": "new_consideration",
    "cost_per_ix_page_view_count": "ix_page_view_count",
    "cost_per_ix_button_click_count": "ix_button_click_count",
    "cost_per_ix_product_click_count": "ix_product_click_count",
}
_RATES_OF_CLICKS = {
    "ix_page_view_count_rate": "ix_page_view_count",
    "ix_button_click_count_rate": "ix_button_click_count",
    "ix_product_click_count_rate": "ix_product_click_count",
}
_NEVER = ("ix_page_duration_avg", "ix_page_viewrate_avg", "ix_average_video_play")
_AUDIENCE_RATES = frozenset({"profile_visits_rate"})


def engagement() -> Iterator[Metric]:
    """Social, click, live and interactive metrics, all shares of the impressions."""
    shares = {**_ENGAGEMENT_COUNTS, **_BASIC_ENGAGEMENT_COUNTS}
    columns = {name: Column(Basis.IMPRESSIONS, share) for name, share in shares.items()}
    for name, column in columns.items():
        yield Metric(name, Count(column), audience=name in _ENGAGEMENT_COUNTS)
    for name, of in _RATES_OF_IMPRESSIONS.items():
        rate = percent(columns[of], IMPRESSIONS)
        yield Metric(name, rate, audience=name in _AUDIENCE_RATES)
    for name, of in _RATES_OF_CLICKS.items():
        yield Metric(name, percent(columns[of], CLICKS))
    for name, of in _COSTS.items():
        yield Metric(name, cost_per(columns[of]))
    for name in _NEVER:
        yield Metric(name, Absent())


DELIVERY: tuple[Metric, ...] = (*CORE, *VIDEO, *FOCUSED_VIEW, *engagement())
