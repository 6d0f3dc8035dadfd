"""One year after another: deaths, births, couples, separations, moves, newcomers."""

from __future__ import annotations

import numpy as np

from demo import names
from demo.dates import SIM_END, SIM_FIRST_YEAR, SIM_LAST_YEAR, IntArray, day
from demo.geography import (
    CARE_HOME,
    HOSTEL,
    PEOPLE_PER_HOUSEHOLD,
    PRIVATE,
    REFUGE,
    SOCIAL,
    Places,
)
from demo.population import Population
from demo.progress import Bar

BIRTHS_PER_1000 = 13.6
LEAVE_RATE = 0.0145


def simulate(
    people: int,
    places: Places,
    rng: np.random.Generator,
    book: names.NameBook,
    bar: Bar,
) -> Population:
    """Live through 2005 to mid-2026; ends with about ``people`` residents."""
    pop = Population(people, places, book, rng)
    start = int(people * 0.905)
    first = day(SIM_FIRST_YEAR)
    pop.add_households(
        int(start / PEOPLE_PER_HOUSEHOLD),
        np.full(int(start / PEOPLE_PER_HOUSEHOLD), first, np.int32),
        names.SHARE_START,
        newcomers=False,
    )
    pop.entered[: pop.size] = -(2**16)
    care_home_start(pop, first)
    years = SIM_LAST_YEAR - SIM_FIRST_YEAR + 1
    for k, year in enumerate(range(SIM_FIRST_YEAR, SIM_LAST_YEAR + 1)):
        begin = day(year)
        length = min(day(year + 1), SIM_END) - begin
        part = length / 365.25
        deaths(pop, begin, length, part)
        births(pop, year, begin, length, part)
        marriages(pop, begin, length, part)
        new_couples(pop, begin, length, part)
        separations(pop, begin, length, part)
        leave_home(pop, begin, length, part)
        household_moves(pop, begin, length, part)
        care_home_moves(pop, begin, length, part)
        out_migration(pop, begin, length, part)
        target = people * (0.905 + 0.095 * min(1.0, (k + 1) / (years - 0.5)))
        arrivals(pop, int(target), begin, length)
        bar.update(1)
    return pop


def _days(pop: Population, count: int, begin: int, length: int) -> IntArray:
    return (begin + pop.rng.integers(0, max(length, 1), count)).astype(np.int32)


def _age(pop: Population, who: IntArray, when: int) -> np.ndarray:
    return (when - pop.born[who]) / 365.25


def deaths(pop: Population, begin: int, length: int, part: float) -> None:
    """Mortality by age and sex (Gompertz, near England's life tables)."""
    here = pop.residents()
    age = _age(pop, here, begin)
    rate = np.exp(-10.35 + 0.0955 * age) * np.where(pop.sex[here] == 1, 1.0, 0.70)
    rate = np.maximum(rate, 0.00012) * (1 + 0.15 * np.clip(pop.need[here], -2, 2))
    gone = here[pop.rng.random(len(here)) < np.minimum(rate, 0.6) * part]
    pop.remove(gone, _days(pop, len(gone), begin, length), death=True)
    # a household left with children only: they leave with relatives
    here = pop.residents()
    adult = np.zeros(len(pop.hh_address), bool)
    adult[pop.hh[here[_age(pop, here, begin) >= 17]]] = True
    orphan = here[~adult[pop.hh[here]]]
    pop.remove(orphan, _days(pop, len(orphan), begin, length), death=False)


