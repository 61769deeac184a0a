"""Names of dated permissions and nursing grades in both languages, by the code that is stored."""

from __future__ import annotations

from domain.wording import Words

QUALIFICATION_WORDS: dict[str, Words] = {
    "licence": Words("护士执业证", "Nursing licence"),
    "clearance": Words("无违法犯罪记录证明", "Clearance to work with minors"),
    "training": Words("志愿者培训", "Volunteer training"),
    "first_aid": Words("急救培训", "First aid"),
    "insurance": Words("志愿者保险", "Volunteer insurance"),
}
GRADE_WORDS: dict[str, Words] = {
    "nurse": Words("护士", "Nurse"),
    "senior_nurse": Words("护师", "Senior nurse"),
    "supervisor_nurse": Words("主管护师", "Supervisor nurse"),
    "deputy_chief_nurse": Words("副主任护师", "Deputy chief nurse"),
    "chief_nurse": Words("主任护师", "Chief nurse"),
}
OTHERS: dict[str, Words] = {"adult": Words("年满十八周岁", "being of age")}


def credential_words(code: str) -> Words:
    """A permission's name; its code where it has none."""
    return {**QUALIFICATION_WORDS, **GRADE_WORDS, **OTHERS}.get(code, Words(code, code))


def held_words(code: str) -> Words:
    """That somebody holds it on the day, as in `职称达到护师`."""
    name = credential_words(code)
    if code in GRADE_WORDS:
        return Words(f"职称达到{name.zh}", f"is {name.en.lower()} or higher")
    if code in OTHERS:
        return Words(f"当天{name.zh}", "is of age on the day")
    return Words(f"「{name.zh}」当天有效", f"{name.en} is valid on the day")
