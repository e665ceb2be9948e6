"""Columns of `advertisers`: `GET /advertiser/info/`.

TikTok masks the contact fields itself (`l***@****.com`). There is no modification time, so the
stream is always read whole.
"""

from __future__ import annotations

from tap_tiktok_ads.schemas.column import Column, Kind

COLUMNS: tuple[Column, ...] = (
    Column("advertiser_id", Kind.ID, "Advertiser id."),
    Column("name", Kind.TEXT, "Advertiser name."),
    Column("company", Kind.TEXT, "Company that owns the advertiser."),
    Column(
        "company_name_editable",
        Kind.BOOLEAN,
        "Whether the company name can be changed through the API. "
        "TikTok leaves out every other field when this one is asked for, so it is not.",
        requested=False,
    ),
    Column("brand", Kind.TEXT, "Brand."),
    Column("description", Kind.TEXT, "Description of the brand."),
    Column("industry", Kind.TEXT, "Industry code, for example 290303."),
    Column("status", Kind.TEXT, "STATUS_ENABLE, STATUS_DISABLE, STATUS_LIMIT and others."),
    Column("role", Kind.TEXT, "ROLE_ADVERTISER, ROLE_CHILD_ADVERTISER and others."),
    Column("rejection_reason", Kind.TEXT, "Why TikTok's review turned the advertiser down."),
    Column("currency", Kind.TEXT, "ISO 4217 code of every amount of this advertiser."),
    Column(
        "timezone",
        Kind.TEXT,
        "Time zone as set up; may be Etc/GMT+5, which means UTC-5. Prefer display_timezone.",
    ),
    Column("display_timezone", Kind.TEXT, "IANA time zone in which report days are cut."),
    Column("country", Kind.TEXT, "Country code of registration."),
    Column("language", Kind.TEXT, "Language code."),
    Column("advertiser_account_type", Kind.TEXT, "AUCTION or RESERVATION."),
    Column("balance", Kind.NUMBER, "Balance at hand, in currency."),
    Column("create_time", Kind.EPOCH, "When the advertiser was created, UTC."),
    Column("owner_bc_id", Kind.ID, "Business Center that owns it, shown to its admins only."),
    Column("contacter", Kind.TEXT, "Contact person, masked by TikTok."),
    Column("email", Kind.TEXT, "Contact e-mail, masked by TikTok."),
    Column("cellphone_number", Kind.TEXT, "Contact mobile number, masked by TikTok."),
    Column("telephone_number", Kind.TEXT, "Contact fixed-line number, masked by TikTok."),
    Column("address", Kind.TEXT, "Address."),
    Column("license_no", Kind.TEXT, "Business licence number."),
    Column("license_url", Kind.TEXT, "Preview of the business licence; the link lasts an hour."),
    Column("license_city", Kind.TEXT, "City of the business licence."),
    Column("license_province", Kind.TEXT, "Province of the business licence."),
    Column("promotion_area", Kind.TEXT, "Promotion area code; 0 when there is none."),
    Column("promotion_center_city", Kind.TEXT, "City of the promotion centre."),
    Column("promotion_center_province", Kind.TEXT, "Province of the promotion centre."),
    Column("can_use_custom_identity", Kind.BOOLEAN, "Whether ads can use a custom identity."),
    Column("ads_only_mode", Kind.BOOLEAN, "Whether Spark Ads may be shown as ads only."),
)
