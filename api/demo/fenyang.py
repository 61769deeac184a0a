"""Fenyang as the Lüliang Daily describes it: its communities, organisations and rooms; services and skills to match."""

from __future__ import annotations

from random import Random
from typing import Any

from domain.organizations.operations import OrganizationEntry
from domain.people.operations import SkillEntry
from domain.places.operations import BuildingEntry, CommunityEntry, RoomEntry
from domain.visits.requests import ServiceEntry
from domain.weekly import WeeklyTime
from domain.wording import Words

UNIT = "health-bureau"
NOTES = (
    Words(
        "汾阳演示数据 / 人名、电话、门牌均为虚构", "Demo data of Fenyang / people, numbers and addresses are invented"
    ),
    Words(
        "社区、单位、项目和活动的名称取自《吕梁日报》的报道。",
        "Names of communities, organisations and activities are those of a report in the Lüliang Daily.",
    ),
)
CENTRES = {  # degrees, about where each community could be
    "xifu": (37.2672, 111.7701),
    "ximen": (37.2621, 111.7689),
    "guzhuang": (37.2548, 111.7735),
    "xingfujie": (37.2583, 111.7842),
    "nanxun": (37.2527, 111.7826),
    "dongfanghong": (37.2650, 111.7868),
}
EVERY_DAY = tuple(range(7))

ORGANIZATIONS = [
    OrganizationEntry(UNIT, "汾阳市卫健局", "bureau", "Fenyang Health Bureau", is_planning_unit=True),
    OrganizationEntry("xiyuan-hospital", "西苑医院", "hospital", "Xiyuan Hospital"),
    OrganizationEntry("xihe-health-centre", "西河卫生院", "hospital", "Xihe Health Centre"),
    OrganizationEntry("aier-eye-hospital", "爱尔眼科医院", "hospital", "Aier Eye Hospital"),
    OrganizationEntry("transport-bureau", "汾阳市交通局", "bureau", "Fenyang Transport Bureau"),
    OrganizationEntry("emergency-bureau", "汾阳市应急管理局", "bureau", "Fenyang Emergency Management Bureau"),
    OrganizationEntry("youth-league", "共青团汾阳市委", "league", "Youth League of Fenyang"),
    OrganizationEntry(
        "youth-volunteers", "汾阳市青少年志愿者协会", "association", "Fenyang Young Volunteers' Association"
    ),
]
COMMUNITIES = [
    CommunityEntry("xifu", "西府社区", "Xifu", planned_by=UNIT),
    CommunityEntry("ximen", "西门社区", "Ximen", planned_by=UNIT),
    CommunityEntry("guzhuang", "古庄社区", "Guzhuang", planned_by=UNIT),
    CommunityEntry("xingfujie", "幸福街社区", "Xingfu Street", planned_by=UNIT),
    CommunityEntry("nanxun", "南熏社区", "Nanxun", planned_by=UNIT),
    CommunityEntry("dongfanghong", "东方红社区", "Dongfanghong", "文峰街道", planned_by=UNIT),
]
SKILLS = [
    SkillEntry("dressing", "换药", "Wound dressing"),
    SkillEntry("catheter", "导尿", "Catheter care"),
    SkillEntry("feeding", "鼻饲", "Tube feeding"),
    SkillEntry("vitals", "血压血糖监测", "Blood pressure and glucose"),
    SkillEntry("rehab", "康复", "Rehabilitation"),
    SkillEntry("eye", "眼科检查", "Eye check"),
    SkillEntry("infusion", "输液", "Infusion"),
    SkillEntry("lifting", "移位搬抬", "Lifting"),
    SkillEntry("company", "陪伴", "Company"),
    SkillEntry("errands", "代办", "Errands"),
    SkillEntry("yangge", "秧歌", "Yangge dance"),
    SkillEntry("speech", "口才", "Public speaking"),
    SkillEntry("cube", "魔方", "Puzzle cubes"),
    SkillEntry("homework", "课业辅导", "Homework"),
    SkillEntry("herbs", "本草", "Herbs"),
]
NURSING: dict[str, Any] = {
    "carer_kind": "practitioner",
    "qualification": "licence",
    "min_years": 5,
    "min_grade": "senior_nurse",
}
LICENSED: dict[str, Any] = {"carer_kind": "practitioner", "qualification": "licence"}
SERVICES = [
    ServiceEntry("dressing-visit", "伤口换药", 45, "Wound dressing", skill="dressing", **NURSING),
    ServiceEntry("catheter-visit", "导尿管更换", 60, "Catheter change", skill="catheter", **NURSING),
    ServiceEntry("feeding-visit", "鼻饲管护理", 45, "Feeding tube care", skill="feeding", level=2, **NURSING),
    ServiceEntry("vitals-visit", "血压血糖监测", 30, "Blood pressure and glucose", skill="vitals", **LICENSED),
    ServiceEntry("rehab-visit", "康复指导", 60, "Rehabilitation", skill="rehab", **LICENSED),
    ServiceEntry("eye-visit", "上门眼科检查", 30, "Eye check at home", skill="eye", **LICENSED),
    ServiceEntry("infusion-visit", "静脉输液", 120, "Infusion", skill="infusion", is_prohibited=True, **NURSING),
    ServiceEntry("lifting-visit", "协助翻身移位", 40, "Lifting and turning", carers_needed=2, skill="lifting"),
    ServiceEntry("company-visit", "陪伴聊天", 60, "Company", skill="company", assessment_needed=False),
    ServiceEntry("errands-visit", "代买代办", 45, "Errands", skill="errands", assessment_needed=False),
]
ROOMS = [
    RoomEntry(
        "nanxun-hall",
        "nanxun",
        "南熏社区活动室",
        60,
        "Nanxun activity room",
        latitude=37.2529,
        longitude=111.7829,
        hours=(WeeklyTime(EVERY_DAY, 8 * 60, 20 * 60 + 30),),
    ),
    *(
        RoomEntry(
            key,
            "dongfanghong",
            name,
            capacity,
            name_en,
            latitude=37.2651,
            longitude=111.7870,
            hours=(WeeklyTime((2, 4), 14 * 60, 18 * 60), WeeklyTime((5, 6), 8 * 60 + 30, 18 * 60)),
        )
        for key, name, capacity, name_en in (
            ("children-room", "儿童活动室", 30, "Children's room"),
            ("wisdom-space", "智慧空间", 24, "Wisdom space"),
            ("science-hall", "科学大讲堂", 80, "Science hall"),
        )
    ),
]
BASICS: dict[str, list[Any]] = {
    "organizations": ORGANIZATIONS,
    "communities": COMMUNITIES,
    "skills": SKILLS,
    "services": SERVICES,
    "rooms": ROOMS,
}


def buildings(random: Random, *, per_community: int) -> list[BuildingEntry]:
    """Buildings within some 400 m of each community's middle."""
    return [
        BuildingEntry(
            f"{community}-{number}",
            community,
            f"{number}号楼",
            round(latitude + random.uniform(-0.0035, 0.0035), 5),
            round(longitude + random.uniform(-0.0045, 0.0045), 5),
        )
        for community, (latitude, longitude) in CENTRES.items()
        for number in range(1, per_community + 1)
    ]
