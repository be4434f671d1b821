"""What students hand in, made fit for a browser: seen as it is, and nothing in it
acts.
"""

import base64
import binascii
import copy
import re
from typing import Any
from urllib.parse import unquote

import jinja2
import nh3
from markupsafe import Markup
from nbconvert.filters import markdown_mistune, strip_ansi
from nbformat import NotebookNode

from grading import mathml
from grading.course import is_graded_test

# a name as some front ends write it
SPACED = re.compile(r"(!\[[^\]\n]*\]\(attachment:)([^)<>\n]*)(?=\))")
TAG = re.compile(
    r"<img\b[^>]*?\bsrc=[\"']attachment:([^\"'>]+)[\"'][^>]*>", re.IGNORECASE
)
PICTURES = {
    "image/png": rb"\x89PNG\r\n\x1a\n",
    "image/jpeg": rb"\xff\xd8\xff",
    "image/gif": rb"GIF8[79]a",
    "image/webp": rb"RIFF.{4}WEBP",
}
TAGS = {"a", "abbr", "acronym", "b", "blockquote", "br", "code", "dd", "del", "details"}
TAGS |= {"div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img"}
TAGS |= {"li", "ol", "p", "pre", "s", "span", "strong", "sub", "summary", "sup"}
TAGS |= {"table", "tbody", "td", "th", "thead", "tr", "u", "ul"}
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
NO_TAG = re.compile(rf"<(?!/?({'|'.join(TAGS)})[\s/>])", re.IGNORECASE)
# No class, id or style, with which something could pass for the page's own.
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}}
ATTRIBUTES |= dict.fromkeys(mathml.TAGS, mathml.ATTRIBUTES)
FORMULA = {
    "class": {"formula", "wide", "together"},
    "role": {"group"},
    "tabindex": {"0"},
}
# Links to the web, and pictures inside the page.
VALUES = {
    "href": re.compile(r"(https?://|mailto:).*", re.DOTALL),
    "src": re.compile(r"data:image/(png|jpeg|gif|webp);base64,.*", re.DOTALL),
    "alt": re.compile(r".*", re.DOTALL),
}
SCROLLED = '<span class="{}" role="group" tabindex="0">{}</span>'
MOST_SIGNS = 20  # of a formula that fits on any screen
# A browser would begin a line with the comma that follows a formula.
TOGETHER = re.compile(r"\(?<math (?:(?!</math>).)*</math>[.,;:!?)]+", re.DOTALL)
LONGEST = 6_000  # characters shown of one cell
MOST_PICTURES = 8 * 2**20  # characters of base64 on a page, of each answer


def harmless(notebook: NotebookNode) -> NotebookNode:
    """A copy of a marked notebook: sources as they are; of metadata and pictures only
    what no browser acts on; of outputs only the grader's own, of the tests.
    """
    notebook = copy.deepcopy(notebook)
    notebook.metadata = {
        k: v
        for k, v in notebook.metadata.items()
        if k in ("kernelspec", "language_info")
    }
    for cell in notebook.cells:
        cell.metadata = {k: v for k, v in cell.metadata.items() if k == "nbgrader"}
        if "attachments" in cell:
            kept = {
                name: _pictures(bundle) for name, bundle in cell.attachments.items()
            }
            cell.attachments = {name: bundle for name, bundle in kept.items() if bundle}
        if cell.cell_type == "code" and not is_graded_test(cell):
            cell.outputs = []
    return notebook


def _pictures(bundle: Any) -> dict[str, str]:
    """The pictures of a bundle of MIME types that are what they claim to be."""
    kept = {}
    for mime, signature in PICTURES.items():
        try:
            picture = base64.b64decode(
                "".join(bundle.get(mime, "").split()), validate=True
            )
        except (AttributeError, TypeError, ValueError, binascii.Error):
            continue
        if re.match(signature, picture, re.DOTALL):
            kept[mime] = base64.b64encode(picture).decode()
    return kept