def births(pop: Population, year: int, begin: int, length: int, part: float) -> None:
    """Births to women of 15 to 45, twins included."""
    rng = pop.rng
    here = pop.residents()
    women = here[(pop.sex[here] == names.FEMALE)]
    age = _age(pop, women, begin)
    women, age = women[(age > 15.2) & (age < 45)], age[(age > 15.2) & (age < 45)]
    need = pop.need[women]
    centre = 30.2 - 2.1 * need
    rate = np.exp(-0.5 * ((age - centre) / np.where(age < centre, 4.9, 5.4)) ** 2)
    rate *= np.where(pop.partner[women] >= 0, 1.0, 0.26)
    rate *= np.where(pop.at_parents[women], 0.45, 1.0)
    rate *= np.where(begin - pop.last_birth[women] < 430, 0.0, 1.0)
    rate *= 1 + 0.12 * np.clip(need, -2, 2)
    trend = np.interp(
        year, [2005, 2012, 2016, 2023, 2026], [0.94, 1.1, 1.07, 0.93, 0.92]
    )
    wanted = BIRTHS_PER_1000 / 1000 * trend * len(here) * part
    rate = np.minimum(rate * wanted / max(rate.sum(), 1e-9), 0.6)
    mum = women[rng.random(len(women)) < rate]
    born = _days(pop, len(mum), begin, length)
    order = np.argsort(born, kind="stable")
    mum, born = mum[order], born[order]
    pop.last_birth[mum] = born
    double = rng.random(len(mum)) < 0.0155
    idx = np.repeat(np.arange(len(mum)), 1 + double)
    who = pop.add_people(len(idx))
    mothers = mum[idx]
    dad = pop.partner[mothers].copy()
    pop._make_children(who, mothers, dad, born[idx])
    second = np.flatnonzero(np.diff(idx, prepend=-1) == 0)
    if len(second):
        pop.twin[who[second]] = who[second - 1]
        pop.twin[who[second - 1]] = who[second]
        identical = second[rng.random(len(second)) < 0.33]
        pop.sex[who[identical]] = pop.sex[who[identical - 1]]
        pop.forename[who[identical]] = book_again(pop, who[identical])
        same = pop.forename[who[second]] == pop.forename[who[second - 1]]
        clash = who[second[same]]
        pop.forename[clash] = book_again(pop, clash)
        pop.surname[who[second]] = pop.surname[who[second - 1]]
        pop.birth_surname[who[second]] = pop.surname[who[second]]
    pop.at_parents[who] = True
    pop.entered[who] = born[idx]
    pop.settle(who, pop.hh[mothers], born[idx])
    pop.name_spells.append(
        (who, np.full(len(who), -(2**16), np.int32), pop.surname[who])
    )


def book_again(pop: Population, who: IntArray) -> IntArray:
    """Fresh forenames for some children."""
    year = (pop.born[who] / 365.25 + 1970).astype(np.int32)
    return pop.book.draw_forenames(pop.culture[who], pop.sex[who], year, pop.rng)


def marriages(pop: Population, begin: int, length: int, part: float) -> None:
    """Couples marry; women mostly take a new surname, some join both names."""
    rng = pop.rng
    open_ = np.flatnonzero((pop.couple_end > begin) & ~pop.couple_married)
    chosen = open_[rng.random(len(open_)) < 0.13 * part]
    pop.couple_married[chosen] = True
    wife, man = pop.couple_woman[chosen], pop.couple_man[chosen]
    when = _days(pop, len(chosen), begin, length)
    u = rng.random(len(chosen))
    differs = pop.surname[wife] != pop.surname[man]
    takes = differs & (u < 0.76)
    both = differs & (u >= 0.76) & (u < 0.86)
    pop.set_surname(wife[takes], pop.surname[man[takes]], when[takes])
    joined = pop.book.double(pop.surname[wife[both]], pop.surname[man[both]])
    pop.set_surname(wife[both], joined, when[both])
    # some of her children change too
    her = np.full(pop.size, -1, np.int32)
    her[wife[takes]] = np.flatnonzero(takes)
    here = pop.residents()
    here = here[(pop.mother[here] >= 0) & pop.at_parents[here]]
    link = her[pop.mother[here]]
    kid = here[(link >= 0)]
    link = link[link >= 0]
    change = (
        (begin - pop.born[kid] < 365 * 12)
        & (pop.surname[kid] != pop.surname[man[link]])
        & (rng.random(len(kid)) < 0.45)
    )
    pop.set_surname(kid[change], pop.surname[man[link[change]]], when[link[change]])


