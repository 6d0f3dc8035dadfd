select left({{ token('key check', []) }}, 16) as check_value