class _Renderer(markdown_mistune.IPythonRenderer):
    """nbconvert's renderer, that stops at nothing which a student writes or leaves
    out; mathematics stays LaTeX.
    """

    shown = 0

    def block_code(self, code: str, info: str | None = None) -> str:
        """Code as text: the highlighter of some languages takes time that grows with
        2ⁿ, and some start scripts.
        """
        return super().block_code(code, None)

    def inline_html(self, html: str) -> str:
        """HTML, its pictures too; what is no tag that may stay is shown as text."""
        html = NO_TAG.sub("&lt;", COMMENT.sub("", html))
        return TAG.sub(lambda tag: self.image("", f"attachment:{tag[1]}"), html)

    block_html = inline_html

    def task_list_item(self, text: str, checked: bool = False) -> str:
        """An item of a list of things to do: a sign in the place of a box to tick."""
        return f"<li>{'☑' if checked else '☐'} {text}</li>"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """A picture that was attached; words in the place of one that was not, or
        cannot be shown.
        """
        if not url.startswith("attachment:"):
            return super().image(text, url, title)
        name = unquote(url.removeprefix("attachment:"))
        bundle = (
            self.attachments.get(name)
            or self.attachments.get(url.removeprefix("attachment:"))
            or {}
        )
        for mime in PICTURES:
            if data := bundle.get(mime):
                self.shown += len(data)
                if self.shown > MOST_PICTURES:
                    return "<em>[more pictures than are shown here]</em>"
                return super().image(text, f"data:{mime};base64,{data}", title)
        return (
            f"<em>[the picture {self.escape_html(name)} is missing, or of a type that"
            " is not shown here]</em>"
        )


class _Setter(_Renderer):
    """The renderer of a page without scripts: mathematics is MathML, or, where it
    cannot be read, LaTeX as code.
    """

    def inline_math(self, body: str) -> str:
        """A formula within a line; one that is as wide as a phone can be scrolled."""
        formula = mathml.convert(body, "inline")
        if formula and len(Markup(formula).striptags()) > MOST_SIGNS:
            return SCROLLED.format("wide", formula)
        return formula or self.codespan(f"${body}$")

    def block_math(self, body: str) -> str:
        """A formula on a line of its own, which can be scrolled."""
        formula = mathml.convert(body, "block") or self.codespan(f"$${body}$$")
        return SCROLLED.format("formula", formula)

    def latex_environment(self, name: str, body: str) -> str:
        """A formula that begins and ends with the name of what it is."""
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")


def _kept(tag: str, name: str, value: str) -> str | None:
    """The value of an attribute, if it may stay."""
    return value if VALUES.get(name, mathml.VALUE).fullmatch(value) else None


@jinja2.pass_context
def safe_markdown(context: jinja2.runtime.Context, source: str) -> str:
    """The filter of the formgrader, whose MathJax sets the mathematics."""
    return _safe(source, context.get("cell", {}).get("attachments", {}), _Renderer)


def safe_html(source: str, attachments: dict | None = None) -> Markup:
    """Markdown as HTML with its mathematics set, for a page without scripts."""
    return Markup(_safe(source, attachments or {}, _Setter))


def _safe(source: str, attachments: dict, renderer: type[_Renderer]) -> str:
    """Markdown as HTML in which nothing runs, loads or covers anything; what is not
    allowed is shown as text.
    """
    source = SPACED.sub(
        lambda link: link[1] + link[2].strip().replace(" ", "%20"), source
    )
    html = markdown_mistune.MarkdownWithMath(
        renderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    ).render(source)
    return nh3.clean(
        TOGETHER.sub(r'<span class="together">\g<0></span>', html),
        tags=TAGS | mathml.TAGS,
        attributes=ATTRIBUTES,
        tag_attribute_values={"span": FORMULA},
        attribute_filter=_kept,
        url_schemes={"http", "https", "mailto", "data"},
    )


def short(cell: NotebookNode) -> NotebookNode:
    """A copy of a student's cell, in which no text is longer than anybody reads."""
    cell = copy.deepcopy(cell)
    text = strip_ansi(
        re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", cell.source.replace("\r\n", "\n"))
    )
    kept = "\n".join(text.split("\n")[:300])[:LONGEST]
    before = "\n# " if cell.cell_type == "code" else "\n\n"
    more = f"{before}… {len(text) - len(kept):,} more characters are not shown here."
    cell.source = kept if kept == text else kept + more
    return cell
