"""The report page: what the warehouse's models say, as one HTML file that needs no network."""
