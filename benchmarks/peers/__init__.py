"""The peers that matching is measured beside, each in a process of its own."""
