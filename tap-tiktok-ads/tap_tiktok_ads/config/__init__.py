"""Settings: declared once, read and checked; what one does stands where it is used."""
