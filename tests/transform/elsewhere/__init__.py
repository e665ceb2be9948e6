"""The models for Snowflake and BigQuery, as far as that goes without an account of theirs."""
