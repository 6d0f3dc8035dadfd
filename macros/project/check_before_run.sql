{#- First hook of every run: stops before anything is written when the run could not
    be trusted or no sharing protocol allows it, and names each delivered file that is
    refused. -#}
{% macro check_before_run() %}
    {% if execute %}
        {# The linter's SQL leaves out what makes tokens of names. #}
        {% if var('is_lint_run', false) %}
            {{ exceptions.raise_compiler_error(
                "The run did not start.\n- The variable is_lint_run is the linter's: with "
                ~ "it names would be stored. Run dbt without it."
            ) }}
        {% endif %}
        {% set problems = run_query(
            "select problem from memory.landing.problems"
        ).columns[0].values() | list %}
        {% for found in protocol_findings() %}
            {% if found.stops_the_run %}
                {% do problems.append(found.finding) %}
            {% else %}
                {{ log(found.finding, info=true) }}
            {% endif %}
        {% endfor %}
        {% if problems | length > 0 %}
            {{ exceptions.raise_compiler_error(
                "The run did not start.\n- " ~ problems | join("\n- ")
            ) }}
        {% endif %}
        {% for refusal in refused_files() %}
            {{ log(refusal, info=true) }}
        {% endfor %}
    {% endif %}
    {{ return('') }}
{% endmacro %}
