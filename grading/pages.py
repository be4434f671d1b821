"""Every solved notebook, executed, as a page: `make run` writes build/pages/ with an
index.
"""

import copy
import json
import re
import shutil
import time
from importlib.metadata import files
from pathlib import Path
from typing import Any

import jinja2
from bs4 import BeautifulSoup, Tag
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from tqdm import tqdm

from grading.course import (
    BUILD,
    CourseError,
    assignments,
    is_graded_test,
    main,
    points,
    source,
)
from grading.execution import execute, without_live_widgets
from grading.pairs import README, cover, solved

TEMPLATES = Path(__file__).parent
PAGES = BUILD / "pages"
# Mark schemes, and the lines that fence an answer: for instructors, not for readers.
MARKS = re.compile(
    r"^### BEGIN MARK SCHEME.*?^### END MARK SCHEME\n?|^ *### (BEGIN|END) SOLUTION\n?",
    re.M | re.S,
)
MATHJAX: dict[str, Any] = {
    "tex": {
        "inlineMath": [["$", "$"]],
        "displayMath": [["$$", "$$"]],
        "processEscapes": True,
    },
    "options": {"enableMenu": False},
}


def run(arguments: list[str]) -> None:
    """`make run`."""
    names = assignments(arguments)
    notebooks = {
        name: solved(name, source(name).read_text(encoding="utf-8")) for name in names
    }
    cells = sum(
        cell.cell_type == "code"
        for notebook in notebooks.values()
        for cell in notebook.cells
    )
    rows: list[tuple[str, int, int, str, float]] = []
    done: dict[str, NotebookNode] = {}
    with tqdm(total=cells, unit="cell", desc="executing") as bar:
        for name, notebook in notebooks.items():
            started = time.perf_counter()
            done[name] = without_live_widgets(
                execute(notebook, name, on_cell=bar.update)
            )
            rows.append(
                (
                    name,
                    *_count(done[name]),
                    f"{time.perf_counter() - started:.1f}",
                    points(notebook),
                )
            )
    write_pages(done)
    _print_table(rows)
    print(f"\nOpen {(PAGES / 'index.html').relative_to(BUILD.parent)} in a browser.")


def write_pages(notebooks: dict[str, NotebookNode], folder: Path = PAGES) -> None:
    """Write executed notebooks as pages with an index, and what they need to be read
    offline, to `folder`.
    """
    shutil.rmtree(folder, ignore_errors=True)
    assets = folder / "assets"
    assets.mkdir(parents=True)
    for name in ("page.css", "page.js"):
        shutil.copy(TEMPLATES / "page" / name, assets)
    shutil.copy(mathjax(), assets)
    pages = [_page(name, notebook) for name, notebook in notebooks.items()]
    for previous, page, following in zip(
        [None, *pages], pages, [*pages[1:], None], strict=False
    ):
        html = fill(
            "notebook",
            **page,
            mathjax=json.dumps(MATHJAX),
            previous=previous,
            next=following,
        )
        (folder / f"{page['name']}.html").write_text(html, encoding="utf-8")
    tagline = README.read_text(encoding="utf-8").split("\n\n")[1]
    (folder / "index.html").write_text(
        fill("contents", pages=pages, tagline=tagline), encoding="utf-8"
    )


def mathjax() -> Path:
    """MathJax in one file without web fonts: mathematics appears without a network and
    from file:// too.
    """
    return Path(
        next(
            file
            for file in files("sphinx-mathjax-offline") or ()
            if file.name == "tex-svg.js"
        ).locate()
    )


def _page(name: str, notebook: NotebookNode) -> dict:
    """What the templates say of a notebook: its cells as HTML, the first one apart, and
    its entry in the index.
    """
    soup = _tidied(BeautifulSoup(as_html(notebook), "html.parser"))
    opening, *rest = soup(recursive=False)
    entry = _entry(opening)
    picture = cover(notebook)
    return entry | {
        "name": name,
        "picture": picture.data["image/png"].strip(),
        "alt": picture.metadata["image/png"]["alt"],
        "opening": str(opening),
        "sections": [{"id": h2["id"], "title": h2.get_text()} for h2 in soup("h2")],
        "rest": "".join(map(str, rest)),
    }


