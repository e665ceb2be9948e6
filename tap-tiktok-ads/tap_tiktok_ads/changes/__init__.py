"""Which rows changed since they were emitted: digests, their store, what STATE says of it."""
