"""LaTeX as MathML, which a browser sets by itself: a page needs no script for it."""

import html
import re
from itertools import pairwise
from unicodedata import category
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element
from latex2mathml.symbols_parser import convert_symbol

LONGEST = 2_000  # characters of a formula that is set
DEEPEST = 60  # of the elements within each other
# A short definition can stand for a text that has no end.
DEFINITIONS = re.compile(r"\\(def|let|\w*new\w+|providecommand|Declare\w+)\b")
# What latex2mathml has no name for, or sets otherwise than LaTeX does.
SAME = [
    (re.compile(r"\\(begin|end)\{(aligned|align|eqnarray)\*?\}"), r"\\\1{align*}"),
    (re.compile(r"\\(begin|end)\{(gathered|gather|multline)\*?\}"), r"\\\1{matrix}"),
    (re.compile(r"\\(begin|end)\{(equation|displaymath|math)\*?\}"), ""),
    (re.compile(r"\\operatorname\*?\{arg(\\,)?(max|min)\}"), r"\\arg\2"),
    (re.compile(r"\\arg\\(max|min)"), r"\\arg\1"),
    (re.compile(r"\\arg(?![a-z])"), r"\\operatorname{arg}"),
    (re.compile(r"\\label\{[^}]*\}|\\nonumber|\\notag"), ""),
    (re.compile(r"\\mathrm\{([A-Za-z])\}"), r"\\mathrm \1"),
    (re.compile(r"\\math(bb|bf|cal|frak|scr) +([A-Za-z])"), r"\\math\1{\2}"),
]
CHILDREN = dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2)
CHILDREN |= {"msubsup": 3, "munderover": 3}
ACCENTS = set("¯^~˙¨→ˇ˘")
TIGHT = set("|‖∥/∇∂")
SIGNS = set("+−±∓")
CLOSING = set(")]}⟩!|‖∥′…⋯")
LIMITS = {"lim", "max", "min", "sup", "inf", "arg\u2009max", "arg\u2009min"}
TAGS = {"math", "menclose", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom"}
TAGS |= {"mroot", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup"}
TAGS |= {"mtable", "mtd", "mtext", "mtr", "munder", "munderover"}
ATTRIBUTES = {"accent", "columnalign", "depth", "display", "displaystyle", "fence"}
ATTRIBUTES |= {"form", "height", "linethickness", "lspace", "mathvariant", "maxsize"}
ATTRIBUTES |= {"minsize", "movablelimits", "notation", "rspace", "scriptlevel"}
ATTRIBUTES |= {"separator", "stretchy", "width"}
# A word, or a length that leaves a formula in its place.
VALUE = re.compile(r"[a-z-]+|[+-]?\d{0,2}(\.\d+)?(em|ex|pt|px)?")


def convert(latex: str, display: str) -> str | None:
    """A formula as MathML, or None if it cannot be read; `display`: block or inline."""
    if len(latex) > LONGEST or DEFINITIONS.search(latex):
        return None
    for written, same in SAME:
        latex = written.sub(same, latex)
    try:
        formula = convert_to_element(latex, display=display)
        if formula.find("*/" * DEEPEST + "*") is not None:
            return None
        # from the inside out, so that what is inside has its own characters
        for part in reversed(list(formula.iter())):
            _check(part)
            _mend(part)
        return ElementTree.tostring(formula, encoding="unicode")
    except Exception:  # of any kind: students write anything
        return None


def _check(part: Element) -> None:
    """Put characters in the place of their names; an error where something is left."""
    # latex2mathml leaves references such as &#x003BC; in its texts
    part.text = html.unescape(part.text or "")
    if part.text.startswith("\\") and part.tag != "mtext":
        symbol = convert_symbol(part.text)
        if symbol is None:
            raise ValueError("a name of no character")
        part.text = chr(int(symbol, 16))
    if part.text == "&" or len(part) != CHILDREN.get(part.tag, len(part)):
        raise ValueError("an & outside of any table, or half a fraction")


def _mend(part: Element) -> None:
    """Set right what browsers would show otherwise than it is meant."""
    text = part.text or ""
    if part.tag in ("mi", "mo") and len(text) > 1 and text.isalpha():
        part.tag = "mo"  # log, tr: with a little space around them
        part.attrib |= {"lspace": "0.167em", "rspace": "0.167em"}
    if text == "∞":
        part.tag = "mi"
    elif part.tag == "mi" and text and category(text[0]) == "Sm":
        part.tag, part.text = "mo", text.replace("~", "∼")
    if part.tag == "mo" and part.text in TIGHT:
        stretchy = "true" if "minsize" in part.attrib else "false"
        tight = {"stretchy": stretchy, "lspace": "0", "rspace": "0"}
        part.attrib = tight | part.attrib
    if part.tag == "mover" and part[1].text in ACCENTS:
        part.set("accent", "true")
    if part.tag == "msub" and part[0].text in LIMITS:
        part.tag = "munder"  # below it, but beside it within a line
        part[0].set("movablelimits", "true")
    for before, sign in pairwise(part):
        if sign.text in SIGNS and before.tag == "mo" and before.text not in CLOSING:
            sign.set("form", "prefix")
