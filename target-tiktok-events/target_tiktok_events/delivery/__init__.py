"""Events -> outcomes, in order: batches, claim and send, report; answers are `tiktok`'s."""
