{#- The staged records of a dataset with the person that each is about, under
    person_id, and where they come from, under partner and dataset.
    partner, dataset: as in sources.yml; linked_by: the column that holds the token of
    the record that names the person (another dataset's, for episodes);
    linked_dataset: the dataset of that record. -#}
{% macro linked_records(
    partner, dataset, linked_by='record_token', linked_dataset=none
) -%}
    select
        staged.*,
        people_records.person_id,
        '{{ partner }}' as partner,
        '{{ dataset }}' as dataset
    from {{ ref('stg_' ~ partner ~ '__' ~ dataset) }} as staged
    inner join {{ ref('lnk_people__records') }} as people_records
        on
            staged.{{ linked_by }} = people_records.record_token
            and people_records.partner = '{{ partner }}'
            and people_records.dataset = '{{ linked_dataset or dataset }}'
            and people_records.role = ''
{%- endmacro %}
