"""The pixels of the advertisers: their list and the statistics of their events."""
