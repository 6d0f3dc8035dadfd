-- Of what the commissioning case assumes, the limits enclose the figure, no share is
-- above the whole, no horizon longer than the 30 years that are worked out, and nothing
-- is below nil but the effect of what may do harm.
{%- set assumptions = [
    ('interventions', 'intervention_id', 'reach', '', 0, 1),
    ('interventions', 'intervention_id', 'effect', '', -1, 1),
    ('interventions', 'intervention_id', 'unit_cost', '_gbp', 0, 'null'),
    ('late_costs', "risk || ' ' || cost_id", 'quantity', '', 0, 'null'),
    ('late_costs', "risk || ' ' || cost_id", 'years', '', 0, 'null'),
    ('case_assumptions', 'assumption', 'value', '', 0,
        "case assumption when 'horizon_years' then 30 when 'discount_rate' then 1 end"),
] %}
with assumptions as (
    {%- for seed, of_row, assumption, unit, least, most in assumptions %}
    select
        '{{ seed }}' as seed,
        {{ of_row }} as of_row,
        '{{ assumption }}{{ unit }}' as assumption,
        {{ assumption }}{{ unit }} as figure,
        {{ assumption }}_low{{ unit }} as low,
        {{ assumption }}_high{{ unit }} as high,
        {{ least }} as least_allowed,
        {{ most }} as most_allowed
    from {{ ref(seed) }}
    union all
    {%- endfor %}
    select
        'interventions' as seed,
        intervention_id as of_row,
        'delay_years' as assumption,
        delay_years as figure,
        delay_years as low,
        delay_years as high,
        0 as least_allowed,
        null as most_allowed
    from {{ ref('interventions') }}
)

select
    seed,
    of_row,
    assumption,
    figure,
    low,
    high
from assumptions
where
    least_allowed > low
    or low > figure
    or figure > high
    or high > most_allowed
