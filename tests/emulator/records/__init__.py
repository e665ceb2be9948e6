"""Objects of the data set as records of the listings."""
