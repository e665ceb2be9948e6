"""The tables of the page: which figures of which dataset, in the field's words."""
