with candidates as (
    select * from {{ ref('lnk_identity__candidates') }}
),

facts as (
    select * from {{ ref('lnk_identity__group_facts') }}
),

compared as (
    select
        candidates.one_group,
        candidates.other_group,
        candidates.match_pass,
        candidates.agreeing_keys,
        {{ agreement_levels('candidates', 'one', 'other') }}
    from candidates
    inner join facts as one on candidates.one_group = one.group_token
    inner join facts as other on candidates.other_group = other.group_token
),

named as (
    select
        *,
        concat_ws(
            ', '
            {%- for column in level_columns() %},
            '{{ column | replace("_level", " ") | replace("_", " ") }}' || {{ column }}
            {%- endfor %}
        ) as agreement
    from compared
)

select * from named
