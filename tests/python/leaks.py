"""Staging models that leak, each by another way, and some that do not.

Every query reads the school census as a model of the schools' staging folder. What
follows a leak is a part of what the check must say of it.
"""

from __future__ import annotations

from rendering import macro

CENSUS = '"memory"."schools"."school_census"'
POSTCODES = '"vault"."staging"."stg_reference__postcodes"'
NAMES = '"vault"."seeds"."names"'
# The same rows with what staging makes of them.
READ = f"""
    with delivered as (
        select
            nullif(trim(surname), '') as surname,
            nullif(trim(forename), '') as forename,
            nullif(trim(date_of_birth), '') as date_of_birth,
            nullif(trim(sex), '') as sex,
            nullif(trim(postcode), '') as postcode,
            nc_year,
            row_number
        from {CENSUS}
    ),

    read as (
        select
            *,
            {macro("normal_surname", "surname")} as own_surname,
            {macro("normal_postcode", "postcode")} as own_postcode,
            cast({macro("parse_date", "date_of_birth")} as varchar) as own_date_of_birth
        from delivered
    )
"""
TOKEN = macro("match_token", macro("message", "match:surname", ["own_surname"]))
WITHOUT_UNHEX = (
    "sha256(getvariable('link_outer') || encode(sha256(getvariable('link_inner') "
    "|| encode(surname))))"
)
FAULT = "case when own_surname is null and surname is not null then {} end"
HASHED = "surname is not null and not lower(surname) in"

STORES = "stores schools.school_census."
UNKNOWN = "does not know"
COMPARES = "compares an identifier with what is none"
CHOOSES = "chooses rows by what an identifier says"
NO_TABLE = "which is no table that it may read"

