"""What cells with a drop-down may say: the code that is stored, and its words in both languages."""

from __future__ import annotations

from domain.people.credential_words import GRADE_WORDS, QUALIFICATION_WORDS
from domain.wording import Words

Choices = dict[str, Words]

ORGANIZATION_KINDS: Choices = {
    "bureau": Words("政府部门", "Bureau"),
    "hospital": Words("医疗机构", "Hospital"),
    "league": Words("群团组织", "League"),
    "association": Words("协会", "Association"),
    "school": Words("学校", "School"),
    "company": Words("企业", "Company"),
    "other": Words("其他", "Other"),
}
GENDERS: Choices = {"F": Words("女", "Female"), "M": Words("男", "Male")}
LANGUAGES: Choices = {
    "zh": Words("普通话", "Mandarin"),
    "cjy": Words("晋语", "Jin"),
    "en": Words("英语", "English"),
    "csl": Words("手语", "Sign language"),
}
MOBILITY: Choices = {
    "independent": Words("行动自如", "Independent"),
    "assisted": Words("需要搀扶", "Assisted"),
    "wheelchair": Words("轮椅", "Wheelchair"),
    "bedridden": Words("卧床", "Bedridden"),
}
CARER_KINDS: Choices = {"practitioner": Words("医护人员", "Practitioner"), "volunteer": Words("志愿者", "Volunteer")}
GRADES: Choices = GRADE_WORDS
TRAVEL_MODES: Choices = {
    "foot": Words("步行", "On foot"),
    "ebike": Words("电动车", "E-bike"),
    "car": Words("汽车", "Car"),
}
QUALIFICATIONS: Choices = QUALIFICATION_WORDS
EXCEPTIONS: Choices = {"absent": Words("请假", "Absent"), "extra": Words("加班", "Extra")}
CHANNELS: Choices = {
    "online": Words("网上", "Online"),
    "phone": Words("电话", "Phone"),
    "wechat": Words("微信", "WeChat"),
    "door": Words("上门走访", "At the door"),
    "proxy": Words("代办", "Proxy"),
}
PRIORITIES: Choices = {
    "routine": Words("常规", "Routine"),
    "urgent": Words("优先", "Urgent"),
    "asap": Words("尽快", "As soon as possible"),
    "stat": Words("立即", "At once"),
}
REQUEST_STATES: Choices = {
    "active": Words("有效", "Active"),
    "paused": Words("暂停", "Paused"),
    "cancelled": Words("取消", "Cancelled"),
}
CONSENTS: Choices = {
    "service": Words("上门服务", "Home visit"),
    "guardian": Words("监护人", "Guardian"),
    "data": Words("个人信息", "Personal data"),
}
SESSION_STATES: Choices = {"planned": Words("计划", "Planned"), "cancelled": Words("取消", "Cancelled")}
ENROLMENT_STATES: Choices = {"enrolled": Words("已报名", "Enrolled"), "cancelled": Words("取消", "Cancelled")}
YES_NO: Choices = {"yes": Words("是", "Yes"), "no": Words("否", "No")}


def label(words: Words) -> str:
    """Both languages, as a cell or heading shows them; once where they are the same."""
    return words.zh if words.zh == words.en else f"{words.zh} {words.en}"
