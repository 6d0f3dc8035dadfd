with promises as (
    {% for partner, dataset in datasets() %}
    {%- set promise = promise_of(partner, dataset) if execute else {} %}
    {{ 'union all' if not loop.first }}
    select
        '{{ partner }}' as partner,
        '{{ dataset }}' as dataset,
        '{{ promise.delivery }}' as delivery,
        '{{ promise.owner }}' as owner_role,
        cast('{{ promise.days }}' as integer) as promised_days
    {% endfor %}
)

select * from promises