def _tidied(soup: BeautifulSoup) -> BeautifulSoup:
    """nbconvert's HTML with tables that can scroll, empty corners that are no headings,
    and headings without a ¶.
    """
    for table in soup("table"):
        table.wrap(soup.new_tag("div", attrs={"class": "scroll"}))
    for corner in soup("th"):
        if not corner.get_text(strip=True):
            corner.name = "td"
    for anchor in soup.select(".anchor-link"):
        anchor.decompose()
    return soup


def _entry(opening: Tag) -> dict[str, str]:
    """What the index says of a notebook, from its first cell; words take the place of
    the badge from the web.
    """
    text = opening.select_one(".text_cell_render")
    parts = text(recursive=False) if text else []
    if (
        len(parts) < 4
        or [part.name for part in parts[:3]] != ["h1", "p", "p"]
        or not parts[1].a
        or not parts[2].em
    ):
        raise CourseError(
            "A notebook opens with `# title`, the Colab badge, `*Notebook 1 ·"
            " about 90 minutes · 15 points*` and what it asks and teaches, with empty"
            f" lines between; this one: {opening.get_text(' ', strip=True)[:60]!r}."
        )
    title, badge, facts, *asked = parts
    link = badge.a
    assert link  # it was looked for above
    # The opening ends in a question, and then says where its answer is: not in the
    # index.
    lead = re.sub(
        r"</strong>[^<]*</p>", "</strong></p>", "".join(map(str, asked)), count=1
    )
    entry = {"title": title.get_text(), "facts": facts.get_text(), "lead": lead}
    link.string = "Open in Colab"
    facts["class"] = "facts"
    facts.extend([" · ", link.extract()])
    badge.decompose()
    return entry


def as_html(notebook: NotebookNode) -> str:
    """The cells of a notebook, without the graders' tests and without what only a live
    notebook needs.
    """
    shown = copy.deepcopy(notebook)
    shown.cells = [cell for cell in shown.cells if not is_graded_test(cell)]
    for cell in shown.cells:
        cell.source = MARKS.sub("", cell.source).rstrip()
    exporter = HTMLExporter(
        template_name="page", extra_template_basedirs=[str(TEMPLATES)]
    )
    exporter.exclude_input_prompt = exporter.exclude_output_prompt = True
    return exporter.from_notebook_node(shown)[0]


def fill(template: str, **values: Any) -> str:
    """A page from a template of page/, or of another folder that its name begins
    with.
    """
    loader = jinja2.FileSystemLoader([TEMPLATES / "page", TEMPLATES])
    environment = jinja2.Environment(
        loader=loader,
        autoescape=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template(f"{template}.html.j2").render(values)


def _figures(notebook: NotebookNode) -> list[NotebookNode]:
    return [
        o
        for cell in notebook.cells
        for o in cell.get("outputs", [])
        if "image/png" in o.get("data", {})
    ]


def _count(notebook: NotebookNode) -> tuple[int, int]:
    return sum(cell.cell_type == "code" for cell in notebook.cells), len(
        _figures(notebook)
    )


def _print_table(rows: list[tuple[str, int, int, str, float]]) -> None:
    header = ("notebook", "cells", "figures", "seconds", "points")
    table = [header, *[tuple(str(value) for value in row) for row in rows]]
    widths = [max(len(line[i]) for line in table) for i in range(len(header))]
    print()
    for line in table:
        print(
            "  ".join(
                v.ljust(w) if i == 0 else v.rjust(w)
                for i, (v, w) in enumerate(zip(line, widths, strict=True))
            )
        )


if __name__ == "__main__":
    main(run)
