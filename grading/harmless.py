"""What students hand in, made fit for a browser: seen as it is, and nothing in it acts."""

import base64
import binascii
import copy
import re

import bleach
import jinja2
import nbformat
from nbconvert import HTMLExporter
from nbconvert.filters import strip_ansi

PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
TAGS = bleach.ALLOWED_TAGS | {"br", "del", "details", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "p"}
TAGS |= {"pre", "s", "span", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "u"}
MARKDOWN = HTMLExporter(exclude_anchor_links=True)
LONGEST = 6_000  # characters shown of one cell, and of what it printed


def harmless(notebook):
    """A copy of an executed notebook: sources as they are; of outputs and metadata only what no browser acts on."""
    notebook = copy.deepcopy(notebook)
    notebook.metadata = {k: v for k, v in notebook.metadata.items() if k in ("kernelspec", "language_info")}
    for cell in notebook.cells:
        cell.metadata = {k: v for k, v in cell.metadata.items() if k == "nbgrader"}
        if "attachments" in cell:
            kept = {name: _pictures(bundle) for name, bundle in cell.attachments.items()}
            cell.attachments = {name: bundle for name, bundle in kept.items() if bundle}
        if cell.cell_type == "code":
            cell.execution_count = None
            cell.outputs = [_harmless_output(output) for output in cell.outputs]
    return notebook


def _harmless_output(output):
    kind = output.output_type
    if kind == "stream":
        return nbformat.v4.new_output(kind, name=output.name, text=str(output.text))
    if kind == "error":
        traceback = [str(line) for line in output.traceback]
        return nbformat.v4.new_output(kind, ename=str(output.ename), evalue=str(output.evalue), traceback=traceback)
    data = {"text/plain": str(output.data.get("text/plain", ""))} | _pictures(output.data)
    about = {mime: output.metadata[mime] for mime in data if isinstance(output.metadata.get(mime), dict)}
    alts = {mime: {"alt": str(said["alt"])} for mime, said in about.items() if "alt" in said}
    return nbformat.v4.new_output("display_data" if kind != "execute_result" else kind, data=data, metadata=alts)


def _pictures(bundle) -> dict[str, str]:
    """The pictures of a bundle of MIME types that are what they claim to be."""
    kept = {}
    for mime, signature in PICTURES.items():
        try:
            picture = base64.b64decode("".join(bundle.get(mime, "").split()), validate=True)
        except (AttributeError, TypeError, ValueError, binascii.Error):
            continue
        if picture.startswith(signature):
            kept[mime] = base64.b64encode(picture).decode()
    return kept


def _allowed(tag, name, value) -> bool:
    """Links to the web and pictures inside the page; no class, id or style, so nothing passes for the page's own."""
    if (tag, name) == ("img", "src"):
        return re.match(r"data:image/(png|jpeg);base64,", value) is not None
    if (tag, name) == ("a", "href"):
        return re.match(r"(https?://|mailto:)", value) is not None
    return (tag, name) in {("img", "alt"), ("ol", "start")}


@jinja2.pass_context
def safe_markdown(context, source: str) -> str:
    """Markdown as HTML in which nothing runs, loads or covers anything; what is not allowed is shown as text."""
    html = MARKDOWN.markdown2html(context, source)
    return bleach.clean(html, tags=TAGS, attributes=_allowed, protocols=["http", "https", "mailto", "data"])


def short(cell):
    """A copy of a student's cell, in which no text is longer than anybody reads."""
    cell = copy.deepcopy(cell)
    cell.source = _cut(cell.source, lines=300)
    outputs = cell.get("outputs", [])
    for output in outputs:
        if output.output_type == "stream":
            output.text = _cut(output.text)
        elif output.output_type == "error":
            output.traceback = [_cut(f"{output.ename}: {output.evalue}")]
        else:
            output.data["text/plain"] = _cut(output.data["text/plain"])
    if outputs[20:]:
        more = f"… {len(outputs) - 20} more outputs are not shown here."
        cell.outputs = [*outputs[:20], nbformat.v4.new_output("stream", text=more)]
    return cell


def _cut(text: str, lines=40) -> str:
    """As a terminal would leave it: no escapes, of a progress bar the last state; and not endless."""
    text = strip_ansi(text.replace("\r\n", "\n"))
    text = "\n".join(re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", line.rpartition("\r")[2]) for line in text.split("\n"))
    kept = "\n".join(text.split("\n")[:lines])[:LONGEST]
    return kept if kept == text else f"{kept}\n… {len(text) - len(kept):,} more characters are not shown here."