def new_couples(pop: Population, begin: int, length: int, part: float) -> None:
    """Single adults meet: near in age, mostly of one ethnic group."""
    rng = pop.rng
    here = pop.residents()
    age = _age(pop, here, begin)
    single = (pop.partner[here] < 0) & (age >= 18) & (age < 70)
    single &= ~pop.places.institution[pop.hh_address[pop.hh[here]]]
    rate = np.interp(
        age, [18, 21, 26, 34, 45, 60, 70], [0.05, 0.1, 0.2, 0.2, 0.1, 0.04, 0.01]
    )
    picked = single & (rng.random(len(here)) < rate * part)
    sides = []
    for sex in (names.MALE, names.FEMALE):
        who = here[picked & (pop.sex[here] == sex)]
        rng.shuffle(who)
        sides.append(who)
    n = min(len(sides[0]), len(sides[1]))
    ordered = []
    for who, shift in ((sides[0][:n], -2.0), (sides[1][:n], 0.0)):
        bucket = names.BROAD_GROUP[pop.group[who]].copy()
        free = rng.random(n) < 0.12
        bucket[free] = rng.integers(0, 6, int(free.sum()))
        key = bucket * 500.0 + _age(pop, who, begin) + shift + rng.normal(0, 2.2, n)
        key += 1.2 * pop.need[who]
        ordered.append(who[np.argsort(key, kind="stable")])
    man, woman = ordered
    related = (
        (pop.mother[man] == pop.mother[woman]) & (pop.mother[man] >= 0)
        | (pop.mother[man] == woman)
        | (pop.father[woman] == man)
        | (pop.hh[man] == pop.hh[woman])
    )
    far = np.abs(pop.born[man] - pop.born[woman]) > 365 * 22
    man, woman = man[~related & ~far], woman[~related & ~far]
    n = len(man)
    if not n:
        return
    when = _days(pop, n, begin, length)
    pop.pair(man, woman, when, np.zeros(n, bool))
    free_m, free_w = ~pop.at_parents[man], ~pop.at_parents[woman]
    u = rng.random(n)
    to_his = (free_m & ~free_w & (u < 0.8)) | (free_m & free_w & (u < 0.2))
    to_hers = (free_w & ~free_m & (u < 0.8)) | (free_m & free_w & (u > 0.65))
    fresh = ~to_his & ~to_hers
    target = np.where(to_his, pop.hh[man], pop.hh[woman])
    need = (pop.need[man] + pop.need[woman]) / 2
    address = pop.find_homes(
        pop.choose_area(need[fresh]),
        pop.choose_tenure(need[fresh], _age(pop, woman[fresh], begin)),
    )
    target[fresh] = pop.new_households(address)
    # her children of under 18 come along
    moving = ~to_hers
    her = np.full(pop.size, -1, np.int32)
    her[woman[moving]] = np.flatnonzero(moving)
    kids = pop.residents()
    kids = kids[(pop.mother[kids] >= 0) & pop.at_parents[kids]]
    link = her[pop.mother[kids]]
    along = (link >= 0) & (begin - pop.born[kids] < 365 * 18)
    along &= pop.hh[kids] == pop.hh[np.maximum(pop.mother[kids], 0)]
    kids, link = kids[along], link[along]
    for who, k in ((woman, np.flatnonzero(~to_hers)), (man, np.flatnonzero(~to_his))):
        pop.settle(who[k], target[k], when[k])
        pop.at_parents[who[k]] = False
    pop.settle(kids, target[link], when[link])


