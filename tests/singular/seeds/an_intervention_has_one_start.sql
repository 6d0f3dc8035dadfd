-- An intervention has one start, one indicator and one boundary vintage in all of its
-- wards; what began elsewhere on another day is another intervention.
select intervention_id
from {{ ref('intervention_starts') }}
group by intervention_id
having
    count(distinct started_on) > 1
    or count(distinct indicator_id) > 1
    or count(distinct boundary_vintage) > 1
