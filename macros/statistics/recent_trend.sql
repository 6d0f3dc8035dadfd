{#- The recent trend of a proportion or rate, in words, or NULL when there are not five points.
    Aggregates the points of one area: the score test of the slope of a logistic
    regression of the proportion on the point's number (Cochran-Armitage), or of a Poisson
    regression of the rate, reported when its chi-squared is above 9.55 (p = 0.002). Source: Fingertips technical guidance on
    recent trends, which tests the same slope.
    numerator, denominator: numeric expressions; point: the number of the point, 1 to 5;
    polarity: as for compare_to_reference; statistic: an expression that is proportion or
    rate. -#}
{% macro recent_trend(numerator, denominator, point, polarity, statistic="'proportion'") -%}
    {%- set n = 'sum(' ~ denominator ~ ')' -%}
    {%- set rate = '(sum(' ~ numerator ~ ') * 1.0 / ' ~ n ~ ')' -%}
    {%- set slope = '(sum(' ~ point ~ ' * ' ~ numerator ~ ') - ' ~ rate ~ ' * sum('
        ~ point ~ ' * ' ~ denominator ~ '))' -%}
    {%- set spread = '(sum(' ~ point ~ ' * ' ~ point ~ ' * ' ~ denominator ~ ') - sum('
        ~ point ~ ' * ' ~ denominator ~ ') * sum(' ~ point ~ ' * ' ~ denominator
        ~ ') * 1.0 / ' ~ n ~ ')' -%}
    case
        when count({{ numerator }}) < 5 or {{ n }} = 0 then null
        when
            {{ slope }} * {{ slope }}
            <= 9.55 * {{ spread }} * {{ rate }} * case max({{ statistic }})
                when 'proportion' then 1 - {{ rate }}
                else 1
            end
            then 'no significant change'
        when {{ slope }} > 0 then
            case max({{ polarity }})
                when 'low_is_better' then 'increasing and getting worse'
                when 'high_is_better' then 'increasing and getting better'
                else 'increasing'
            end
        else
            case max({{ polarity }})
                when 'low_is_better' then 'decreasing and getting better'
                when 'high_is_better' then 'decreasing and getting worse'
                else 'decreasing'
            end
    end
{%- endmacro %}
