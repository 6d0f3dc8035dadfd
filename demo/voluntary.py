"""The voluntary sector: a directory of services, social prescribing, and a survey."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from demo.capture import Captured, Policy
from demo.dates import DELIVERY_DAYS, LAST_DELIVERY, date_text, day
from demo.deliveries import Delivered, Labels, Style, append, numbered, pick, text
from demo.traits import Traits, days_in_year
from demo.world import World

PARTNER = "voluntary_sector"
THEMES = (
    "childcare",
    "health",
    "housing",
    "money",
    "safety",
    "speech_and_language",
    "things_to_do",
    "transport",
)
_SERVICES = {
    "childcare": (
        "Stay and Play",
        "Nursery Places",
        "Holiday Club",
        "Childminder Network",
    ),
    "health": (
        "Walking Group",
        "Healthy Weight",
        "Listening Line",
        "Strength and Balance",
    ),
    "housing": ("Tenancy Support", "Repairs Advice", "Home Starter Packs"),
    "money": ("Debt Advice", "Food Bank", "Budgeting Course", "Benefits Check"),
    "safety": ("Domestic Abuse Outreach", "Safe Homes", "Youth Mentoring"),
    "speech_and_language": ("Talking Toddlers", "Rhyme Time", "Early Words"),
    "things_to_do": ("Youth Club", "Lunch Club", "Community Garden", "Boxing Club"),
    "transport": ("Community Car", "Dial a Ride"),
}
_PLACES = (
    "Vange",
    "Pitsea",
    "Fryerns",
    "Laindon",
    "Billericay",
    "Wickford",
    "Basildon",
    "Lee Chapel",
    "Langdon Hills",
    "Craylands",
)
SERVICE_TOTAL = 168


def service_rows(world: World, rng: np.random.Generator) -> Delivered:
    """The directory at each delivery: services open, pause and close."""
    style = Style(PARTNER, "services", "parquet", file_stem="open_referral_services")
    n = SERVICE_TOTAL
    theme = rng.choice(len(THEMES), n, p=[0.15, 0.17, 0.08, 0.14, 0.1, 0.1, 0.2, 0.06])
    names, groups = [], []
    for t in theme:
        options = _SERVICES[THEMES[t]]
        place = _PLACES[int(rng.integers(0, len(_PLACES)))]
        names.append(f"{place} {options[int(rng.integers(0, len(options)))]}")
        kind = ("Community Trust", "Family Centre", "Churches Together", "CVS")
        groups.append(f"{place} {kind[int(rng.integers(0, 4))]}")
    opened = np.where(
        rng.random(n) < 0.6, day(2012), day(2012) + rng.integers(0, 4800, n)
    )
    closes = np.where(rng.random(n) < 0.22, opened + rng.integers(900, 4500, n), 2**20)
    low = np.where(np.isin(theme, [0, 5]), 0, rng.choice([0, 8, 11, 16, 18, 50], n))
    high = np.where(
        np.isin(theme, [0, 5]), 5, np.where(low == 0, 120, np.where(low < 16, 18, 120))
    )
    code = world.places.postcode[rng.integers(0, len(world.places.postcode), n)]
    assured = opened + rng.integers(20, 500, n)
    base = pa.table(
        {
            "service_id": numbered("svc-", np.arange(1, n + 1), 4),
            "organization_name": pa.array(groups, pa.string()),
            "service_name": pa.array(names, pa.string()),
            "taxonomy_term": pick(THEMES, theme),
            "minimum_age": text(low),
            "maximum_age": text(high),
            "postcode": text(code),
            "places_per_week": text(rng.choice([6, 8, 10, 12, 15, 20, 25, 30, 40], n)),
        }
    )

    def table(k: int) -> pa.Table:
        cut = int(DELIVERY_DAYS[k])
        at = np.flatnonzero((opened <= cut) & (closes > cut - 300))
        last = assured[at] + np.maximum((cut - assured[at]) // 730, 0) * 730
        status = np.where(closes[at] <= cut, 1, 0)
        return (
            base.take(pa.array(at))
            .append_column(
                "assured_date",
                text(date_text(np.where(last <= cut, last, 2**20), uk=False)),
            )
            .append_column("status", pick(("active", "inactive"), status))
        )

    return Delivered(style, table)


def prescribing_rows(
    world: World, traits: Traits, rng: np.random.Generator
) -> Delivered:
    """Social prescribing referrals since 2018."""
    style = Style(
        PARTNER,
        "social_prescribing_referrals",
        file_stem="sp_referrals",
        upper_header=False,
    )
    people, days_ = [], []
    for year in range(2017, 2026):
        start, stop = day(year, 9, 1), min(day(year + 1, 9, 1), LAST_DELIVERY + 1)
        who = world.residents(start, 18, 95)
        rate = 0.0165 * (
            0.3 + 0.35 * traits.urgent_care[who] + 0.35 * traits.frail[who]
        )
        rate *= np.exp(0.35 * np.clip(world.need[who], -2, 2))
        event = np.repeat(who, rng.poisson(rate * (stop - start) / 365.25))
        people.append(event)
        days_.append(days_in_year(start, stop, len(event), rng))
    person, when = np.concatenate(people), np.concatenate(days_)
    ok = world.is_here(person, when) & (when >= day(2018, 1, 1))
    person, when = person[ok], when[ok]
    order = np.lexsort((person, when))
    person, when = person[order], when[order]
    n = len(person)
    policy = Policy(
        recapture=0.3,
        typo=0.03,
        nickname=0.07,
        maiden=0.08,
        fold_accents=0.6,
        born_wrong=0.02,
        born_missing=0.05,
        uk_dates=True,
        stale=0.06,
        postcode_missing=0.05,
        postcode_style="mixed",
        nhs_missing=0.25,
        nhs_wrong=0.01,
    )
    have = Captured(world, person, when, policy, rng)
    reasons = (
        "loneliness",
        "low mood",
        "money worries",
        "housing",
        "long-term condition",
        "carer",
        "inactivity",
        "bereavement",
    )
    before = np.clip(rng.binomial(10, 0.42, n), 0, 10)
    went = np.minimum(rng.poisson(3.2, n), 12)
    after = np.clip(before + rng.integers(-1, 3, n) + (went > 3), 0, 10)
    record = numbered("SP", 8_000 + np.arange(n), 6)
    after_index = np.where((went == 0) | (rng.random(n) < 0.2), -1, after)
    service = 1 + rng.integers(0, SERVICE_TOTAL, n)
    columns = {
        "referral_id": record,
        "nhs_number": have.nhs(),
        "forename": have.forename(),
        "surname": have.surname(),
        "date_of_birth": have.born(),
        "postcode": have.postcode(),
        "referral_date": text(date_text(when, uk=True)),
        "reason": pick(reasons, rng.integers(0, len(reasons), n)),
        "service_id": numbered("svc-", service, 4),
        "sessions_attended": text(went),
        "wellbeing_before": text(before),
        "wellbeing_after": pick([str(i) for i in range(11)], after_index),
    }
    labels = Labels(record, person, world.household(person, when))
    done = when + 20 + went * 9
    return append(
        style,
        columns,
        when + rng.integers(1, 12, n),
        [labels],
        rng,
        ("reason",),
        0.008,
        closing=("sessions_attended", "wellbeing_after"),
        closed=done,
    )


_COMMENTS = (
    "More groups in the afternoon please.",
    "The walk-in clinic was helpful.",
    "Buses stop too early.",
    "We could not get a nursery place.",
    "Nice staff, thank you!",
    "Too dear for two children.",
    "The park needs lights.",
    "Nothing for teenagers here",
    "",
    "Waiting list for speech therapy is long",
    "Café at the library is lovely",
)


def voice_rows(world: World, rng: np.random.Generator) -> Delivered:
    """Answers to a survey of parents; the comment is not covered by any protocol."""
    style = Style(PARTNER, "parent_voice", file_stem="parent_voice_survey")
    people = len(world.residents(day(2020)))
    n = max(60, round(people * 6_000 / 187_000))
    when = np.sort(rng.integers(day(2012, 9, 1), LAST_DELIVERY - 10, n))
    place = rng.integers(0, len(world.places.postcode), n)
    sector = np.array([p[:-2] for p in world.places.postcode], dtype=object)[place]
    z = world.places.imd_z[world.places.oa_lsoa[world.places.postcode_oa[place]]]
    theme = rng.choice(len(THEMES), n, p=[0.2, 0.14, 0.12, 0.13, 0.1, 0.11, 0.13, 0.07])
    mood = np.clip(np.round(rng.normal(0.1 - 0.3 * z, 1.2)), -2, 2).astype(int)
    comment = rng.integers(0, len(_COMMENTS), n)
    columns = {
        "response_id": numbered("PV", 1 + np.arange(n), 6),
        "survey_date": text(date_text(when.astype(np.int32), uk=False)),
        "postcode_sector": text(sector),
        "theme": pick(THEMES, theme),
        "sentiment": text(mood),
        "comment": pick(_COMMENTS, np.where(comment == 8, -1, comment)),
    }
    return append(style, columns, when + 3, [], rng, ("theme",), 0.003)
