{#- Everything that staging does to a dataset, derived from its sources.yml: one row per
    record, names become tokens, attributes become typed values.

    partner, dataset: as in sources.yml.

    Columns of the result:
      record_token, known_on (first delivery that carried the record), last_delivered_on,
      closed_on (snapshots: the first delivery without it, else NULL);
      identity_token, birth_year, birth_month, sex, address_token, uprn_token, lsoa_code,
      placed_by ('uprn', 'postcode' or NULL) where the dataset holds people, and
      match_tokens on the first record of each identity;
      mother_identity_token, mother_birth_year, mother_birth_month, mother_match_tokens on
      rows with a mother;
      lsoa_code, placed_by where it holds a place without people;
      <dataset>_record_token for a key into another dataset;
      <group>_token for the part of a key that records share (`groups: <group>`);
      every attribute under its name; value_faults, column:kind with blanks between.
    A later row with the same key replaces an earlier one, within a file too. -#}
{% macro staged_records(partner, dataset) -%}
{%- if not execute or var('is_lint_run', false) -%}
    {#- While dbt parses the graph is not there yet: it only needs to know what is read.
        The linter is shown what an analyst wrote, not what is made of it. -#}
    {%- do ref('stg_reference__postcodes') -%}
    {%- do ref('stg_reference__uprns') -%}
    {%- do source('landing', 'files') -%}
    select * from {{ source(partner, dataset) }}
{%- else -%}
{%- set node = source_node(partner, dataset) -%}
{%- set keys = key_columns(node) -%}
{%- set is_snapshot = node.config.meta.delivery == 'snapshot' -%}
{%- set slots = {} -%}
{%- for person in ('self', 'mother', 'none') -%}
    {%- set fields = identity_fields(node, person) -%}
    {%- if 'surname' in fields or 'initials' in fields or (person == 'none' and fields) -%}
        {%- do slots.update({person: fields}) -%}
    {%- endif -%}
{%- endfor -%}
{%- set attributes = {} -%}
{%- for column in node.columns.values() if column.config.meta.type -%}
    {%- do attributes.update({column.name: parse_attribute(column.name, column.config.meta)}) -%}
{%- endfor -%}
    with delivered as (
        {{ delivered_rows(partner, dataset) }}
    ),

    newest as (
        select
            *,
            min(delivery_date) over (partition by {{ keys | join(', ') }}) as known_on
        from delivered
        qualify
            row_number() over (
                partition by {{ keys | join(', ') }}
                order by delivery_date desc, file_path desc, row_number desc
            ) = 1
    ),

    {% if is_snapshot -%}
    snapshots as (
        select
            delivery_date as last_delivered_on,
            lead(delivery_date) over (order by delivery_date) as closed_on
        from (
            select distinct delivery_date
            from {{ source('landing', 'files') }}
            where
                partner = '{{ partner }}'
                and dataset = '{{ dataset }}'
                and status = 'accepted'
        ) as dates
    ),

    {% endif -%}
    {% for person, fields in slots.items() -%}
    {{ staged_people(person, fields) }},

    {% endfor -%}
    typed as (
        select
            *,
            {{ record_token(partner, dataset, keys) }} as record_token
            {%- for column in node.columns.values() if column.config.meta.refers_to %},
            {{ record_token(partner, column.config.meta.refers_to, [column.name]) }}
                as {{ column.config.meta.refers_to }}_record_token
            {%- endfor %}
            {%- for column in node.columns.values() if column.config.meta.groups %},
            {{ token(column.config.meta.groups, ["'" ~ partner ~ "'", column.name]) }}
                as {{ column.config.meta.groups }}_token
            {%- endfor %}
            {%- for name, read in attributes.items() %},
            {{ read.sql }} as read_{{ name }}
            {%- endfor %}
        from newest
    ),

    judged as (
        select
            *,
            {{ value_faults(attributes, 'read_') }} as attribute_faults
        from typed
    )

    select
        judged.record_token,
        judged.known_on,
        judged.delivery_date as last_delivered_on
        {%- if is_snapshot %},
        snapshots.closed_on
        {%- endif %}
        {%- if 'self' in slots %},
        -- a row about nobody in particular is still somebody
        coalesce(
            people_self.identity_token,
            {{ match_token(message('nobody', ['judged.record_token'])) }}
        ) as identity_token,
        people_self.birth_year,
        people_self.birth_month,
        people_self.known_sex as sex,
        people_self.address_token,
        people_self.uprn_token,
        {{ first_of_identity('people_self') }} as match_tokens
        {%- endif %}
        {%- if 'mother' in slots %},
        people_mother.identity_token as mother_identity_token,
        people_mother.birth_year as mother_birth_year,
        people_mother.birth_month as mother_birth_month,
        {{ first_of_identity('people_mother') }} as mother_match_tokens
        {%- endif %}
        {%- for person in slots if person != 'mother' %},
        people_{{ person }}.lsoa_code,
        people_{{ person }}.placed_by
        {%- endfor %}
        {%- for column in node.columns.values() if column.config.meta.refers_to %},
        judged.{{ column.config.meta.refers_to }}_record_token
        {%- endfor %}
        {%- for column in node.columns.values() if column.config.meta.groups %},
        judged.{{ column.config.meta.groups }}_token
        {%- endfor %}
        {%- for name in attributes %},
        judged.read_{{ name }} as {{ name }}
        {%- endfor %},
        nullif(concat_ws(
            ' ',
            judged.attribute_faults
            {%- for person in slots %},
            people_{{ person }}.value_faults
            {%- endfor %}
        ), '') as value_faults
    from judged
    {%- if is_snapshot %}
    left join snapshots on judged.delivery_date = snapshots.last_delivered_on
    {%- endif %}
    {%- for person, fields in slots.items() %}
    left join people_{{ person }}
        on
            {%- for read in fields.values() %}
            {{ 'and ' if not loop.first }}judged.{{ read.column }}
                is not distinct from people_{{ person }}.{{ read.column }}
            {%- endfor %}
    {%- endfor %}
{%- endif -%}
{%- endmacro %}
