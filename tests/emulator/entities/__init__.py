"""The listings: advertisers, campaigns, ad groups, ads."""
