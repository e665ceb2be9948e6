"""What the presets bring, as data a user could have written; reading settings stands outside."""
