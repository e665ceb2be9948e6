"""Row -> record: values read, rows completed, lines written; nothing here asks TikTok."""
