-- The protocols that an indicator rests on are shared for the purpose of indicators.
with indicator_definitions as (
    select
        indicator_id,
        split(coalesce(protocol, ''), ' ') as protocols
    from {{ ref('indicator_definitions') }}
),

named as (
    select
        indicator_id,
        {{ exploded('protocols', 'protocol_id', 'place') }}
    from indicator_definitions
)

select named.*
from named
left join {{ ref('sharing_protocol_purposes') }} as shared
    on
        named.protocol_id = shared.protocol_id
        and shared.purpose_id = 'area_needs_assessment'
where shared.protocol_id is null
