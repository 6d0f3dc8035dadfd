with features as (
    {{ feature_rows([
        'school_readiness',
        'domestic_abuse_escalation',
        'violence_and_vulnerability',
        'unnecessary_ae',
        'school_exclusion',
        'falls',
    ]) }}
)

select * from features
