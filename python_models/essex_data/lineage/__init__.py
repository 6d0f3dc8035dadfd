"""Proves from compiled SQL that no identifier is stored as it was delivered.

``check_privacy`` follows every column of a partner's that says who or where somebody
is (roles key, id and qi in ``sources.yml``) through every model of a compiled project.
What is not known to be harmless counts as a leak: docs/privacy.md says what is shown
and what is not.
"""

from essex_data.lineage.project import Finding, Findings, check_privacy

__all__ = ["Finding", "Findings", "check_privacy"]
