"""What each stream holds: one module per stream, from which request and JSON schema derive."""
