{#- The risks of the register that have models, in order. -#}
{% macro risk_names() %}
    {{ return([
        'school_readiness',
        'domestic_abuse_escalation',
        'violence_and_vulnerability',
        'unnecessary_ae',
        'school_exclusion',
        'falls',
    ]) }}
{% endmacro %}
