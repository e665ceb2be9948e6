"""One request and what its answer means for each event; knows no Singer and no ledger."""
