{#- The faults of a row's values, `column:kind` with blanks between, or NULL; never a value.
    reads: a dict of what was read, as parse_attribute() and identity_fields() give it;
    prefix: what was read stands in <prefix><name of the entry>. An entry without
    `column` reads the column of its own name. -#}
{% macro value_faults(reads, prefix) -%}
    nullif(concat_ws(
        ' '
        {%- for name, read in reads.items() if read.fault %},
        case
            when {{ prefix }}{{ name }} is null and {{ read.column or name }} is not null
                {%- if read.unless %} and not {{ read.unless }}{% endif %}
                then '{{ read.column or name }}:{{ read.fault }}'
        end
        {%- endfor %}
        {%- if not reads.values() | selectattr('fault') | list %}, ''{% endif %}
    ), '')
{%- endmacro %}
