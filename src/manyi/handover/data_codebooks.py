"""Codebooks of the analysis data, for the csv beside them: DDI Codebook 2.5 and Triple-S 2.0, as XML."""

from __future__ import annotations

from lxml import etree

from manyi.handover.variables import AnalysisData, Variable

DDI = "ddi:codebook:2_5"


def ddi(data: AnalysisData, title: str, language: str, cases: int | None = None) -> bytes:
    """Return a DDI codebook: questions, labels and categories; cases: their number, if data holds only some of them."""
    root = etree.Element("codeBook", nsmap={None: DDI}, version="2.5")
    root.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    citation = _below(_below(root, "stdyDscr"), "citation")
    _below(_below(citation, "titlStmt"), "titl", title)
    file = _below(_below(root, "fileDscr"), "fileTxt")
    size = _below(file, "dimensns")
    _below(size, "caseQnty", str(len(data.frame) if cases is None else cases))
    _below(size, "varQnty", str(len(data.variables)))
    described = _below(root, "dataDscr")
    for variable in data.variables:
        entry = _below(described, "var", name=variable.name, intrvl="discrete" if variable.values else "contin")
        _below(entry, "labl", variable.label[language])
        _below(_below(entry, "qstn"), "qstnLit", variable.question[language])
        for code, label in variable.values.items():
            category = _below(entry, "catgry")
            _below(category, "catValu", str(code))
            _below(category, "labl", label[language])
        _below(entry, "varFormat", type="numeric")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def triple_s(data: AnalysisData, title: str, language: str) -> bytes:
    """Return a Triple-S codebook of the csv, whose first row is its header (skip="1")."""
    root = etree.Element("sss", version="2.0")
    survey = _below(root, "survey")
    _below(survey, "title", title)
    record = _below(survey, "record", ident="A", format="csv", skip="1")
    for number, variable in enumerate(data.variables, start=1):
        closed = bool(variable.values) and set(data.frame[variable.name].dropna()) <= set(variable.values)
        entry = _below(record, "variable", ident=str(number), type="single" if closed else "quantity")
        _below(entry, "name", variable.name)
        _below(entry, "label", variable.question[language])
        _below(entry, "position", start=str(number))
        values = _below(entry, "values")
        if closed:
            for code, label in variable.values.items():
                _below(values, "value", label[language], code=str(code))
        else:
            low, high = _limits(data, variable)
            _below(values, "range", **{"from": low, "to": high})
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _limits(data: AnalysisData, variable: Variable) -> tuple[str, str]:
    """Return the smallest and largest value with equal decimals, since Triple-S takes their number from them."""
    values = data.frame[variable.name].dropna()
    if values.empty:
        return "0", "0"
    return (
        (f"{values.min():.0f}", f"{values.max():.0f}")
        if variable.whole
        else (f"{values.min():.6f}", f"{values.max():.6f}")
    )


def _below(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    namespace = etree.QName(parent).namespace
    element = etree.SubElement(parent, f"{{{namespace}}}{tag}" if namespace else tag, attributes)
    element.text = text or None
    return element
