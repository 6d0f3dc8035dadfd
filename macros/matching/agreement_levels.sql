{#- How the two sides of a pair agree, field by field: one column <field>_level each, 'exact'
    to 'different', NULL where it is not known. What the agreeing match
    keys imply, see match_fields(), and what is kept beside tokens: year and month of birth,
    sex, checked numbers.
    pairs: the alias of the pairs, with agreeing_keys and uniqueness;
    one, other: the aliases of the sides' facts, as lnk_identity__group_facts has them. -#}
{% macro agreement_levels(pairs, one, other) -%}
    {%- set same_month = one ~ '.birth_month = ' ~ other ~ '.birth_month' -%}
    {%- set same_year = one ~ '.first_birth_year <= ' ~ other ~ '.last_birth_year and '
        ~ other ~ '.first_birth_year <= ' ~ one ~ '.last_birth_year' -%}
    {%- set held = '(' ~ one ~ '.held_keys & ' ~ other ~ '.held_keys)' -%}
    {%- for field in match_fields() -%}
    case
        {%- if field.unless %}
        when ({{ held }} & {{ match_keys_with(field.unless) }}) <> 0 then null
        {%- endif %}
        {%- for level, parts in field.levels.items() %}
        when ({{ pairs }}.agreeing_keys & {{ match_keys_with(parts) }}) <> 0 then '{{ level }}'
        {%- endfor %}
        {%- if field.name == 'birth' %}
        when {{ same_year }} and {{ same_month }} then 'close'
        when ({{ same_year }}) or {{ same_month }} then 'part'
        when {{ one }}.first_birth_year is not null and {{ other }}.first_birth_year is not null
            then 'different'
        {%- else %}
        when {{ shown_difference(field, pairs ~ '.agreeing_keys', held) }}
            then 'different'
        {%- endif %}
    end as {{ field.name }}_level,
    {% endfor -%}
    case
        when {{ one }}.sex = {{ other }}.sex then 'exact'
        when {{ one }}.sex <> {{ other }}.sex then 'different'
    end as sex_level,
    {% for number in number_names() -%}
    case
        when {{ one }}.{{ number }}_token = {{ other }}.{{ number }}_token then 'exact'
        when {{ one }}.{{ number }}_token <> {{ other }}.{{ number }}_token then 'different'
    end as {{ number }}_level,
    {% endfor -%}
    case {{ pairs }}.uniqueness when 2 then 'exact' when 1 then 'close' when 0 then 'different' end
        as uniqueness_level
{%- endmacro %}
