"""Attacks on a publication: what can be told of the counts that it hides.

By linear programming (bounds) they ask between what every hidden count must lie, given
all that is shown of small areas, wards of both vintages, deprivation fifths, areas of a
user's own and the district, of indicators that count among those of others, of windows
that overlap, and of an earlier publication (attacks). The build makes them before it
publishes, and hides what would tell (protection); `make audit` makes them on what was
published.
"""
