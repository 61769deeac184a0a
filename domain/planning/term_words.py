"""The terms of the score in people's words."""

from __future__ import annotations

from collections.abc import Iterable

from domain.wording import Words

TERM_WORDS: dict[str, Words] = {
    "unassigned": Words("未派的服务", "visits unassigned"),
    "slot": Words("空缺的岗位", "empty slots"),
    "delay": Words("急件延迟", "urgent visits late"),
    "travel": Words("路程", "travel"),
    "waiting": Words("等待", "waiting"),
    "duty": Words("出勤次数", "duties"),
    "overtime": Words("加班", "overtime"),
    "unfair": Words("负担不均", "unfair load"),
    "wish": Words("时间意愿", "wished times missed"),
    "continuity": Words("更换人员", "changes of carer"),
    "unfamiliar": Words("陌生人员", "unfamiliar carers"),
    "gender": Words("性别意愿", "gender wishes missed"),
    "language": Words("语言意愿", "language wishes missed"),
    "moved": Words("已发布人员变动", "published carers changed"),
    "shifted": Words("已发布时间变动", "published times changed"),
}


def terms_words(terms: Iterable[tuple[str, int]]) -> Words:
    """Terms with the points that they cost more or less: `路程 +900、更换人员 -300`."""
    said = [(TERM_WORDS.get(name, Words(name, name)), f"{points:+,}") for name, points in terms]
    return Words(
        "、".join(f"{words.zh} {points}" for words, points in said),
        ", ".join(f"{words.en} {points}" for words, points in said),
    )


def cost_words(points: int) -> Words:
    """Points more or less than now."""
    if points == 0:
        return Words("分数不变", "costs the same")
    if points > 0:
        return Words(f"多 {points:,} 分", f"costs {points:,} points more")
    return Words(f"少 {-points:,} 分", f"costs {-points:,} points less")
