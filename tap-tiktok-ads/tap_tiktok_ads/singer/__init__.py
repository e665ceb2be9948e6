"""Singer's side: messages out, and all that leans on the SDK's insides; no streams."""
