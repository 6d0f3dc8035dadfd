"""What is held about a person, by kind: for whoever asks what is held about them."""

from __future__ import annotations

from essex_data.access import found_by
from essex_data.documentation.project import Node, Project, in_words, names, one_line

HEADER = """# What is held about a person

By kind of table: every table of the vault whose rows are about one person, one record
or one household. A table is on this page when the [privacy
check](privacy.md#static-proof) finds that a column of it is, or comes of, a keyed
hash of what somebody delivered. No identifier is in them as it was delivered; what a
partner wrote into a column of free text is (the [DPIA annex](dpia_annex.md) names
these). Written by `make docs`.

*Who may see it*: those who hold `vault.key`, by `make sql` and `make held-about`
alone, each of which leaves lines in `$WAREHOUSE_ROOT/audit.log`. Nobody else, and no
reader of what is published: the marts hold no row about one person.

*From*: the partners whose records it is made of; *linkage* means that who is whom was
found with the records of all partners that may be linked.

*Kept*: years after the delivery that last carried the record, as agreed with the
partners whose records it is made of; the shortest and the longest of them. What is
older is deleted, as is who asks for it ([rights](rights.md)).
"""
ANSWER = """## Answering one person

The warehouse cannot look somebody up by name. The partner who knows the person does:

1. The partner finds the person's record in its own system, and makes its token with the link
   key from partner, dataset and business key, as [tokens](tokens.md#making-a-token) says:
   `record␟essex_police␟crimes␟42/17|1` gives 32 characters.
2. The partner sends that token, and nothing else, to the hub.
3. The hub asks the vault:

   ```console
   make held-about RECORD=84351e7386a41192585a90ac19585633 OUT=answer
   ```

   writes one CSV file for each table that holds something about that person: of every record that
   is linked to the same person, not of the one alone. Without `OUT` it prints them. `ROLE=mother`
   asks for the mother on a health-visiting record in place of the child. Only tokens, codes, months
   and areas come out; the folder can be opened by its owner alone, and is removed when the answer
   is given.
4. Each partner, who alone can, tells the person which of its records these are. Records are
   linked by likelihood: those with `match_probability` below 1 may be somebody else's, and are
   checked with the partner who delivered them before anything is disclosed. Rows about ties,
   households and a child with its mother say something of others too, which is theirs.

One record, or anything else, can be asked for by itself:

```console
make sql QUERY="select * from stg_essex_police__crimes where record_token = '84351e7386a41192585a90ac19585633'"
```
"""  # noqa: E501
KINDS = {
    "staging": (
        "Records as delivered",
        "Every version of a record: tokens in place of identifiers, codes and dates.",
    ),
    "identity": (
        "Tokens and links",
        "Which records are taken to be of one person, with how much certainty.",
    ),
    "people": (
        "People",
        "One person as all records together show it: month of birth, sex, ethnic "
        "group, where it lived.",
    ),
    "households": ("Households", "Who lived with whom, and when."),
    "timeline": ("What happened", "Dated events from all partners' records."),
    "risk": (
        "Cohorts, features and scores",
        "What a risk model reads of a child, and what it expects. It is added up by "
        "area; no decision about a person comes of it.",
    ),
    "rights": (
        "Requests and what came of them",
        "Which records were removed at somebody's request, so that they stay away.",
    ),
    "quality": ("Measurement of linkage", "Records that show how well linking works."),
}


def held_page(project: Project) -> str:
    """The page as Markdown."""
    by_kind: dict[str, list[tuple[str, Node]]] = {kind: [] for kind in KINDS}
    for key, node in project.models.items():
        if node["name"] in project.hashes:
            # a kind that has no words yet is shown all the same
            by_kind.setdefault(_kind(node), []).append((key, node))
    parts = [HEADER]
    for kind, tables in by_kind.items():
        if tables:
            title, text = KINDS.get(kind, (kind, ""))
            parts.append(f"## {title}\n\n{text}\n")
            parts.append("| table | what it holds | found by | from | kept |")
            parts.append("|---|---|---|---|---|")
            parts += [_table(project, *table) for table in tables]
            parts.append("")
    return "\n".join([*parts, ANSWER])


def _kind(node: Node) -> str:
    if node["schema"] != "linked":
        return str(node["schema"])
    return str(node["name"].split("__")[0].removeprefix("lnk_"))


def _table(project: Project, key: str, node: Node) -> str:
    own = project.purposes_of(node["name"])
    reached, foundations = project.made_of([key], own)
    sources = project.datasets_in(reached)
    told = ", ".join(dict.fromkeys(in_words(s["source_name"]) for s in sources))
    if len(told.split(", ")) > 2:
        told = "all partners"
    if foundations:
        told = f"{told}; linkage" if told else "linkage"
    # what is made of the linkage alone is made of all that is linked
    sources = sources or project.datasets_in(
        project.made_of(foundations, project.foundations)[0]
    )
    years = sorted(
        int(protocol["retention_years"])
        for source in sources
        for protocol in project.protocols_of(source)
    )
    kept = " to ".join(dict.fromkeys((str(years[0]), str(years[-1])))) if years else ""
    columns = project.columns_in(node)
    first_sentence = one_line(node["description"]).split(". ")[0].rstrip(".")
    return (
        f"| `{node['name']}` | {first_sentence} | "
        f"{names(found_by(columns)) or 'its address'} | {told} | {kept} years |"
    )
