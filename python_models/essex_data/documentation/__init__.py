"""Pages written from what the project says of itself.

``pages`` makes all of docs/ that no person writes, from dbt's manifest, the register of
sharing protocols and what the privacy check finds.
"""

from __future__ import annotations

from essex_data.documentation.data_flow import data_flow_page
from essex_data.documentation.dpia import dpia_page
from essex_data.documentation.held import held_page
from essex_data.documentation.project import Project, read_register
from essex_data.documentation.protocols import protocols_page
from essex_data.documentation.tables import tables_page

__all__ = ["Project", "pages", "read_register"]


def pages(project: Project) -> dict[str, str]:
    """The text of each page, by the name of its file in docs/."""
    return {
        "tables.md": tables_page(project.manifest),
        "protocols.md": protocols_page(project),
        "data_flow.md": data_flow_page(project),
        "dpia_annex.md": dpia_page(project),
        "held_about_a_person.md": held_page(project),
    }
