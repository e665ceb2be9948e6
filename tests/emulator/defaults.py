"""The credentials that the local TikTok knows unless told otherwise."""

from __future__ import annotations

TOKEN = "local-token"  # noqa: S105 - opens nothing but the local TikTok
APP_ID = "7000000000000000001"
APP_SECRET = "local-secret"  # noqa: S105 - opens nothing but the local TikTok
PIXEL_CODE = "CEXAMPLE0PIXEL0CODE0"
AUTH_CODE = "local-auth-code"
