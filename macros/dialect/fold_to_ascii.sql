{#- Text in upper case without accents, for what has no ASCII letter the usual spelling
    (ß SS, Æ AE, Ø O, Ł L, Đ D, Þ TH, Œ OE). -#}
{% macro fold_to_ascii(text) -%}
    {{ return(adapter.dispatch('fold_to_ascii', 'essex_data')(text)) }}
{%- endmacro %}

{#- Nearly all text is ASCII already: as many bytes as characters. -#}
{% macro duckdb__fold_to_ascii(text) -%}
    case
        when strlen({{ text }}) = length({{ text }}) then upper({{ text }})
        else replace(replace(replace(replace(
            translate(upper(strip_accents({{ text }})), 'ØŁĐÐĦŦ', 'OLDDHT'),
            'ẞ', 'SS'), 'Æ', 'AE'), 'Œ', 'OE'), 'Þ', 'TH')
    end
{%- endmacro %}
