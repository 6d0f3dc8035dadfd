{#- What a `from` reads to have the rows of a seed of the register, every value as text,
    from its file: what is written there holds for this run, also where the vault has an
    older copy or none.
    seed: its name. -#}
{% macro registered_rows(seed) -%}
    {%- set node = graph.nodes['seed.essex_data.' ~ seed] -%}
    {{ csv_rows(node.root_path ~ '/' ~ node.original_file_path) }}
{%- endmacro %}
