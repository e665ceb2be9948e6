"""Reports as data: level, dimensions, metrics, key; nothing here asks TikTok."""
