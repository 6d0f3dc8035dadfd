-- Special categories need a condition of article 9, offences one of article 10.
select
    sharing_protocols.protocol_id,
    listed.data_kind,
    count(*) as column_count
from {{ ref('sharing_protocol_columns') }} as listed
inner join {{ ref('sharing_protocols') }} as sharing_protocols
    on listed.protocol_id = sharing_protocols.protocol_id
where
    (
        listed.data_kind = 'special_category'
        and sharing_protocols.special_category_condition is null
    )
    or (
        listed.data_kind = 'criminal_offence'
        and sharing_protocols.criminal_offence_condition is null
    )
group by sharing_protocols.protocol_id, listed.data_kind
