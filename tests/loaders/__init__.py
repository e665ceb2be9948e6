"""What loaders make of the tap's columns: asked of the loaders themselves, kept in the docs."""
