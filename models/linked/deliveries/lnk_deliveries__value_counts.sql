with counted as (
    {% for partner, dataset in datasets() %}
    {{ 'union all' if not loop.first }}
    {{ value_counts(partner, dataset) }}
    {% endfor %}
)

select * from counted