def separations(pop: Population, begin: int, length: int, part: float) -> None:
    """Couples part: mostly he moves out; some women flee to a refuge."""
    rng = pop.rng
    open_ = np.flatnonzero(pop.couple_end > begin).astype(np.int32)
    man, woman = pop.couple_man[open_], pop.couple_woman[open_]
    age = _age(pop, man, begin)
    years = (begin - pop.couple_start[open_]) / 365.25
    rate = 0.026 * np.exp(0.25 * (pop.need[man] + pop.need[woman]) / 2)
    rate = np.where(age > 60, 0.004, rate) * np.where(years > 12, 0.6, 1.0)
    ends = rng.random(len(open_)) < rate * part
    couple, man, woman = open_[ends], man[ends], woman[ends]
    n = len(couple)
    when = _days(pop, n, begin, length)
    pop.part(couple, when)
    he_goes = rng.random(n) < 0.78
    away = he_goes & (rng.random(n) < 0.15)
    pop.remove(man[away], when[away], death=False)
    refuge = ~he_goes & (rng.random(n) < 0.10)
    hostel = he_goes & ~away & (rng.random(n) < 0.04)
    mover = np.where(he_goes, man, woman)
    places = pop.places
    go = np.flatnonzero(~away)
    address = pop.find_homes(
        pop.choose_area(pop.need[mover[go]]),
        np.where(rng.random(len(go)) < 0.3, SOCIAL, PRIVATE).astype(np.int32),
        he_goes[go] & (rng.random(len(go)) < 0.12),
    )
    for kind, chosen in ((REFUGE, refuge), (HOSTEL, hostel)):
        options = np.flatnonzero(places.address_kind == kind)
        mine = chosen[go]
        address[mine] = rng.choice(options, int(mine.sum()))
    hh = pop.new_households(address)
    pop.settle(mover[go], hh, when[go])
    pop.at_parents[mover[go]] = False
    her = np.full(pop.size, -1, np.int32)
    her[woman[go][~he_goes[go]]] = np.flatnonzero(~he_goes[go])
    kids = pop.residents()
    kids = kids[(pop.mother[kids] >= 0) & pop.at_parents[kids]]
    link = her[pop.mother[kids]]
    along = (link >= 0) & (begin - pop.born[kids] < 365 * 17)
    kids, link = kids[along], link[along]
    pop.settle(kids, hh[link], when[go][link])
    back = rng.random(n) < 0.22
    back &= pop.surname[woman] != pop.birth_surname[woman]
    later = when[back] + rng.integers(60, 500, int(back.sum()))
    pop.set_surname(woman[back], pop.birth_surname[woman[back]], later)


def leave_home(pop: Population, begin: int, length: int, part: float) -> None:
    """Grown children leave their parents' household, a third of them the district."""
    rng = pop.rng
    here = pop.residents()
    here = here[pop.at_parents[here]]
    age = _age(pop, here, begin)
    rate = np.interp(age, [17.9, 18, 20, 24, 30, 40], [0, 0.1, 0.11, 0.17, 0.2, 0.1])
    who = here[rng.random(len(here)) < rate * part]
    when = _days(pop, len(who), begin, length)
    away = rng.random(len(who)) < 0.33
    pop.remove(who[away], when[away], death=False)
    who, when = who[~away], when[~away]
    tenure = np.where(rng.random(len(who)) < 0.8, PRIVATE, SOCIAL).astype(np.int32)
    address = pop.find_homes(
        pop.choose_area(pop.need[who]), tenure, rng.random(len(who)) < 0.2
    )
    young = rng.random(len(who)) < 0.015
    hostels = np.flatnonzero(pop.places.address_kind == HOSTEL)
    address[young] = rng.choice(hostels, int(young.sum()))
    pop.settle(who, pop.new_households(address), when)
    pop.at_parents[who] = False


def _heads(pop: Population, here: IntArray, begin: int) -> tuple[IntArray, IntArray]:
    """Households and one adult of each."""
    adults = here[~pop.at_parents[here] & (_age(pop, here, begin) >= 16)]
    hh, first = np.unique(pop.hh[adults], return_index=True)
    return hh.astype(np.int32), adults[first]


