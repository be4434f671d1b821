"""Every solved notebook, executed, as a page: `make run` writes build/pages/ with an index."""

import copy
import json
import re
import shutil
import time
from importlib.metadata import files
from pathlib import Path

import jinja2
from nbconvert import HTMLExporter
from tqdm import tqdm

from grading.course import BUILD, assignments, is_graded_test, main, points, source
from grading.execution import execute, without_live_widgets
from grading.pairs import solved

TEMPLATES = Path(__file__).parent
PAGES = BUILD / "pages"
# Mark schemes, and the lines that fence an answer: for instructors, not for readers.
MARKS = re.compile(r"^### BEGIN MARK SCHEME.*?^### END MARK SCHEME\n?|^ *### (BEGIN|END) SOLUTION\n?", re.M | re.S)
MATHJAX = {
    "tex": {"inlineMath": [["$", "$"]], "displayMath": [["$$", "$$"]], "processEscapes": True},
    "options": {"enableMenu": False},
}


def run(arguments):
    names = assignments(arguments)
    notebooks = {name: solved(name, source(name).read_text(encoding="utf-8")) for name in names}
    cells = sum(cell.cell_type == "code" for notebook in notebooks.values() for cell in notebook.cells)
    rows, done = [], {}
    with tqdm(total=cells, unit="cell", desc="executing") as bar:
        for name, notebook in notebooks.items():
            started = time.perf_counter()
            done[name] = without_live_widgets(execute(notebook, name, on_cell=bar.update))
            rows.append((name, *_count(done[name]), f"{time.perf_counter() - started:.1f}", points(notebook)))
    write_pages(done)
    _print_table(rows)
    print(f"\nOpen {(PAGES / 'index.html').relative_to(BUILD.parent)} in a browser.")


def write_pages(notebooks: dict, folder: Path = PAGES):
    """Write executed notebooks as pages with an index, and what they need to be read offline, to `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    assets = folder / "assets"
    assets.mkdir(parents=True)
    shutil.copy(TEMPLATES / "page" / "page.css", assets)
    # One file, no web fonts: mathematics appears without a network and from file:// too.
    mathjax = next(file for file in files("sphinx-mathjax-offline") if file.name == "tex-svg.js")
    shutil.copy(mathjax.locate(), assets)
    titles = [(name, _title(notebook)) for name, notebook in notebooks.items()]
    for i, (name, title) in enumerate(titles):
        neighbours = {
            "previous": titles[i - 1] if i else None,
            "next": titles[i + 1] if i + 1 < len(titles) else None,
        }
        page = {"title": title, "mathjax": json.dumps(MATHJAX), **neighbours}
        (folder / f"{name}.html").write_text(as_page(notebooks[name], page), encoding="utf-8")
    (folder / "index.html").write_text(_contents(notebooks), encoding="utf-8")


def as_page(notebook, page: dict) -> str:
    """A notebook as HTML, without the graders' tests and without what only a live notebook needs."""
    shown = copy.deepcopy(notebook)
    shown.cells = [cell for cell in shown.cells if not is_graded_test(cell)]
    for cell in shown.cells:
        cell.source = MARKS.sub("", cell.source).rstrip()
    exporter = HTMLExporter(template_name="page", extra_template_basedirs=[str(TEMPLATES)])
    exporter.exclude_input_prompt = exporter.exclude_output_prompt = True
    html, _ = exporter.from_notebook_node(shown, resources={"page": page})
    return re.sub(r'<p><a href="[^"]*"><img alt="Open in Colab"[^>]*></a></p>', "", html)


def _contents(notebooks: dict) -> str:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES / "page"))
    pages = []
    for name, notebook in notebooks.items():
        picture = _figures(notebook)[-1]
        facts = re.search(r"^\*(.*points)\*$", notebook.cells[0].source, re.MULTILINE)
        pages.append(
            {
                "name": name,
                "title": _title(notebook),
                "facts": facts[1] if facts else "",
                "picture": picture.data["image/png"].strip(),
                "alt": picture.metadata["image/png"]["alt"],
            }
        )
    return environment.get_template("contents.html.j2").render(pages=pages)


def _title(notebook) -> str:
    return re.search(r"^# (.+)$", notebook.cells[0].source, re.MULTILINE)[1]


def _figures(notebook) -> list:
    return [o for cell in notebook.cells for o in cell.get("outputs", []) if "image/png" in o.get("data", {})]


def _count(notebook) -> tuple[int, int]:
    return sum(cell.cell_type == "code" for cell in notebook.cells), len(_figures(notebook))


def _print_table(rows):
    header = ("notebook", "cells", "figures", "seconds", "points")
    rows = [header, *[tuple(str(value) for value in row) for row in rows]]
    widths = [max(len(row[i]) for row in rows) for i in range(len(header))]
    print()
    for row in rows:
        print("  ".join(v.ljust(w) if i == 0 else v.rjust(w) for i, (v, w) in enumerate(zip(row, widths, strict=True))))


if __name__ == "__main__":
    main(run)
