"""The public door: the pages where a reader leaves, what the provider tells us, and the published site."""
