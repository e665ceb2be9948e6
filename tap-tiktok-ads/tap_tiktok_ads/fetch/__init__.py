"""Many calls: queries, windows, pages ahead, asking again; what a row means is not known."""
