"""Everything wired once (settings, store, provider, clock), and the verbs that the doors offer, one a file."""
