{#- Everything that is stored is stored in the vault; the target's own database lives
    in memory. -#}
{% macro generate_database_name(custom_database_name=none, node=none) -%}
    {{ custom_database_name or 'vault' }}
{%- endmacro %}
