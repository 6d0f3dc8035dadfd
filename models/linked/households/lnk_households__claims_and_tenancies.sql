{%- set datasets = {
    'claims': 'housing_benefit_claim_members', 'tenancies': 'housing_tenancies',
} -%}
with identified as (
    select * from {{ ref('lnk_people__identified') }}
),
{% for group, dataset in datasets.items() %}
{{ group }} as (
    select
        staged.*,
        identified.person_id
    from {{ ref('stg_basildon_borough_council__' ~ dataset) }} as staged
    inner join identified
        on
            staged.record_token = identified.record_token
            and identified.dataset = '{{ dataset }}'
    where staged.superseded_on is null
),
{% endfor %}
first_known as (
    select
        claim_token,
        min(first_known_on) as first_known_on
    from claims
    group by claim_token
),

-- who came to a claim after it began is known by a later delivery
claim_members as (
    select
        'claim' as group_kind,
        claims.claim_token as group_token,
        claims.person_id,
        case
            when
                claims.first_known_on > first_known.first_known_on
                then claims.first_known_on
            else coalesce(claims.claim_start_on, claims.first_known_on)
        end as start_on,
        coalesce(claims.claim_end_on, claims.closed_on) as end_on,
        claims.last_delivered_on,
        claims.first_known_on as known_on
    from claims
    inner join first_known on claims.claim_token = first_known.claim_token
),

tenants as (
    select
        'tenancy' as group_kind,
        tenancy_token as group_token,
        person_id,
        coalesce(start_on, first_known_on) as start_on,
        coalesce(end_on, closed_on) as end_on,
        last_delivered_on,
        first_known_on as known_on
    from tenancies
),

together as (
    select * from claim_members
    union all
    select * from tenants
),

claims_and_tenancies as (
    select
        {{ id_of('claim_or_tenancy', ['group_kind', 'group_token']) }} as group_id,
        group_kind,
        person_id,
        start_on,
        end_on,
        greatest(start_on, coalesce(end_on, last_delivered_on)) as last_seen_on,
        known_on
    from together
)

select * from claims_and_tenancies
