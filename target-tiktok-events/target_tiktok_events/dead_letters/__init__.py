"""What could not be delivered, and why, in a file; sending it again is `replay`'s."""
