{#- First hook of every run: stops before anything is written when the run could not
    be trusted, and names each delivered file that is refused. -#}
{% macro check_before_run() %}
    {% if execute %}
        {% set problems = run_query(
            "select problem from memory.landing.problems"
        ).columns[0].values() %}
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
