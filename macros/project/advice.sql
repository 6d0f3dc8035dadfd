{#- What an analyst can do about nodes that failed for want of memory or disk, as a list
    of sentences. failed: those of the run's results. -#}
{% macro advice(failed) %}
    {% set advices = {
        'Out of Memory': "The engine ran out of memory. Set MEMORY_LIMIT to more"
            ~ " (default 2.5GB), or free memory, and run again.",
        'No space left': "A disk is full. Make room where WAREHOUSE_ROOT lies"
            ~ " (vault, tmp and published), and run again.",
        'File too large': "A file may not grow as large as the vault must."
            ~ " Raise the limit (ulimit -f), and run again.",
        'Read-only file system': "The disk of WAREHOUSE_ROOT is read-only."
            ~ " Make it writable, or set WAREHOUSE_ROOT to another folder, and run again.",
        'Could not read enough bytes': "The vault is damaged. Put a copy of it back, or"
            ~ " move vault.duckdb and vault.duckdb.wal away: the next run builds it anew.",
    } %}
    {% set messages = failed | map(attribute='message') | join(' ') %}
    {% set given = [] %}
    {% for said, sentence in advices.items() if said in messages %}
        {% do given.append(sentence) %}
    {% endfor %}
    {{ return(given) }}
{% endmacro %}
