"""What a run tells people: progress, and a summary at its end; it decides nothing."""
