with features as (
    {{ feature_rows(risk_names()) }}
)

select * from features
