with events as (
    select * from {{ ref('lnk_timeline__homes') }}
    union all
    select * from {{ ref('lnk_timeline__eyfs_profile') }}
    union all
    select * from {{ ref('lnk_timeline__health_visiting_reviews') }}
    union all
    select * from {{ ref('lnk_timeline__childrens_social_care_episodes') }}
    union all
    select * from {{ ref('lnk_timeline__youth_offending') }}
    union all
    select * from {{ ref('lnk_timeline__drug_alcohol_treatment') }}
    union all
    select * from {{ ref('lnk_timeline__housing_tenancies') }}
    union all
    select * from {{ ref('lnk_timeline__housing_benefit_claim_members') }}
    union all
    select * from {{ ref('lnk_timeline__crimes') }}
    union all
    select * from {{ ref('lnk_timeline__domestic_abuse_incidents') }}
    union all
    select * from {{ ref('lnk_timeline__ae_attendances') }}
    union all
    select * from {{ ref('lnk_timeline__school_census') }}
    union all
    select * from {{ ref('lnk_timeline__social_prescribing_referrals') }}
)

select * from events
