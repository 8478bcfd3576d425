"""Invented people and families: nobody twice, nobody real, nothing that does not fit."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from fundapp.demo.families import WHY, Village, fitting
from fundapp.demo.people import FIRST_FREE, FREE_PHONES, Pool
from fundapp.households.registration import declaration_problems, person_problems
from fundapp.kernel.identity import read_cccd

ON = date(2026, 3, 2)


def test_numbers_are_given_once_and_were_never_given_out() -> None:
    pool = Pool(1, taken=["0301900101"])
    people = [pool.person() for _person in range(2000)]
    numbers = [number for person in people for number in (person.cccd, person.phone)]
    assert len(set(numbers)) == len(numbers)
    assert "0301900101" not in numbers
    assert all(int(person.cccd[-6:]) >= FIRST_FREE and person.phone.startswith(FREE_PHONES) for person in people)


def test_a_number_tells_the_sex_and_the_year_of_its_bearer() -> None:
    pool = Pool(2)
    for _person in range(300):
        person = pool.person(born=(1960, 2020))
        assert read_cccd(person.cccd, sex=person.sex, birth=person.birth, on=ON).warnings == ()


def test_the_same_seed_gives_the_same_people() -> None:
    one, other = Pool(7), Pool(7)
    assert [one.person() for _person in range(50)] == [other.person() for _person in range(50)]


@given(st.integers(min_value=0, max_value=10_000), st.sampled_from(["new", "repair"]))
def test_families_can_be_registered(seed: int, kind: str) -> None:
    village = Village(Pool(seed), seed)
    families = [
        village.family("CDCS-BML", "CDX-HAIANH", ON, with_relatives=True), village.in_need_of_a_house("CDCS-SKD", "CDP-HOALU", ON, kind=kind),
    ]
    for family in families:
        assert [problem for person in (family.head, *family.relatives) for problem in person_problems(person, ON)] == []
        assert declaration_problems(family.declaration, ON) == []


@given(st.sampled_from(sorted(WHY)), st.sampled_from("FM"), st.integers(min_value=1, max_value=7))
def test_what_is_told_fits_who_tells_it(category: str, sex: str, size: int) -> None:
    texts = fitting(WHY[category], sex, size)
    assert texts
    assert set(texts) <= set(WHY[category])
    if sex == "M" and any("hồng" not in text for text in WHY[category]) and size >= 3:
        assert all("hồng" not in text for text in texts)
