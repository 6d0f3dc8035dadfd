-- noqa: disable=RF05,RF06
-- names as Fingertips writes them, with blanks and capitals
with fact_indicators as (
    select * from {{ ref('fact_indicators') }}
),

dim_areas as (
    select * from {{ ref('dim_areas') }}
),

dim_periods as (
    select * from {{ ref('dim_periods') }}
),

indicator_catalogue as (
    select * from {{ ref('indicator_catalogue') }}
),

joined as (
    select
        fact_indicators.*,
        dim_areas.area_type,
        dim_areas.boundary_vintage,
        dim_areas.area_code,
        dim_areas.area_name,
        dim_areas.parent_code,
        dim_areas.parent_name,
        dim_periods.period_name,
        dim_periods.period_sortable,
        indicator_catalogue.indicator_name,
        indicator_catalogue.sex,
        indicator_catalogue.age_group,
        indicator_catalogue.polarity,
        rank() over (
            partition by fact_indicators.indicator_id
            order by dim_periods.period_start desc
        ) = 1 as is_newest,
        dim_areas.area_type = 'deprivation_fifth' as is_category
    from fact_indicators
    inner join dim_areas on fact_indicators.area_key = dim_areas.area_key
    inner join dim_periods on fact_indicators.period_key = dim_periods.period_key
    inner join indicator_catalogue
        on fact_indicators.indicator_id = indicator_catalogue.indicator_id
),

indicator_extract as (
    select
        indicator_id as "Indicator ID",
        indicator_name as "Indicator Name",
        parent_code as "Parent Code",
        parent_name as "Parent Name",
        case when is_category then parent_code else area_code end as "Area Code",
        case when is_category then parent_name else area_name end as "Area Name",
        case area_type
            when 'ward' then 'Ward (' || boundary_vintage || ')'
            when 'small_area' then 'LSOA (2011)'
            when 'own_area' then boundary_vintage
            else 'District'
        end as "Area Type",
        sex as "Sex",
        age_group as "Age",
        case when is_category then 'District deprivation fifths (IMD 2019)' end
            as "Category Type",
        case when is_category then area_name end as "Category",
        period_name as "Time period",
        value as "Value",
        lower_95 as "Lower CI 95.0 limit",
        upper_95 as "Upper CI 95.0 limit",
        lower_998 as "Lower CI 99.8 limit",
        upper_998 as "Upper CI 99.8 limit",
        numerator as "Count",
        denominator as "Denominator",
        case note
            when 'c' then 'Value suppressed for disclosure control'
            else note
        end as "Value note",
        coalesce(
            upper(left(trend, 1)) || substr(trend, 2), 'Cannot be calculated'
        ) as "Recent Trend",
        case
            when area_type = 'district' or compared_to_district is null
                then 'Not compared'
            else
                upper(left(compared_to_district, 1)) || substr(compared_to_district, 2)
        end as "Compared to Parent value or percentiles",
        period_sortable as "Time period Sortable",
        case when is_newest then 'New data' end as "New data",
        cast(null as varchar) as "Compared to goal"
    from joined
    where area_code <> 'not_placed'
)

select * from indicator_extract
