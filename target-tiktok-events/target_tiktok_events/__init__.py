"""Singer target for the TikTok Events API."""
