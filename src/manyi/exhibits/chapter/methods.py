"""Reference matter of a study: disclosure items, questions in their exact words, breaks in series, formulas.

Input: study.yml and codebook.yml. Output: HTML in both languages, displayed at once. Words only: no results.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup

from manyi.errors import InputError
from manyi.exhibits.chapter.chapter import Chapter
from manyi.exhibits.html import bundle, font, markup
from manyi.exhibits.html.markup import tag
from manyi.language import formats
from manyi.language.formats import LANGUAGES, Language
from manyi.language.text import Text
from manyi.study.codebook import Item
from manyi.study.study import Study

Table = tuple[Sequence[str], Sequence[Sequence[str]]]  # heads, rows of cells


def disclosure(chapter: Chapter) -> None:
    """Print every disclosure item; items that the study does not answer stop the build."""
    study = chapter.survey.study
    if missing := [key for key in required(study) if key not in study.disclosure]:
        raise InputError(f"disclosure lacks {', '.join(missing)}", where=f"{study.study}/study.yml")
    given = {**ANSWERED, **study.disclosure}

    def rows(language: Language) -> Table:
        known = [key for key in DISCLOSED if key in given]
        return heads("disclosure", language), [(DISCLOSED[key][language], given[key][language]) for key in known]

    print_table(chapter, "disclosure", rows)


def questions(chapter: Chapter) -> None:
    """Print the questions asked in this wave, in their exact words, with their answers and routing."""
    book, year = chapter.survey.codebook, chapter.survey.year
    hidden = set(book.with_role("identifier"))
    asked = {name: item for name, item in book.items.items() if item.column(year) is not None and name not in hidden}

    def rows(language: Language) -> Table:
        return heads("questions", language), [
            (item.short[language], item.text[language], _answers(item, language)) for item in asked.values()
        ]

    print_table(chapter, "questions", rows)


def comparability(chapter: Chapter) -> None:
    """Print every question whose series breaks, when and why."""
    book, year = chapter.survey.codebook, chapter.survey.year
    broken = [
        (item, wave, why) for item in book.items.values() for wave, why in item.comparable.items() if wave <= year
    ]
    if not broken:
        chapter.notice("comparability", en="No question changed in a way that breaks its series.",
                       zh="没有题目因改动而中断序列。")  # fmt: skip
        return

    def rows(language: Language) -> Table:
        return heads("comparability", language), [
            (item.short[language], str(wave), why[language]) for item, wave, why in broken
        ]

    print_table(chapter, "comparability", rows)


def waves(chapter: Chapter) -> None:
    """Print when each wave up to this one was held, and what is to be known of it."""
    study, year = chapter.survey.study, chapter.survey.year
    held = [(wave, about) for wave, about in sorted(study.waves.items()) if wave <= year]
    none = Text(en="–", zh="–")

    def rows(language: Language) -> Table:
        return heads("waves-held", language), [
            (str(wave), formats.days(*about.fieldwork, language), (about.note or none)[language])
            for wave, about in held
        ]

    print_table(chapter, "waves-held", rows)


def formulas(chapter: Chapter) -> None:
    """Print each estimator and test with its formula and source."""

    def rows(language: Language) -> Table:
        return heads("formulas", language), [(what[language], how[language], source) for what, how, source in FORMULAS]

    print_table(chapter, "formulas", rows)


def _answers(item: Item, language: Language) -> str:
    stop = {"en": "; ", "zh": "；"}[language]
    if item.scale:
        ends = [f"{code} = {text[language]}" for code, text in item.scale.labels.items()]
        return stop.join(ends) or f"{item.scale.low}–{item.scale.high}"
    if item.number:
        return f"{item.number.low:g}–{item.number.high:g} {item.number.unit[language]}"
    listed: dict[str, Text] = item.categories or item.options or {}
    return stop.join(text[language] for text in listed.values()) or {"en": "free text", "zh": "自由填写"}[language]


def heads(name: str, language: Language) -> list[str]:
    """Return the words above the columns of one of these tables."""
    return [text[language] for text in HEADS[name][1:]]


def print_table(chapter: Chapter, name: str, rows: Callable[[Language], Table]) -> None:
    """Show a table of words under the caption and heads of its name."""
    made = {}
    id_ = f"{chapter.survey.study.study}-{name}"
    for language in LANGUAGES:
        above, cells = rows(language)
        table = _table(HEADS[name][0][language], above, cells, id_)
        font.require_glyphs(markup.plain(table), id_)
        made[language] = tag(
            "div", table, id=id_, class_="reference", role="group", tabindex="0", aria_labelledby=f"{id_}-caption"
        )
    bundle.show("reference", id_, made["en"], made["zh"])


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], id_: str) -> Markup:
    head = tag("thead", tag("tr", markup.join(tag("th", text, scope="col") for text in heads)))
    body = markup.join(
        tag("tr", tag("th", first, scope="row"), *(tag("td", cell) for cell in others)) for first, *others in rows
    )
    return tag("table", tag("caption", caption, id=f"{id_}-caption"), head, tag("tbody", body), class_="words")


# AAPOR Code (2021) A1-A11 and B items; c: what readers ask beyond it (ESOMAR/WAPOR minimum, ISO 20252 annex items).
DISCLOSED = {
    "a01_collection": Text(en="How data were collected (AAPOR A1)", zh="数据采集方式（AAPOR A1）"),
    "a02_sponsor": Text(en="Sponsor and conductor (A2)", zh="资助方与执行方（A2）"),
    "a03_instrument": Text(en="Questions and their order (A3)", zh="问卷与题序（A3）"),
    "a04_population": Text(en="Population (A4)", zh="总体（A4）"),
    "a05_sample": Text(en="Sample and recruitment (A5)", zh="抽样与招募（A5）"),
    "a06_mode": Text(en="Mode and language (A6)", zh="调查方式与语言（A6）"),
    "a07_dates": Text(en="Dates (A7)", zh="调查日期（A7）"),
    "a08_size": Text(en="Sample size and precision (A8)", zh="样本量与精度（A8）"),
    "a09_weighting": Text(en="Weighting (A9)", zh="加权（A9）"),
    "a10_processing": Text(en="Processing and quality control (A10)", zh="数据处理与质量控制（A10）"),
    "a11_limitations": Text(en="Limitations (A11)", zh="局限（A11）"),
    "b01_panel": Text(en="Panel management (B)", zh="样本库管理（B）"),
    "b02_eligibility": Text(en="Eligibility and screening (B)", zh="合格标准与甄别（B）"),
    "b03_response": Text(en="What became of those asked (B)", zh="受邀者的结果（B）"),
    "b04_staff": Text(en="Interviewers and coders (B, ISO 20252)", zh="访问员与编码员（B，ISO 20252）"),
    "b05_stimuli": Text(en="Material shown (B)", zh="展示材料（B）"),
    "b06_subgroups": Text(en="Numbers behind each group (B)", zh="各组的样本量（B）"),
    "b07_replication": Text(en="How indices and models can be made again (B)", zh="指数与模型的重现（B）"),
    "c01_checked": Text(en="Who checked the figures", zh="数字由谁核对"),
    "c02_corrections": Text(en="When an error is found", zh="发现错误时如何处理"),
    "c03_contact": Text(en="Contact", zh="联系方式"),
    "c04_protection": Text(
        en="Protection and keeping of data (ESOMAR, ISO 20252)", zh="数据保护与保存（ESOMAR，ISO 20252）"
    ),
}
# What every report answers by itself.
ANSWERED = {
    "b06_subgroups": Text(
        en="Every figure and table gives the unweighted number of answers of each group.",
        zh="每幅图表均给出各组未加权的回答数。",
    ),
    "b07_replication": Text(
        en="Definitions and formulas are in this chapter, coefficients in the chapter on drivers; code and settings are public "
        "and the foot of this page names the command.",
        zh="定义与公式见本章，模型系数见驱动因素一章；代码与设置公开，生成命令见页脚。",
    ),
}
HEADS = {
    "audit": (
        Text(en="Published figures, checked without their data", zh="已发表数字的核对（不依赖原始数据）"),
        Text(en="Figure", zh="数字"),
        Text(en="As printed", zh="原文"),
        Text(en="Verdict", zh="结论"),
        Text(en="What was found", zh="核对结果"),
    ),
    "disclosure": (Text(en="Disclosure items", zh="信息披露项目"), Text(en="Item", zh="项目"), Text(en="Answer", zh="说明")),
    "questions": (
        Text(en="Questions in their exact words", zh="题目原文"),
        Text(en="Short name", zh="简称"), Text(en="Question", zh="题目"), Text(en="Answers", zh="选项"),
    ),
    "comparability": (
        Text(en="Breaks in the series", zh="数据序列的中断"),
        Text(en="Question", zh="题目"), Text(en="From", zh="起始年"), Text(en="Why", zh="原因"),
    ),
    "waves-held": (
        Text(en="When each wave was held", zh="历次调查的时间"),
        Text(en="Wave", zh="调查年度"), Text(en="Fieldwork", zh="调查时间"), Text(en="Note", zh="说明"),
    ),
    "formulas": (
        Text(en="Estimators and tests", zh="估计与检验"),
        Text(en="What", zh="内容"), Text(en="Formula", zh="公式"), Text(en="Source", zh="出处"),
    ),
}  # fmt: skip
FORMULAS = (
    (Text(en="Index of an item", zh="题目指数"),
     Text(en="(x − lowest) / (highest − lowest) × 100; several items: mean of theirs",
          zh="（x − 最低）/（最高 − 最低）× 100；多题取平均"), "ISO 10004:2018"),
    (Text(en="Mean, share", zh="均值与占比"), Text(en="Σ w x / Σ w over those who answered", zh="对作答者求 Σ w x / Σ w"),
     "Särndal, Swensson, Wretman 1992"),
    (Text(en="Standard error", zh="标准误"),
     Text(en="linearised, between clusters within strata: Σ n/(n − 1) Σ (z − mean z)²; groups keep the whole design",
          zh="线性化，层内群间：Σ n/(n − 1) Σ (z − z均值)²；子群体保留完整设计"), "Binder 1983; Lumley 2010"),
    (Text(en="Raked weights", zh="迭代加权"),
     Text(en="the linearised variable is freed of the margins by regression with base weights",
          zh="以基础权数回归，从线性化变量中去除边际变量的影响"), "Deville, Särndal 1992"),
    (Text(en="Interval of a mean", zh="均值的区间"), Text(en="estimate ± t × standard error, df = clusters − strata",
                                              zh="估计值 ± t × 标准误，自由度 = 群数 − 层数"), "Korn, Graubard 1999"),
    (Text(en="Interval of a share", zh="占比的区间"), Text(en="the same on the log odds, carried back", zh="在对数优势比上计算后换回"),
     "Korn, Graubard 1998"),
    (Text(en="Quantile", zh="分位数"), Text(en="inverse of the weighted distribution; interval by inverting a share's",
                                        zh="加权分布函数的反函数；区间由占比区间反推"), "Woodruff 1952"),
    (Text(en="Change", zh="变化"), Text(en="difference of two waves as groups of one design, covariance of shared clusters kept",
                                    zh="把两次调查作为同一设计的两个子群体求差，保留共有群的协方差"), "Wood 2008"),
    (Text(en="Several groups", zh="多组比较"), Text(en="Rao–Scott, second order: F with Satterthwaite’s degrees of freedom",
                                                  zh="二阶Rao–Scott检验：F检验，Satterthwaite自由度"), "Rao, Scott 1984; Thomas, Rao 1987"),
    (Text(en="Many comparisons", zh="多重比较"), Text(en="announced claims: Holm; tables: Benjamini–Hochberg", zh="预先公布的结论用Holm法；表格用Benjamini–Hochberg法"),
     "Holm 1979; Benjamini, Hochberg 1995"),
    (Text(en="Highest and lowest", zh="最高与最低"), Text(en="comparisons with the best, joint covariance, simulated critical values",
                                                  zh="与最优者的多重比较，联合协方差，临界值由模拟得出"), "Hsu 1996"),
    (Text(en="Within and between groups", zh="组内与构成"), Text(en="mean share × change of level, mean level × change of share",
                                                     zh="平均占比×水平变化，平均水平×占比变化"), "Kitagawa 1955"),
    (Text(en="Importance of drivers", zh="驱动因素重要性"), Text(en="average gain in R² over all orders (LMG, Shapley); beside it relative weights",
                                                       zh="各种进入次序下R²增量的平均（LMG，Shapley）；并列相对权重"),
     "Lindeman, Merenda, Gold 1980; Johnson 2000"),
    (Text(en="Intervals of importance", zh="重要性的区间"), Text(en="bootstrap of clusters, weights raked again in each, bias corrected",
                                                       zh="对群作自助抽样，每次重新加权，并作偏差校正"), "Rao, Wu 1988; Efron 1987"),
    (Text(en="What is not printed", zh="不予公布的数字"), Text(en="means of fewer than thirty answers; shares too wide for their size",
                                                    zh="不足三十个回答的均值；区间相对过宽的占比"), "NCHS Series 2, No. 175, 2017"),
)  # fmt: skip


def required(study: Study) -> list[str]:
    """Return the disclosure items a study must answer itself: all but what does not apply to how it was held."""
    spare = {*ANSWERED, "b05_stimuli"} | (set() if study.basis == "model" else {"b01_panel"})
    return [key for key in DISCLOSED if key not in spare]
