"""One call: client, envelope, codes, limits, patience; knows no Singer and no streams."""
