"""What students hand in, made fit for a browser: seen as it is, and nothing in it
acts.
"""

import base64
import binascii
import copy
import re
from urllib.parse import unquote

import bleach
import jinja2
from nbconvert.filters import markdown_mistune, strip_ansi

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
TAGS = bleach.ALLOWED_TAGS | {
    "br",
    "del",
    "details",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "p",
}
TAGS |= {
    "pre",
    "s",
    "span",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
}
LONGEST = 6_000  # characters shown of one cell
MOST_PICTURES = 8 * 2**20  # characters of base64 on a page, of each answer


def harmless(notebook):
    """A copy of a marked notebook: sources as they are; of metadata and pictures only
    what no browser acts on; of
    outputs only the grader's own, of the tests.
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


def _pictures(bundle) -> dict[str, str]:
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
    out.
    """

    shown = 0

    def block_code(self, code: str, info: str | None = None) -> str:
        """Code as text: the highlighter of some languages takes time that grows with
        2ⁿ, and some start scripts.
        """
        return super().block_code(code, None)

    def inline_html(self, html: str) -> str:
        """HTML, its pictures too."""
        return TAG.sub(lambda tag: self.image("", f"attachment:{tag[1]}"), html)

    block_html = inline_html

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


def _allowed(tag, name, value) -> bool:
    """Links to the web and pictures inside the page; no class, id or style, so nothing
    passes for the page's own.
    """
    if (tag, name) == ("img", "src"):
        return re.match(r"data:image/(png|jpeg|gif|webp);base64,", value) is not None
    if (tag, name) == ("a", "href"):
        return re.match(r"(https?://|mailto:)", value) is not None
    return (tag, name) in {("img", "alt"), ("ol", "start")}


@jinja2.pass_context
def safe_markdown(context, source: str) -> str:
    """Markdown as HTML in which nothing runs, loads or covers anything; what is not
    allowed is shown as text.
    """
    attachments = context.get("cell", {}).get("attachments", {})
    renderer = _Renderer(
        escape=False, attachments=attachments, exclude_anchor_links=True
    )
    source = SPACED.sub(
        lambda link: link[1] + link[2].strip().replace(" ", "%20"), source
    )
    html = markdown_mistune.MarkdownWithMath(renderer=renderer).render(source)
    return bleach.clean(
        html,
        tags=TAGS,
        attributes=_allowed,
        protocols=["http", "https", "mailto", "data"],
    )


def short(cell):
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
