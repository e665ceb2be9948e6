"""The sections of the page: what each is about, its charts and tables."""
