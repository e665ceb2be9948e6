"""The metrics that every daily metrics stream asks for unless told more.

Amounts are in the advertiser's currency, rates are per cent (`1.18` is 1.18 %). Conversions and
purchases count on the day of the click or view, `real_time_*` on the day they happened.
"""

from __future__ import annotations

from tap_tiktok_ads.schemas.column import Kind
from tap_tiktok_ads.schemas.metric import AD_GROUP_AND_BELOW, CAMPAIGN_AND_BELOW, Level, Metric

_AD_ONLY = frozenset({Level.AD})

_PARENTS = (
    Metric("campaign_id", Kind.ID, "Campaign.", AD_GROUP_AND_BELOW),
    Metric("campaign_name", Kind.TEXT, "Name of the campaign.", CAMPAIGN_AND_BELOW),
    Metric("adgroup_id", Kind.ID, "Ad group.", _AD_ONLY),
    Metric("adgroup_name", Kind.TEXT, "Name of the ad group.", AD_GROUP_AND_BELOW),
    Metric("ad_name", Kind.TEXT, "Name of the ad.", _AD_ONLY),
)

_CORE = (
    Metric("spend", Kind.NUMBER, "Amount spent."),
    Metric("impressions", Kind.INTEGER, "Times ads were shown."),
    Metric("clicks", Kind.INTEGER, "Clicks that led to the destination."),
    Metric("cpm", Kind.NUMBER, "Cost of 1,000 impressions."),
    Metric("cpc", Kind.NUMBER, "Cost of a click."),
    Metric("ctr", Kind.NUMBER, "Clicks per impression, per cent."),
    Metric("reach", Kind.INTEGER, "People reached that day; does not add up over rows or days."),
    Metric("frequency", Kind.NUMBER, "Impressions per person reached."),
    Metric("conversion", Kind.INTEGER, "Times the optimization event was reached."),
    Metric("cost_per_conversion", Kind.NUMBER, "Cost of a conversion."),
    Metric("conversion_rate_v2", Kind.NUMBER, "Conversions per impression, per cent."),
    Metric("real_time_conversion", Kind.INTEGER, "Conversions on the day they happened."),
    Metric("real_time_cost_per_conversion", Kind.NUMBER, "Cost of such a conversion."),
    Metric("result", Kind.INTEGER, "Times the goal of the ad group was reached."),
    Metric("cost_per_result", Kind.NUMBER, "Cost of a result."),
)

_VIDEO_VIEWS = (
    Metric("video_play_actions", Kind.INTEGER, "Times a video started, without replays."),
    Metric("video_watched_2s", Kind.INTEGER, "Times it ran for 2 seconds."),
    Metric("video_watched_6s", Kind.INTEGER, "Times it ran for 6 seconds."),
    Metric("video_views_p25", Kind.INTEGER, "Times a quarter of it ran."),
    Metric("video_views_p50", Kind.INTEGER, "Times half of it ran."),
    Metric("video_views_p75", Kind.INTEGER, "Times three quarters of it ran."),
    Metric("video_views_p100", Kind.INTEGER, "Times it ran to the end."),
    Metric("average_video_play", Kind.NUMBER, "Seconds watched per view, with replays."),
    Metric("average_video_play_per_user", Kind.NUMBER, "Seconds watched per person."),
    Metric("engaged_view", Kind.INTEGER, "Views of 6 seconds or with an interaction."),
    Metric("engaged_view_15s", Kind.INTEGER, "Views of 15 seconds or with an interaction."),
)

_ENGAGEMENT = (
    Metric("engagements", Kind.INTEGER, "All clicks, social and interactive ones too."),
    Metric("engagement_rate", Kind.NUMBER, "Engagements per impression, per cent."),
    Metric("likes", Kind.INTEGER, "Likes."),
    Metric("comments", Kind.INTEGER, "Comments."),
    Metric("shares", Kind.INTEGER, "Shares."),
    Metric("follows", Kind.INTEGER, "New followers."),
    Metric("profile_visits", Kind.INTEGER, "Visits of the profile."),
    Metric("profile_visits_rate", Kind.NUMBER, "Profile visits per impression, per cent."),
    Metric("clicks_on_music_disc", Kind.INTEGER, "Clicks on the music."),
    Metric("clicks_on_hashtag_challenge", Kind.INTEGER, "Clicks on the hashtag challenge."),
    Metric("duet_clicks", Kind.INTEGER, "Clicks on duet."),
    Metric("stitch_clicks", Kind.INTEGER, "Clicks on stitch."),
    Metric("sound_usage_clicks", Kind.INTEGER, "Clicks on use this sound."),
    Metric("anchor_clicks", Kind.INTEGER, "Clicks on anchors."),
    Metric("anchor_click_rate", Kind.NUMBER, "Anchor clicks per impression, per cent."),
)

_WEB_PURCHASES = (
    Metric("complete_payment", Kind.INTEGER, "Purchases on the website."),
    Metric("cost_per_complete_payment", Kind.NUMBER, "Cost of a website purchase."),
    Metric("complete_payment_rate", Kind.NUMBER, "Website purchases per click, per cent."),
    Metric("value_per_complete_payment", Kind.NUMBER, "Value of a website purchase."),
    Metric(
        "total_complete_payment_rate",
        Kind.NUMBER,
        "Total value of website purchases: an amount, in spite of TikTok's name for it.",
    ),
    Metric("complete_payment_roas", Kind.NUMBER, "Value of website purchases per amount spent."),
)

_APP_PURCHASES = (
    Metric("purchase", Kind.INTEGER, "People who purchased in the app."),
    Metric("cost_per_purchase", Kind.NUMBER, "Cost of such a person."),
    Metric("purchase_rate", Kind.NUMBER, "Such people per click, per cent."),
    Metric("total_purchase", Kind.INTEGER, "Purchases in the app."),
    Metric("cost_per_total_purchase", Kind.NUMBER, "Cost of an app purchase."),
    Metric("value_per_total_purchase", Kind.NUMBER, "Value of an app purchase."),
    Metric("total_purchase_value", Kind.NUMBER, "Total value of app purchases."),
    Metric("total_active_pay_roas", Kind.NUMBER, "Value of app purchases per amount spent."),
)

DEFAULT_METRICS: tuple[Metric, ...] = (
    *_PARENTS,
    *_CORE,
    *_VIDEO_VIEWS,
    *_ENGAGEMENT,
    *_WEB_PURCHASES,
    *_APP_PURCHASES,
)
"""Every default metric, in the order of the columns. The web and the app leg never mix."""
