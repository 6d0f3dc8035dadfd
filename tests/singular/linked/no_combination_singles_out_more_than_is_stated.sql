-- no table keeps a combination of quasi-identifiers that the seed does not allow, and
-- none with enough people to judge singles out more of them than it says
with uniqueness as (
    select * from {{ ref('lnk_privacy__uniqueness') }}
),

limits as (
    select * from {{ ref('uniqueness_limits') }}
)

select
    uniqueness.*,
    limits.largest_share_in_small_groups,
    limits.largest_share_alone
from uniqueness
left join limits on uniqueness.quasi_identifiers = limits.quasi_identifiers
where
    limits.quasi_identifiers is null
    or (
        uniqueness.people_count >= {{ var('fewest_judged_for_uniqueness') }}
        and (
            uniqueness.share_in_small_groups > limits.largest_share_in_small_groups
            or uniqueness.share_alone > limits.largest_share_alone
        )
    )