def household_moves(pop: Population, begin: int, length: int, part: float) -> None:
    """Whole households move inside the district, renters most often."""
    rng = pop.rng
    hh, head = _heads(pop, pop.residents(), begin)
    places = pop.places
    address = pop.hh_address[hh]
    rate = np.select(
        [
            places.address_tenure[address] == PRIVATE,
            places.address_tenure[address] == SOCIAL,
        ],
        [0.15, 0.042],
        0.036,
    )
    kind = places.address_kind[address]
    rate = np.where(kind == CARE_HOME, 0.0, np.where(kind > CARE_HOME, 0.85, rate))
    rate *= np.interp(_age(pop, head, begin), [20, 30, 50, 70], [1.3, 1.2, 0.8, 0.4])
    goes = rng.random(len(hh)) < np.minimum(rate * part, 0.95)
    hh, head = hh[goes], head[goes]
    area = pop.choose_area(pop.need[head])
    near = rng.random(len(hh)) < 0.4
    area[near] = places.address_lsoa[pop.hh_address[hh[near]]]
    target = pop.find_homes(
        area, pop.choose_tenure(pop.need[head], _age(pop, head, begin))
    )
    pop.move(hh, target, _days(pop, len(hh), begin, length))


def care_home_start(pop: Population, begin: int) -> None:
    """Some of the very old already live in care homes in 2005."""
    care_home_moves(pop, begin, 1, 2.5)


def care_home_moves(pop: Population, begin: int, length: int, part: float) -> None:
    """Old people who live alone move to care homes as far as there is room."""
    rng = pop.rng
    here = pop.residents()
    places = pop.places
    homes = np.flatnonzero(places.address_kind == CARE_HOME)
    inside = np.bincount(
        pop.hh_address[pop.hh[here]], minlength=len(places.address_kind)
    )[homes]
    rooms = np.repeat(homes, np.maximum(places.address_capacity[homes] - inside, 0))
    rng.shuffle(rooms)
    age = _age(pop, here, begin)
    rate = np.interp(age, [76, 82, 88, 95], [0, 0.02, 0.07, 0.2])
    rate = np.where(pop.partner[here] >= 0, rate * 0.25, rate)
    rate = np.where(places.institution[pop.hh_address[pop.hh[here]]], 0, rate)
    who = here[rng.random(len(here)) < rate * part][: len(rooms)]
    when = _days(pop, len(who), begin, length)
    pop.settle(who, pop.new_households(rooms[: len(who)]), when)


def out_migration(pop: Population, begin: int, length: int, part: float) -> None:
    """Whole households leave the district."""
    hh, head = _heads(pop, pop.residents(), begin)
    rate = LEAVE_RATE * np.interp(
        _age(pop, head, begin), [20, 30, 45, 60, 80], [1.7, 1.5, 0.8, 0.6, 0.3]
    )
    tenure = pop.places.address_tenure[pop.hh_address[hh]]
    rate = np.where(
        tenure == PRIVATE, rate * 1.8, np.where(tenure == SOCIAL, 0.6, 0.9) * rate
    )
    gone = hh[pop.rng.random(len(hh)) < rate * part]
    day_of = np.zeros(len(pop.hh_address), np.int32)
    day_of[gone] = _days(pop, len(gone), begin, length)
    who = pop.members(gone)
    pop.remove(who, day_of[pop.hh[who]], death=False)


def arrivals(pop: Population, target: int, begin: int, length: int) -> None:
    """Newcomers fill the district up to its size."""
    missing = target - len(pop.residents())
    while missing > 0:
        count = max(1, int(missing / 2.35))
        when = _days(pop, count, begin, length)
        pop.add_households(count, when, names.SHARE_NEW, newcomers=True)
        missing = target - len(pop.residents())
        if missing < 40:
            break
