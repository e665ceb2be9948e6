"""What `make demo` runs: a local TikTok, an embedded PostgreSQL, and Meltano between them."""
