-- an indicator that the catalogue calls a part of another counts no more than that one
-- anywhere: the attack on a publication holds them against each other
with observations as (
    select * from {{ ref('lnk_indicators__observations') }}
),

indicator_definitions as (
    select * from {{ ref('indicator_definitions') }}
)

select
    parts.indicator_id,
    parts.lsoa_code,
    parts.period_start_on
from indicator_definitions
inner join observations as parts
    on indicator_definitions.indicator_id = parts.indicator_id
inner join observations as wholes
    on
        indicator_definitions.part_of = wholes.indicator_id
        and parts.lsoa_code = wholes.lsoa_code
        and parts.period_start_on >= wholes.period_start_on
        and parts.period_end_on <= wholes.period_end_on
where parts.numerator > wholes.numerator
