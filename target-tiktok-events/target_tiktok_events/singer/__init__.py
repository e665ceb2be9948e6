"""Singer's side: lines in, sinks, STATE out; what a record means is decided in `mapping`."""
