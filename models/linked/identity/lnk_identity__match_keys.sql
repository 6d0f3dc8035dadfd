with listed as (
    {% for key in match_keys() %}
    {% set numbers = key.fields | select('in', number_fields()) | list %}
    {{ 'union all' if not loop.first }}
    select
        cast({{ loop.index }} as smallint) as match_pass,
        '{{ key.name }}' as match_key,
        cast({{ 2 ** loop.index0 }} as bigint) as key_bit,
        {{ key.certain | lower }} as is_certain,
        {{ (numbers | length > 0) | lower }} as is_of_number,
        {{ "'" ~ key.name ~ "'" if key.fields == numbers else 'cast(null as varchar)' }}
            as number_name
    {% endfor %}
)

select * from listed