LEAKS = {
    # an identifier as it is, or as something that it can be read from
    "a name": (f"select surname from {CENSUS}", f"{STORES}surname (id)"),
    "a key": (f"select record_id as record_token from {CENSUS}", f"{STORES}record_id"),
    "renamed": (f"select upn as school_urn from {CENSUS}", f"{STORES}upn"),
    "quoted": (f'select "SURNAME" as x from {CENSUS}', f"{STORES}surname"),
    "every column": (f"select * from {CENSUS}", f"{STORES}forename"),
    "the new rows": (
        'select surname as x from "memory"."schools"."school_census__new"',
        f"{STORES}surname",
    ),
    "through queries": (f"{READ} select r.* from (from read) as r", STORES),
    "normalised": (f"{READ} select own_surname from read", STORES),
    "among words": (f"{READ} select nc_year || surname as x from read", STORES),
    "in a list": (f"{READ} select [nc_year, surname] as x from read", STORES),
    "a letter": (f"{READ} select left(surname, 1) as x from read", STORES),
    "its length": (f"{READ} select length(surname) as x from read", STORES),
    "its sound": (
        f"{READ} select {macro('soundex', 'own_surname')} as x from read",
        STORES,
    ),
    "an unkeyed hash": (f"{READ} select sha256(surname) as x from read", STORES),
    "another unkeyed hash": (f"{READ} select md5(own_surname) as x from read", STORES),
    "a hash that is no HMAC": (f"{READ} select {WITHOUT_UNHEX} as x from read", STORES),
    "a token with the name behind": (
        f"{READ} select {macro('token', 'x', ['surname'])} || surname as x from read",
        STORES,
    ),
    "a name where a token is missing": (
        f"{READ} select coalesce(cast({TOKEN} as varchar), surname) as x from read",
        STORES,
    ),
    "the sex as delivered": (f"{READ} select sex as sex from read", STORES),
    # more of a date than the month
    "a date of birth": (
        f"{READ} select cast(own_date_of_birth as date) as x from read",
        f"{STORES}date_of_birth (qi)",
    ),
    "a day of birth": (
        f"{READ} select cast(substr(own_date_of_birth, 9, 2) as smallint) as x "
        "from read",
        STORES,
    ),
    "a day as if it were a year": (
        f"{READ}, turned as (select substr(own_date_of_birth, 9) as own_date_of_birth "
        "from read) select cast(substr(own_date_of_birth, 1, 4) as smallint) as x "
        "from turned",
        STORES,
    ),
    "a year of something else": (
        f"{READ} select cast(substr(surname, 1, 4) as smallint) as x from read",
        STORES,
    ),
    "a week of birth": (
        f"{READ} select cast(date_trunc('week', {macro('parse_date', 'date_of_birth')})"
        " as date) as x from read",
        STORES,
    ),
    # a place that is more than a small area
    "a postcode": (f"{READ} select own_postcode as lsoa_code from read", STORES),
    "a postcode's first half": (
        f"{READ} select split_part(own_postcode, ' ', 1) as x from read",
        STORES,
    ),
    "a postcode of the directory": (
        f"{READ} select p.postcode as x from read left join {POSTCODES} as p "
        "on own_postcode = p.postcode",
        "stores reference.postcode (directory)",
    ),
    "a postcode where there is no area": (
        f"{READ} select coalesce(p.lsoa_code, own_postcode) as lsoa_code from read "
        f"left join {POSTCODES} as p on own_postcode = p.postcode",
        STORES,
    ),
    # what a condition tells
    "whether it is a certain name": (
        f"{READ} select case when surname = 'Smith' then 1 end as x from read",
        STORES,
    ),
    "how it begins": (f"{READ} select surname like 'S%' as x from read", STORES),
    "by comparing": (f"{READ} select surname > 'M' as x from read", STORES),
    "what is null unless it is that": (
        f"{READ} select nullif(surname, 'Smith') is null as x from read",
        STORES,
    ),
    "a count of a certain name": (
        f"{READ} select count(*) filter (where surname = 'Smith') as x from read",
        STORES,
    ),
    "rows of a certain name": (
        f"{READ} select nc_year from read where surname = 'Smith'",
        COMPARES,
    ),
    "rows of other names": (
        f"{READ} select nc_year from read where surname not in ('', 'Smith')",
        CHOOSES,
    ),
    "rows of names like it": (
        f"{READ} select nc_year from read where surname like 'S%'",
        CHOOSES,
    ),
    "not unequal": (
        f"{READ} select nc_year from read where not (surname <> 'Smith')",
        CHOOSES,
    ),
    "rows in a list of names": (
        f"{READ} select nc_year from read where surname in (select names from {NAMES})",
        COMPARES,
    ),
    "a join with a list of names": (
        f"{READ} select n.names from read inner join {NAMES} as n "
        "on read.own_surname = n.names",
        COMPARES,
    ),
    "a join with a list of names by using": (
        f"{READ}, named as (select surname as names, nc_year from read) "
        f"select n.names from named inner join {NAMES} as n using (names)",
        COMPARES,
    ),
    "names that a list has": (
        f"{READ} select exists (select 1 from {NAMES} as n where n.names = surname) "
        "as x from read",
        COMPARES,
    ),
    "a part of it as a condition": (
        f"{READ} select nc_year from read where left(surname, 1) = left(forename, 1)",
        COMPARES,
    ),
    "rows after a name": (
        f"{READ} select nc_year from read "
        "qualify row_number() over (order by surname) = 1",
        COMPARES,
    ),
    # what order, windows and groups tell
    "its place in the alphabet": (
        f"{READ} select row_number() over (order by surname) as x from read",
        STORES,
    ),
    "its place, of a named window": (
        f"{READ} select row_number() over alphabet as x from read "
        "window alphabet as (order by surname)",
        STORES,
    ),
    "the row before": (
        f"{READ} select lag(surname) over (order by row_number) as x from read",
        STORES,
    ),
    "the order of rows": (
        f"{READ} select nc_year from read order by surname",
        "puts rows in the order of an identifier",
    ),
    "the first of a group": (
        f"{READ} select nc_year, min(surname) as x from read group by nc_year",
        STORES,
    ),
    "any of a group": (
        f"{READ} select nc_year, any_value(surname) as x from read group by nc_year",
        STORES,
    ),
    "whose name is last": (
        f"{READ} select max_by(nc_year, surname) as x from read",
        STORES,
    ),
    "a list of all": (f"{READ} select list(surname) as x from read", STORES),
    "all put together": (
        f"{READ} select string_agg(surname, ', ') as x from read",
        STORES,
    ),
    "a query as a value": (
        f"{READ} select (select max(surname) from read) as x from read",
        STORES,
    ),
    "a query that sees the row": (
        f"{READ} select (select outside.surname) as x from read as outside",
        STORES,
    ),
    "one row of each name": (
        f"{READ} select distinct on (length(surname)) nc_year from read",
        "keeps one row of many",
    ),
    "an alias within a query that sees the row": (
        f"{READ} select (select one || surname from (select 1 as one) as i) as x "
        "from read",
        STORES,
    ),
    "a count of something else": (
        f"{READ} select count(nullif(surname, 'Smith')) as x from read",
        STORES,
    ),
    "a part of a column": (
        f"{READ} select read.own.nc_year as x from read, (select 1 as nc_year) as own",
        "names whole rows, or parts of a column",
    ),
    "the row around as a value": (
        f"{READ} select (select outside) as x from read as outside",
        "reads whole rows of outside",
    ),
    "a group by place": (
        f"{READ} select nc_year, count(*) as x from read group by 1",
        "groups by the place",
    ),
    # columns that are not called by their names
    "a row as a value": (f"{READ} select read from read", "reads whole rows of read"),
    "a row as a value, renamed": (
        f"{READ} select r as x from read as r",
        "reads whole rows of r",
    ),
    "a row in a function": (f"{READ} select row(r.*) as x from read as r", UNKNOWN),
    "a row in a hash": (f"{READ} select md5(r::varchar) as x from read as r", "whole"),
    "a struct": (f"{READ} select {{'a': surname}} as x from read", UNKNOWN),
    "a packed struct": (
        f"{READ} select struct_pack(a := surname) as x from read",
        UNKNOWN,
    ),
    "a part of a struct": (f"{READ} select (read).surname as x from read", UNKNOWN),
    "columns by pattern": (f"{READ} select columns('sur.*') from read", UNKNOWN),
    "all columns in one": (f"{READ} select max(columns(*)) as x from read", UNKNOWN),
    "a column by its number": (f"{READ} select #1 as x from read", UNKNOWN),
    "a method": (f"{READ} select surname.upper() as x from read", UNKNOWN),
    "an index": (f"{READ} select surname[1:3] as x from read", UNKNOWN),
    "a lambda": (
        f"{READ} select list_transform([1], number -> surname) as x from read",
        UNKNOWN,
    ),
    "a list comprehension": (
        f"{READ} select [surname for number in [1]] as x from read",
        UNKNOWN,
    ),
    "a star with a column replaced": (
        f"{READ} select * replace (surname as nc_year) from read",
        UNKNOWN,
    ),
    "a star with a column renamed": (
        f"{READ} select * rename (surname as x) from read",
        UNKNOWN,
    ),
    "a star without most": (
        f"{READ} select * exclude (surname, forename, own_surname, sex) from read",
        f"{STORES}date_of_birth",
    ),
    "a name that is a column and an alias": (
        f"{READ} select nc_year as surname, surname as x from read",
        STORES,
    ),
    "an alias that is used at once": (
        f"{READ} select surname as y, y || '' as x from read",
        STORES,
    ),
    "a column that two tables have": (
        f"{READ} select nc_year from (select nc_year from read) as a, "
        "(select surname as nc_year from read) as b",
        STORES,
    ),
    "columns renamed by their table": (
        f"{READ} select nc_year from (select surname, nc_year from read) "
        "as r (nc_year, surname)",
        STORES,
    ),
    "two tables of one name": (
        f"{READ} select r.nc_year from read as r, (select 1 as nc_year) as r",
        "has two tables of the name r",
    ),
    "rows of a table that is not there": (
        f"{READ} select other.* from read",
        "names rows of other",
    ),
    "a column that is not there": (
        f"{READ} select rowid as x from read",
        "cannot be resolved",
    ),
    "a union by position": (
        f"{READ} select nc_year as x from read union all select surname from read",
        STORES,
    ),
    "a union by name": (
        f"{READ} select nc_year as x, 1 as y from read "
        "union all by name select 1 as y, surname as x from read",
        "puts queries together",
    ),
    "a recursive query": (
        f"""with recursive walked as (
            select 1 as step, nc_year as x, surname as y from {CENSUS}
            union all select step + 1, y, y from walked where step < 3
        ) select step, x from walked""",
        STORES,
    ),
    "rows as columns": (
        f"select * from {CENSUS} pivot (max(nc_year) for surname in ('Smith'))",
        UNKNOWN,
    ),
    "columns as rows": (
        f"select * from {CENSUS} unpivot (x for y in (surname, forename))",
        UNKNOWN,
    ),
    "a pivot statement": (f"pivot {CENSUS} on surname", "is not one select"),
    "a list as a table": (
        f"{READ} select x from read, unnest([surname]) as u (x)",
        "reads from what is no table",
    ),
    "a lateral query": (
        f"{READ} select x from read, lateral (select surname as x) as l",
        "reads from what is no table",
    ),
    "values": (
        f"{READ} select x from (values ((select max(surname) from read))) as v (x)",
        STORES,
    ),
    "a natural join": (
        f"{READ} select x from read natural join (select 1 as x) as one",
        UNKNOWN,
    ),
    "a join by position": (
        f"{READ} select n.names from read positional join {NAMES} as n",
        UNKNOWN,
    ),
    "a sample": (f"select nc_year from {CENSUS} using sample 10", UNKNOWN),
    "a limit by a query": (
        f"{READ} select 1 as x from read limit (select max(length(surname)) from read)",
        "has a limit that is no number",
    ),
    # what reads beside the tables of the project
    "a query in text": (
        f"select * from query('select surname from {CENSUS}')",
        "reads from what is no table: query",
    ),
    "a table in text": (
        "select * from query_table('school_census')",
        "reads from what is no table: query_table",
    ),
    "a file": ("select * from 'landing/people.csv'", NO_TABLE),
    "a CSV file": ("select * from read_csv('landing/people.csv')", "is no table"),
    "a Parquet file": ("select * from read_parquet('people.parquet')", "is no table"),
    "any file": ("select content from read_text('landing/*')", "is no table"),
    "a table of nobody's": ("select x from vault.staging.elsewhere", NO_TABLE),
    "a table without a room": ("select x from school_census", NO_TABLE),
    "another partner's rows": (
        'select forename as x from "memory"."essex_police"."crimes"',
        NO_TABLE,
    ),
    "a macro of the engine": (f"{READ} select shown(1) as x from read", UNKNOWN),
    "a log": (f"{READ} select write_log(surname) as x from read", UNKNOWN),
    "the key": ("select getvariable('link_inner') as x", "reads a variable"),
    "a key by another name": (
        "select getvariable('link' || '_inner') as x",
        "reads a variable",
    ),
    "a setting": ("select current_setting('temp_directory') as x", UNKNOWN),
    "two statements": ("select 1 as x; select 2 as x", "is not one select"),
    "a statement": (f"create table x as select * from {CENSUS}", "is not one select"),
    "what cannot be read": ("select from where", "cannot be parsed"),
    # faults that say more than that something is wrong
    "a fault that quotes": (
        f"{READ} select {FAULT.format('''surname || ':not_a_name' ''')} as x from read",
        STORES,
    ),
    "a fault of a certain name": (
        f"{READ} select case when own_surname is null and surname is not null "
        "and forename = 'Anna' then 'surname:not_a_name' end as x from read",
        STORES,
    ),
    "a fault of any of many": (
        f"{READ} select case when own_surname is null and {HASHED} "
        f"({', '.join(repr(str(n)) for n in range(9))}) then 'surname:not_a_name' end "
        "as x from read",
        STORES,
    ),
}

