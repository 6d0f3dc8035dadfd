-- An indicator is published under protocols that the register has.
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
left join {{ ref('sharing_protocols') }} as sharing_protocols
    on named.protocol_id = sharing_protocols.protocol_id
where sharing_protocols.protocol_id is null
