{#- How a pair agrees, over the tokens that both sides hold, as aggregates:
      is_telling: whether a token that tells people apart is among them;
      match_pass: the strongest key, of the telling ones where there is any; keys of
        numbers count only where there is no other;
      agreeing_key_count: the number of keys without numbers.
    tokens: the alias of one side's tokens. -#}
{% macro agreement_columns(tokens) -%}
    coalesce(bool_or({{ tokens }}.is_telling), false) as is_telling,
    coalesce(
        min({{ tokens }}.match_pass)
            filter (where {{ tokens }}.is_telling and not {{ tokens }}.is_of_number),
        min({{ tokens }}.match_pass) filter (where not {{ tokens }}.is_of_number),
        min({{ tokens }}.match_pass)
    ) as match_pass,
    count(distinct {{ tokens }}.match_pass) filter (where not {{ tokens }}.is_of_number)
        as agreeing_key_count
{%- endmacro %}
