"""
Names that people say for a time zone and that no table of time zones has.

Cities of many readers that share another city's clock, countries with one clock for almost
everybody, abbreviations. All as `zones.folded` leaves them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_BY_ZONE = {
    "America/Chicago": "austin, houston, dallas, urbana champaign, 芝加哥, 奥斯汀, 休斯敦, cdt",
    "America/Denver": "boulder, mountain, mt, mdt",
    "America/Los_Angeles": (
        "san francisco, palo alto, berkeley, stanford, silicon valley, seattle, san diego,"
        " pasadena, 旧金山, 硅谷, 西雅图, pacific, pt, pst, pdt"
    ),
    "America/New_York": (
        "boston, princeton, pittsburgh, philadelphia, washington, washington dc, ithaca, atlanta,"
        " 波士顿, 普林斯顿, 匹兹堡, 费城, 华盛顿, eastern, et, est, edt"
    ),
    "America/Toronto": "montreal, ottawa, waterloo, 蒙特利尔, 渥太华",
    "Asia/Dubai": "abu dhabi, 阿布扎比",
    "Asia/Hong_Kong": "hkt",
    "Asia/Jerusalem": "tel aviv, haifa, rehovot, 特拉维夫",
    "Asia/Kolkata": (
        "india, delhi, new delhi, mumbai, bangalore, bengaluru, chennai, hyderabad, 印度, 新德里,"
        " 孟买"
    ),
    "Asia/Riyadh": "thuwal, jeddah",
    "Asia/Seoul": "daejeon, pohang, 大田, kst",
    "Asia/Shanghai": (
        "china, beijing, shenzhen, guangzhou, hangzhou, nanjing, wuhan, chengdu, xian, hefei, 中国,"
        " 北京, 深圳, 广州, 杭州, 南京, 苏州, 武汉, 成都, 重庆, 西安, 合肥, 天津, 长沙,"
        " 济南, 青岛, 大连, 沈阳, 长春, 哈尔滨, 厦门, 福州, 郑州, 昆明, 兰州, 宁波, 东莞, 东八区"
    ),
    "Asia/Singapore": "sgt",
    "Asia/Taipei": "hsinchu, 新竹",
    "Asia/Tokyo": "kyoto, osaka, tsukuba, sendai, nagoya, 京都, 大阪, 筑波, 日本, 東京, jst",
    "Australia/Sydney": "canberra, 堪培拉, aest, aedt",
    "Europe/Athens": "eet, eest",
    "Europe/Berlin": (
        "germany, munich, münchen, hamburg, heidelberg, tübingen, bonn, dresden, göttingen, köln,"
        " 德国, 慕尼黑, 汉堡, 海德堡, cet, cest, mez, mesz"
    ),
    "Europe/Lisbon": "portugal, 葡萄牙, wet, west",
    "Europe/London": "oxford, edinburgh, uk, united kingdom, england, 牛津, 爱丁堡, 英国, bst",
    "Europe/Madrid": "spain, barcelona, 西班牙, 巴塞罗那",
    "Europe/Moscow": "msk",
    "Europe/Paris": "france, grenoble, saclay, lyon, 法国",
    "Europe/Rome": "milan, pisa, trieste, 米兰",
    "Europe/Stockholm": "uppsala, gothenburg",
    "Europe/Zurich": "geneva, cern, lausanne, eth, epfl, 日内瓦, 洛桑",
    "Pacific/Auckland": "new zealand, nzst, nzdt",
    "UTC": "utc, gmt, z, zulu, greenwich, 世界时, 协调世界时, 格林尼治",
}
CALLED: Mapping[str, str] = MappingProxyType(
    {name: zone for zone, names in _BY_ZONE.items() for name in names.split(", ")}
)

# What several clocks are called, with those that most people mean.
SHARED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "cst": ("America/Chicago", "Asia/Shanghai", "America/Havana"),
        "ist": ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"),
        "mst": ("America/Denver", "America/Phoenix", "Asia/Kuala_Lumpur"),
        "cambridge": ("Europe/London", "America/New_York", "America/Toronto"),
        **dict.fromkeys(
            ("us", "usa", "united states", "美国"),
            ("America/New_York", "America/Chicago", "America/Los_Angeles"),
        ),
        **dict.fromkeys(
            ("canada", "加拿大"), ("America/Toronto", "America/Edmonton", "America/Vancouver")
        ),
        **dict.fromkeys(
            ("brazil", "巴西"), ("America/Sao_Paulo", "America/Manaus", "America/Noronha")
        ),
        **dict.fromkeys(
            ("russia", "俄罗斯"), ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk")
        ),
    }
)

# Clocks that stand beside the full hour, in minutes from UTC, and who keeps them.
BESIDE_THE_HOUR: Mapping[int, str] = MappingProxyType(
    {
        -570: "Pacific/Marquesas",
        -210: "America/St_Johns",
        210: "Asia/Tehran",
        270: "Asia/Kabul",
        330: "Asia/Kolkata",
        345: "Asia/Kathmandu",
        390: "Asia/Yangon",
        525: "Australia/Eucla",
        570: "Australia/Darwin",
        630: "Australia/Lord_Howe",
        765: "Pacific/Chatham",
    }
)
