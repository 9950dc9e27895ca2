"""Words for what no codebook names: statistics, things counted on the way, choices of method. One place for all.

One row is a key as the ledger keeps it, with its words in both languages; "How sure?" prints these, never the key.
"""

from __future__ import annotations

from manyi.language.formats import Language
from manyi.language.text import Text

# Said of a number of an item only where it is more than the item's plain level.
LEVELS = frozenset({"mean", "share", "nps", "count"})
STATISTICS = {
    "mean": Text(en="mean", zh="均值"),
    "share": Text(en="share", zh="占比"),
    "nps": Text(en="net promoter score", zh="净推荐值"),
    "count": Text(en="number counted", zh="个数"),
    "median": Text(en="median", zh="中位数"),
    "p90": Text(en="nine in ten within", zh="九成在此之内"),
    "minimum": Text(en="minimum", zh="最小值"),
    "lowest": Text(en="lowest", zh="最低值"),
    "highest": Text(en="highest", zh="最高值"),
    "without": Text(en="those without", zh="未达到者"),
    "rank": Text(en="rank", zh="名次"),
    "difference": Text(en="difference", zh="差值"),
    "relative difference": Text(en="difference in percent", zh="相对差"),
    "change": Text(en="change", zh="变化"),
    "relative change": Text(en="change in percent", zh="相对变化"),
    "change: rate": Text(en="change within the groups", zh="组内变化"),
    "change: mix": Text(en="change by the make-up of the groups", zh="构成变化"),
    "smallest detectable change": Text(en="smallest change that would have been seen", zh="可检出的最小变化"),
    "smallest difference of interest": Text(en="smallest difference of interest", zh="值得关注的最小差值"),
    "answers one step higher": Text(en="answers one step higher", zh="提高一级的回答数"),
    "mean compared in pairs": Text(en="mean, compared in pairs", zh="两两比较的均值"),
    "joint test": Text(en="test of whether groups differ at all", zh="各组是否有差别的检验"),
    "comparisons": Text(en="comparisons tested", zh="检验的比较数"),
    "importance": Text(en="share of what the drivers explain", zh="占驱动因素解释量的份额"),
    "performance": Text(en="rating", zh="评分"),
    "coefficient": Text(en="coefficient", zh="系数"),
    "variance inflation": Text(en="variance inflation", zh="方差膨胀因子"),
    "scenario": Text(en="difference in the scenario", zh="情景差值"),
    "share moved": Text(en="share of answers moved", zh="变动的回答占比"),
    "share of resamples": Text(en="share of resamples", zh="重抽样占比"),
    "shrunken mean": Text(en="shrunken mean", zh="收缩均值"),
    "weight of the group's own answers": Text(en="weight of the group's own answers", zh="本组回答的权重"),
    "rank correlation": Text(en="rank correlation", zh="等级相关"),
    "trend": Text(en="test of a trend", zh="趋势检验"),
    "trend within": Text(en="test of a trend inside the groups", zh="组内趋势检验"),
    "target": Text(en="target", zh="目标值"),
    "worst case": Text(en="worst case", zh="最差情形"),
    "best case": Text(en="best case", zh="最好情形"),
    "beyond the limit": Text(en="beyond the control limit", zh="超出控制限"),
    "largest gap before weighting": Text(en="largest gap before weighting", zh="加权前最大差距"),
    "largest gap after weighting": Text(en="largest gap after weighting", zh="加权后最大差距"),
    "targets_all": Text(en="service targets", zh="服务指标"),
    "targets_met": Text(en="service targets met", zh="达标的服务指标"),
    "targets_missed": Text(en="service targets missed", zh="未达标的服务指标"),
    "targets_open": Text(en="service targets the data cannot judge", zh="无法判断的服务指标"),
}
# What a chapter counts or makes on the way; a codebook that names the same key wins.
MADE = {
    "met": Text(en="Targets met", zh="达标指标"),
    "not_met": Text(en="Targets not met", zh="未达标指标"),
    "not_shown": Text(en="Targets the data can show neither way", zh="尚不能证明的指标"),
    "interviewees": Text(en="Interviewees", zh="受访者"),
    "cities": Text(en="Cities", zh="城市"),
    "kappa": Text(en="Agreement of the two coders (kappa)", zh="两位编码员的一致性（κ）"),
    "five_stars": Text(en="Firms with five stars", zh="五星级企业"),
    "passed_without_star": Text(en="Second tier, standard reached, no star", zh="位于第二梯队且达标但无星级"),
    "tickets": Text(en="Tickets", zh="工单"),
    "unknown": Text(en="Tickets with no known outcome", zh="结果未知的工单"),
    "signals": Text(en="Months outside the control limits", zh="超出控制限的月份"),
    "months": Text(en="Months", zh="月份"),
    "staff": Text(en="People in service", zh="在岗人员"),
    "below": Text(en="Staff trained less than the target", zh="培训时间不足目标的人员"),
    "assessed_yes": Text(en="Staff whose skills were assessed", zh="完成技能评估的人员"),
    "invited": Text(en="Invitations", zh="邀请"),
    "satisfied": Text(en="Satisfied, of those who answered", zh="作答者中满意的比例"),
    "outside_chance": Text(en="Categories outside what chance allows", zh="超出纯偶然范围的类目"),
    "outside_spread": Text(
        en="Categories outside what chance and the usual spread allow", zh="超出偶然与通常差异范围的类目"
    ),
    "rate_rank": Text(en="Place by negative reviews per thousand orders", zh="按每千单差评数的名次"),
    "read_twice": Text(en="Negative reviews read twice", zh="双人阅读的差评"),
    "inside": Text(en="Published figures found again", zh="复现的已发表数字"),
    "published": Text(en="Published figures compared", zh="比较的已发表数字"),
    "time": Text(en="Negative reviews, over the year", zh="差评，年初至年末"),
    "promotion=yes": Text(en="Negative reviews, promotions against other days", zh="差评，促销期与平日相比"),
    "later": Text(en="Negative reviews, against the year before", zh="差评，与上年相比"),
}
CHOICES = {
    "published": Text(en="As published", zh="本报告采用"),
    "unweighted": Text(en="Unweighted", zh="不加权"),
    "base": Text(en="Base weights, not raked", zh="仅基础权数"),
    "cut": Text(en="Weights cut at twice their mean", zh="权数超过均值两倍者截断"),
    "careless": Text(en="Careless respondents kept", zh="保留作答不认真者"),
    "imputed": Text(en="Missing answers predicted", zh="缺失回答以预测值填补"),
}
GROUPS = {("choice", key): text for key, text in CHOICES.items()} | {
    ("goods", "appliances"): Text(en="Appliances, large and small", zh="大小家电"),
}
HELD = "held:"  # choice: the make-up by an item is that of the wave before
SAME = {"en": "Same make-up as before: {}", "zh": "构成与上期相同：{}"}
BY = {"en": "by {}", "zh": "按{}"}
AGAINST = Text(en="{a} against {b}", zh="{a}与{b}相比")
METHODS = {
    "weighted regression": Text(en="weighted regression", zh="加权回归"),
    "Jonckheere-Terpstra, stratified": Text(en="Jonckheere-Terpstra, stratified", zh="Jonckheere-Terpstra（分层）"),
}
# Models of drivers are named by their parts: 'lmg, linear, complete', 'johnson-linear-weighted-imputed'.
MODEL_PARTS = {
    "lmg": Text(en="LMG", zh="LMG"),
    "johnson": Text(en="relative weights", zh="相对权重"),
    "linear": Text(en="linear", zh="线性"),
    "ordinal": Text(en="ordinal", zh="有序"),
    "weighted": Text(en="weighted", zh="加权"),
    "unweighted": Text(en="unweighted", zh="不加权"),
    "complete": Text(en="complete answers", zh="完整回答"),
    "imputed": Text(en="imputed", zh="插补"),
    "controls": Text(en="with controls", zh="含控制变量"),
}


def against(a: Text, b: Text) -> Text:
    """Return what a difference of two groups is of: 'callers against store visitors'."""
    return Text(en=AGAINST.en.format(a=a.en, b=b.en), zh=AGAINST.zh.format(a=a.zh, b=b.zh))


def method(key: str, language: Language) -> str:
    """Return what a method is called; one that bears the names of people is called so in both languages."""
    if key in METHODS:
        return METHODS[key][language]
    parts = key.replace(", ", "-").split("-")
    if not all(part in MODEL_PARTS for part in parts):
        return key
    return {"en": ", ", "zh": "、"}[language].join(MODEL_PARTS[part][language] for part in parts)
