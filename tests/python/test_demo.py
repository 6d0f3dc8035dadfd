"""The demonstration: its deliveries keep the landing contract and its truth is true."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from demo.__main__ import main
from demo.identifiers import nhs_numbers, ninos, upn_check_letter, upns

CONTRACT = {
    "essex_county_council": {
        "eyfs_profile": "record_id upn forename surname date_of_birth sex "
        "address_line_1 postcode uprn academic_year school_urn ethnicity "
        "first_language_not_english fsm_eligible sen_provision "
        + " ".join(f"elg{i:02d}" for i in range(1, 18)),
        "health_visiting_reviews": "record_id nhs_number forename surname "
        "date_of_birth sex address_line_1 postcode uprn mother_nhs_number "
        "mother_forename mother_surname mother_date_of_birth ethnicity "
        "birth_weight_grams gestation_weeks review_type review_date "
        "breastfeeding_6_weeks "
        "asq3_communication asq3_gross_motor asq3_fine_motor asq3_problem_solving "
        "asq3_personal_social",
        "childrens_social_care_people": "pers_person_id pers_common_child_id pers_upn "
        "pers_forename pers_surname pers_dob pers_expected_dob pers_sex "
        "addr_address_line_1 addr_address_postcode addr_address_uprn pers_ethnicity",
        "childrens_social_care_episodes": "record_id pers_person_id episode_type "
        "start_date end_date referral_source primary_need_code category_of_abuse "
        "assessment_factors",
        "youth_offending": "record_id yp_id forename surname date_of_birth sex "
        "address_line_1 postcode ethnicity offence_date offence_category gravity_score "
        "outcome outcome_date",
        "drug_alcohol_treatment": "record_id initials date_of_birth sex postcode "
        "treatment_start treatment_end discharge_reason primary_substance "
        "parental_status children_living_with",
    },
    "basildon_borough_council": {
        "housing_tenancies": "tenancy_ref tenant_number title forename surname "
        "date_of_birth nino address_line_1 postcode uprn tenancy_type start_date "
        "end_date rent_arrears_gbp notice_served_date antisocial_behaviour_complaints",
        "housing_benefit_claim_members": "claim_ref member_number forename surname "
        "date_of_birth sex nino address_line_1 postcode uprn member_role "
        "claim_start_date claim_end_date weekly_award_gbp passported_benefit "
        "tenure_code",
    },
    "essex_police": {
        "crimes": "crime_ref person_number forename surname date_of_birth sex "
        "address_line_1 postcode person_role offence_date offence_group "
        "weapon_involved drug_supply outcome",
        "domestic_abuse_incidents": "incident_ref person_number forename surname "
        "date_of_birth sex address_line_1 postcode person_role incident_at risk_tool "
        "risk_level children_present is_crime",
    },
    "mid_and_south_essex_nhs": {
        "ae_attendances": "attendance_id nhs_number forename surname date_of_birth sex "
        "postcode ethnicity arrival_at arrival_mode chief_complaint acuity "
        "injury_mechanism disposal national_data_opt_out",
    },
    "schools": {
        "school_census": "record_id upn forename surname date_of_birth sex "
        "address_line_1 postcode uprn census_date ethnicity fsm_eligible sen_provision "
        "school_urn nc_year sessions_possible sessions_absent suspensions "
        "permanent_exclusion",
    },
    "voluntary_sector": {
        "services": "service_id organization_name service_name taxonomy_term "
        "minimum_age maximum_age postcode places_per_week assured_date status",
        "social_prescribing_referrals": "referral_id nhs_number forename surname "
        "date_of_birth postcode referral_date reason service_id sessions_attended "
        "wellbeing_before wellbeing_after",
        "parent_voice": "response_id survey_date postcode_sector theme sentiment "
        "comment",
    },
    "evaluation": {
        "labelled_records": "partner dataset record_key person_label household_label",
    },
}
KEYS = {
    "eyfs_profile": ["record_id"],
    "health_visiting_reviews": ["record_id"],
    "childrens_social_care_people": ["pers_person_id"],
    "childrens_social_care_episodes": ["record_id"],
    "youth_offending": ["record_id"],
    "drug_alcohol_treatment": ["record_id"],
    "housing_tenancies": ["tenancy_ref", "tenant_number"],
    "housing_benefit_claim_members": ["claim_ref", "member_number"],
    "crimes": ["crime_ref", "person_number"],
    "domestic_abuse_incidents": ["incident_ref", "person_number"],
    "ae_attendances": ["attendance_id"],
    "school_census": ["record_id"],
    "social_prescribing_referrals": ["referral_id"],
}
WINDOWS = {"housing_tenancies", "housing_benefit_claim_members", "youth_offending"}
DATASETS = [(p, d) for p, datasets in CONTRACT.items() for d in datasets]


def generate(root: Path, seed: int = 2016) -> tuple[Path, Path]:
    landing, truth = root / "landing", root / "truth"
    arguments = ["--people", "5000", "--seed", str(seed)]
    arguments += ["--landing-root", str(landing), "--truth-root", str(truth)]
    assert main(arguments) == 0
    return landing, truth


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return generate(tmp_path_factory.mktemp("demo"))


def text_of(path: Path, dataset: str) -> str:
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    return data.decode("cp1252" if dataset in WINDOWS else "utf-8-sig")


def read(path: Path, dataset: str) -> pd.DataFrame:
    if path.suffix == ".parquet":
        return pd.read_parquet(path).astype("string")
    frame = pd.read_csv(io.StringIO(text_of(path, dataset)), dtype="string")
    return frame.rename(columns=str.lower)


def deliveries(landing: Path, partner: str, dataset: str) -> pd.DataFrame:
    folder = landing / partner / dataset
    parts = []
    for path in sorted(folder.rglob("*.*")):
        if path.is_file():
            parts.append(read(path, dataset).assign(delivered=path.parent.name))
    return pd.concat(parts, ignore_index=True)


def hashes(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize(("partner", "dataset"), DATASETS)
def test_columns_are_those_of_the_contract(
    made: tuple[Path, Path], partner: str, dataset: str
) -> None:
    frame = deliveries(made[0], partner, dataset)
    assert set(frame.columns) - {"delivered"} == set(CONTRACT[partner][dataset].split())
    assert frame["delivered"].str.fullmatch(r"20\d\d-\d\d-\d\d").all()
    for key in KEYS.get(dataset, []):
        assert frame[key].notna().all()


def test_nothing_else_is_delivered(made: tuple[Path, Path]) -> None:
    partners = {p.name for p in made[0].iterdir()}
    assert partners == set(CONTRACT) | {"reference"}


def test_nhs_numbers_are_valid_distinct_and_of_the_test_range() -> None:
    numbers = nhs_numbers(20_000, 123_457)
    assert len(np.unique(numbers)) == 20_000
    digits = np.array([[int(c) for c in str(n)] for n in numbers])
    check = 11 - digits[:, :9] @ np.arange(10, 1, -1) % 11
    check[check == 11] = 0
    assert (check == digits[:, 9]).all()
    assert (numbers // 10_000_000 == 999).all()


def test_upns_agree_with_the_contracts_examples() -> None:
    examples = np.array([950000178301, 243278544154, 247962919251])
    assert upns(examples)[:2].tolist() == ["A950000178301", "H243278544154"]
    assert upns(examples)[2] != "R247962919251"


def test_ninos_have_a_valid_form() -> None:
    banned = "BG|GB|NK|KN|TN|NT|ZZ"
    form = rf"(?!{banned})[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{{6}}[A-D]"
    numbers = ninos(5_000, 11)
    assert len(set(numbers)) == 5_000
    assert all(re.fullmatch(form, number) for number in numbers)


def test_delivered_numbers_are_mostly_valid_and_some_are_not(
    made: tuple[Path, Path],
) -> None:
    frame = deliveries(made[0], "schools", "school_census")
    upn = frame["upn"].dropna()
    whole = upn[upn.str.fullmatch(r"[A-Z]\d{12}")]
    letter = upn_check_letter(whole.str[1:].astype("int64").to_numpy())
    share = (letter == whole.str[0].to_numpy()).mean()
    assert 0.98 < share < 1
    seen = deliveries(made[0], "mid_and_south_essex_nhs", "ae_attendances")[
        "nhs_number"
    ]
    assert 0.01 < seen.isna().mean() < 0.12


def test_the_same_seed_gives_the_same_bytes(
    made: tuple[Path, Path], tmp_path: Path
) -> None:
    landing, truth = generate(tmp_path)
    assert hashes(landing) == hashes(made[0])
    assert hashes(truth) == hashes(made[1])


def test_another_seed_gives_other_people(
    made: tuple[Path, Path], tmp_path: Path
) -> None:
    _, truth = generate(tmp_path, seed=7)
    people = pd.read_parquet(truth / "people.parquet", columns=["forename"])
    others = pd.read_parquet(made[1] / "people.parquet", columns=["forename"])
    assert not people["forename"].head(100).equals(others["forename"].head(100))


def test_every_labelled_record_is_in_a_delivery_and_every_record_is_labelled(
    made: tuple[Path, Path],
) -> None:
    labels = deliveries(made[0], "evaluation", "labelled_records")
    assert labels["person_label"].notna().all()
    assert not labels.duplicated(["partner", "dataset", "record_key"]).any()
    for (partner, dataset), group in labels.groupby(["partner", "dataset"]):
        frame = deliveries(made[0], partner, dataset)
        keys = set(frame[KEYS[dataset]].agg("|".join, axis=1))
        own = group["record_key"][~group["record_key"].str.endswith("|mother")]
        assert set(own) == keys, dataset
        mothers = set(group["record_key"]) - set(own)
        named = frame["record_id"][frame["mother_surname"].notna()] if mothers else []
        assert {f"{key}|mother" for key in named} == mothers


def test_people_are_known_in_several_sources(made: tuple[Path, Path]) -> None:
    labels = deliveries(made[0], "evaluation", "labelled_records")
    sources = labels.groupby("person_label")["dataset"].nunique()
    assert (sources > 1).mean() > 0.4
    homes = labels.dropna(subset=["household_label"])
    assert homes.groupby("household_label")["person_label"].nunique().max() < 25


def good_level(frame: pd.DataFrame) -> pd.Series:
    goals = frame[[f"elg{i:02d}" for i in range(1, 13)]]
    return goals.isin(["2", "3"]).all(axis=1)


def test_readiness_is_near_the_published_rates(made: tuple[Path, Path]) -> None:
    frame = deliveries(made[0], "essex_county_council", "eyfs_profile")
    frame = frame.drop_duplicates("record_id", keep="last")
    assert set(frame["academic_year"]) == {
        f"{y - 1}/{y % 100:02d}" for y in range(2013, 2026) if y not in (2020, 2021)
    }
    ready = good_level(frame)
    early = frame["academic_year"] == "2012/13"
    late = frame["academic_year"].isin(["2021/22", "2022/23", "2023/24", "2024/25"])
    assert 0.40 < ready[early].mean() < 0.60
    assert 0.60 < ready[late].mean() < 0.72
    girls = frame["sex"] == "F"
    assert ready[late & girls].mean() > ready[late & ~girls].mean() + 0.05
    assert not (frame.loc[late, [f"elg{i:02d}" for i in range(1, 18)]] == "3").any(
        axis=None
    )


def test_profiles_agree_with_the_true_outcomes(made: tuple[Path, Path]) -> None:
    risks = pd.read_parquet(made[1] / "true_risks.parquet")
    ready = risks[risks["risk"] == "school_readiness"].dropna(subset=["outcome"])
    labels = deliveries(made[0], "evaluation", "labelled_records")
    labels = labels[labels["dataset"] == "eyfs_profile"]
    frame = deliveries(made[0], "essex_county_council", "eyfs_profile")
    frame = frame.drop_duplicates("record_id", keep="last").assign(good=good_level)
    merged = labels.merge(frame, left_on="record_key", right_on="record_id").merge(
        ready, on="person_label"
    )
    assert len(merged) == len(frame)
    assert (merged["good"] == ~merged["outcome"].astype(bool)).all()
    assert abs(merged["true_probability"].mean() - (~merged["good"]).mean()) < 0.02


def test_windows_text_has_letters_beyond_ascii(made: tuple[Path, Path]) -> None:
    texts = [
        text_of(path, "housing_benefit_claim_members")
        for path in (made[0] / "basildon_borough_council").rglob("*.gz")
    ]
    assert any(not text.isascii() for text in texts)


def test_postcodes_are_in_the_directory(made: tuple[Path, Path]) -> None:
    path = made[0] / "reference" / "postcode_directory" / "NSPL_demo.csv"
    directory = pd.read_csv(path, dtype="string")
    assert {"pcds", "doterm", "oa11", "lsoa11", "osward", "laua", "lat", "long"} <= set(
        directory.columns
    )
    seen = deliveries(made[0], "mid_and_south_essex_nhs", "ae_attendances")["postcode"]
    plain = seen.dropna().str.replace(" ", "").str.upper()
    known = set(directory["pcds"].str.replace(" ", ""))
    assert plain.isin(known).mean() > 0.95


def test_a_landing_root_in_use_is_refused(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    landing = tmp_path / "landing"
    landing.mkdir()
    (landing / "essex_police").mkdir()
    arguments = ["--people", "5000", "--landing-root", str(landing)]
    assert main([*arguments, "--truth-root", str(tmp_path / "truth")]) == 2
    assert "not empty" in caplog.text
    assert sorted(p.name for p in tmp_path.iterdir()) == ["landing"]


@pytest.mark.parametrize("people", ["4999", "1500001", "-1"])
def test_sizes_out_of_range_are_refused(
    people: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    arguments = ["--people", people, "--landing-root", str(tmp_path / "landing")]
    assert main([*arguments, "--truth-root", str(tmp_path / "truth")]) == 2
    assert "5,000 to 1,500,000" in caplog.text
