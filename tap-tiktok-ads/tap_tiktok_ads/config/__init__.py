"""Settings: what there is to set, read and checked; what one does stands where it is used."""