ALLOWED = {
    "a token": f"{READ} select {macro('token', 'x', ['surname'])} as x from read",
    "a match token": f"{READ} select {TOKEN} as x from read",
    "a token where there is a name": (
        f"{READ} select case when surname is not null then {TOKEN} end as x from read"
    ),
    "an id": f"{READ} select {macro('id_of', 'person', ['surname'])} as x from read",
    "a year and a month of birth": (
        f"{READ} select cast(substr(own_date_of_birth, 1, 4) as smallint) as y, "
        "cast(substr(own_date_of_birth, 6, 2) as smallint) as m from read"
    ),
    "the first day of a month": (
        f"{READ} select cast(date_trunc('month', "
        f"{macro('parse_date', 'date_of_birth')}) as date) as x from read"
    ),
    "M or F": f"{READ} select {macro('normal_sex', 'sex')} as sex from read",
    "a small area": (
        f"{READ} select p.lsoa_code from read left join {POSTCODES} as p "
        "on own_postcode = p.postcode"
    ),
    "whether there is a name": (
        f"{READ} select coalesce(surname, forename) is not null as x from read"
    ),
    "how many names": f"{READ} select count(distinct surname) as x from read",
    "a fault": (
        f"{READ} select {FAULT.format(repr('surname:not_a_name'))} as x from read"
    ),
    "rows with a name": (
        f"{READ} select nc_year from read where lower(trim(surname)) not in "
        "('', 'surname') and forename is not null"
    ),
    "the newest of a name": (
        f"{READ} select nc_year from read qualify row_number() over "
        "(partition by surname order by row_number desc) = 1"
    ),
    "a join of a row with itself": (
        f"{READ} select one.nc_year from read as one inner join read as other "
        "on one.surname is not distinct from other.surname"
    ),
    "an alias that is used at once": (
        f"{READ} select nc_year as y, y || '' as z from read"
    ),
    "attributes": f"select nc_year, school_urn, file_sha256 from {CENSUS}",
}
