{#- Everything that is read of a dataset's files, derived from its sources.yml: one row
    per record of each file, names become tokens, attributes become typed values. The
    model is incremental: a row never changes, a refresh reads new files only, and match
    keys are made only for identities that no earlier row had.

    partner, dataset: as in sources.yml.

    Columns of the result:
      delivered_in (<YYYY-MM-DD>/<file name>, in the order of delivery), file_sha256,
      staged_with (see essex_data.staging), record_token;
      identity_token, birth_year, birth_month, sex, address_token, uprn_token, lsoa_code,
      placed_by ('uprn', 'postcode' or NULL) where the dataset holds people, and
      match_tokens on the first row of each identity;
      mother_identity_token, mother_birth_year, mother_birth_month, mother_match_tokens on
      rows with a mother;
      lsoa_code, placed_by where it holds a place without people;
      <dataset>_record_token for a key into another dataset;
      <group>_token for the part of a key that records share (`groups: <group>`);
      every attribute under its name; value_faults, column:kind with blanks between;
      content_hash, which two rows of a record share that say the same.
    A row about somebody who was removed at their request holds nothing but its file.
    A later row of a file with the same key replaces an earlier one. Files that a partner
    pseudonymised at source come in beside the others. -#}
{% macro tokenised_rows(partner, dataset) -%}
{{ config(
    materialized='incremental', incremental_strategy='append', contract={'enforced': false}
) }}
{%- if not execute or var('is_lint_run', false) -%}
    {#- While dbt parses the graph is not there yet: it only needs to know what is read.
        The linter is shown what an analyst wrote, not what is made of it. -#}
    {%- do ref('stg_reference__postcodes') -%}
    {%- do ref('stg_reference__uprns') -%}
    {#- so that what is staged is counted once, whatever is selected after it -#}
    {%- do ref('stg_landing__files') -%}
    {%- do ref('stg_landing__link_key') -%}
    select * from {{ source(partner, dataset) }}
{%- elif is_incremental() and not has_new_files(partner, dataset) -%}
    select * from {{ this }} where 1 = 0
{%- else -%}
{%- set node = source_node(partner, dataset) -%}
{%- set keys = key_columns(node) -%}
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
{%- set columns = tokenised_columns(node, slots) -%}
{#- a request is what finds them, and stays -#}
{%- set leaves_out = partner != 'rights' and has_removed_people() -%}
    with delivered as (
        {{ delivered_rows(partner, dataset, only_new=is_incremental()) }}
    ),

    newest_of_file as (
        select *
        from delivered
        {%- if has_replaced_rows(partner, dataset) %}
        qualify
            row_number() over (
                partition by delivered_in, {{ keys | join(', ') }}
                order by row_number desc
            ) = 1
        {%- endif %}
    ),

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
        from newest_of_file
    ),

    judged as (
        select
            *,
            {{ value_faults(attributes, 'read_') }} as attribute_faults
        from typed
    ),

    tokenised as (
        select
            judged.delivered_in,
            judged.file_sha256,
            judged.staged_with,
            judged.record_token
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
            case
                when judged.row_number = people_self.first_row_number
                    then people_self.match_tokens
            end as match_tokens
            {%- endif %}
            {%- if 'mother' in slots %},
            people_mother.identity_token as mother_identity_token,
            people_mother.birth_year as mother_birth_year,
            people_mother.birth_month as mother_birth_month,
            case
                when judged.row_number = people_mother.first_row_number
                    then people_mother.match_tokens
            end as mother_match_tokens
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
        {%- for person, fields in slots.items() %}
        left join people_{{ person }}
            on
                {%- for read in fields.values() %}
                {{ 'and ' if not loop.first }}judged.{{ read.column }}
                    is not distinct from people_{{ person }}.{{ read.column }}
                {%- endfor %}
        {%- endfor %}
    ),

    -- what a partner pseudonymised at source
    tokenised_at_source as (
        select
            delivered_in,
            file_sha256,
            staged_with
            {%- for column in columns %},
            {{ column }}
            {%- endfor %}
        from {{ source(partner, dataset).incorporate(path={
            'identifier': dataset ~ '__tokens' ~ ('__new' if is_incremental() else '')
        }) }}
        where record_token is not null
        qualify
            row_number() over (
                partition by delivered_in, record_token order by row_number desc
            ) = 1
    ),

    all_rows as (
        select * from tokenised
        union all
        select * from tokenised_at_source
    ){% if leaves_out %},

    {{ rows_without_removed_people(partner, dataset, columns) }}
    {%- endif %}

    select
        *,
        md5(concat_ws(
            '|'
            {%- for column in columns
                if column not in ('record_token', 'match_tokens', 'mother_match_tokens', 'value_faults') %},
            coalesce(cast({{ column }} as varchar), '')
            {%- endfor %}
        )) as content_hash
    from {{ 'kept_rows' if leaves_out else 'all_rows' }}
{%- endif -%}
{%- endmacro %}
