"""One email in, one message to each reader out, once."""
