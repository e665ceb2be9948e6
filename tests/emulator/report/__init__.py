"""`GET /report/integrated/get/`: from the query to rows of text."""
