{#- A feature: how many events of some types a person, or the people around one, had
    in a window that ends at the index date.
    Reads event_type, event_code, happened_on and index_date of the rows it aggregates;
    what became known after the index date must be gone before.
    types: a list; codes: a list of event codes, or none for all; months: the length of
    the window, or none for everything before the index date; only_where: a further
    condition, or none. -#}
{% macro event_count(types, codes=none, months=none, only_where=none) -%}
    {%- if types is string or types | length == 0 -%}
        {{ exceptions.raise_compiler_error(
            "event_count: types must be a list with at least one type of event"
        ) }}
    {%- endif -%}
    count(*) filter (
        where event_type in ('{{ types | join("', '") }}')
        {%- if codes %} and event_code in ('{{ codes | join("', '") }}'){% endif %}
        {%- if months %}
            and happened_on > index_date - interval '{{ months }}' month
        {%- endif %}
        {%- if only_where %} and {{ only_where }}{% endif %}
    )
{%- endmacro %}
