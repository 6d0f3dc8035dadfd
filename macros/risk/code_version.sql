{#- The version of the project's code, settings and seeds, as 12 hexadecimal digits. -#}
{% macro code_version() %}
    {% if not execute or var('is_lint_run', false) %}
        {{ return('000000000000') }}
    {% endif %}
    {{ return(run_query("select code_version()").rows[0][0]) }}
{% endmacro %}
