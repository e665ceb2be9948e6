"""Where the repository is published: the one place of its address.

Until it is, the address is a placeholder. `make settings` writes it wherever it is needed.
"""

REPOSITORY = "https://github.com/adloop/adloop"
