{#- The token of an identity, a 64-bit integer: all its normalised fields together,
    absent ones blank. Two records with one identity were captured with the same words.
    fields: a dict whose keys are identity fields that the query has as columns;
    prefix: what stands before the column names. NULL when no field is known. -#}
{% macro identity_token(fields, prefix='') -%}
    {%- set parts = [] -%}
    {%- set present = [] -%}
    {%- for field in identity_field_names() -%}
        {%- if field in fields -%}
            {%- do parts.append("coalesce(" ~ prefix ~ field ~ ", '')") -%}
            {%- if field not in ('postcode', 'address_line', 'uprn', 'sex') -%}
                {%- do present.append(prefix ~ field) -%}
            {%- endif -%}
        {%- else -%}
            {%- do parts.append("''") -%}
        {%- endif -%}
    {%- endfor -%}
    case
        when coalesce({{ present | join(', ') }}) is not null
            then {{ match_token(message('identity', parts)) }}
    end
{%- endmacro %}
