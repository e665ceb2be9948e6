"""What was delivered, in a database, so that no event is sent twice; knows no HTTP."""
