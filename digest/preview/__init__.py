"""The door for editors who would rather see than type: a page on this machine, `digest preview`."""
