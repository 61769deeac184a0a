"""Invented names and telephone numbers: nobody's."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁宋谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
ELDERS = "桂兰秀英玉珍淑华凤仙美莲德福长寿永贵国栋建国文秀素芳春生喜梅翠萍金锁润生银环改莲香莲存英俊德守义"
CHILDREN = "梓涵子轩雨桐浩然思远可欣一诺宇航诗琪嘉懿沐阳语晨若曦明泽佳怡书瑶俊熙安琪天佑心怡"
ADULTS = "晓燕丽娜海霞建军志强红梅雪峰俊杰雅静慧敏永强艳芳国强伟东春燕秀娟立新瑞芳鹏飞晓东"


def invented(random: Random, given: str) -> Iterator[str]:
    """Names that don't repeat: a surname and two characters of `given` that stand together."""
    pairs = [given[i : i + 2] for i in range(0, len(given) - 1, 2)]
    names = [surname + pair for surname in SURNAMES for pair in pairs]
    random.shuffle(names)
    yield from names


def telephone(number: int) -> str:
    """A number of Fenyang's area code that no exchange gives out."""
    return f"0358-000{number:04d}"
