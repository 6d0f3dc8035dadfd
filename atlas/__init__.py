"""The pages that people look at, drawn from the published marts alone."""
