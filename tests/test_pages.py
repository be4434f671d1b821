"""The pages as a reader's browser shows them: offline, with mathematics, figures and their descriptions."""

import base64
import io
import re
import shutil

import nbformat
import pytest
from bs4 import BeautifulSoup
from inspection import LOOKS, findings, opened
from PIL import Image

from grading.course import BUILD, SOLUTIONS, CourseError, assignments, points
from grading.pages import write_pages

SCREENSHOTS = BUILD / "screenshots"
CHROMIUM = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
--disable-component-update --disable-sync"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "pages"
    write_pages({n: nbformat.read(SOLUTIONS / n / f"{n}.ipynb", as_version=4) for n in assignments()}, folder)
    return folder


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM.split())
        yield chromium
        chromium.close()


def open_offline(browser, path):
    """A page from disk without a network, and what it failed to load or complained of."""
    page, complaints = browser.new_page(viewport={"width": 900, "height": 1200}), []
    page.context.set_offline(True)
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.goto(path.as_uri())
    return page, complaints


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("page_name", ["index", *assignments()])
def test_nothing_is_wrong_with_a_page_on_any_screen(pages, browser, page_name, look):
    with opened(browser, pages / f"{page_name}.html", look) as (page, complaints):
        page.screenshot(path=SCREENSHOTS / f"{page_name}-{look}.jpg", quality=75, full_page=True)
        assert findings(page, complaints) == []


SOUND = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sound</title>
<style>body { color: #000; background: #fff; }</style>
<script>MathJax = {tex: {inlineMath: [["$", "$"]]}, options: {enableMenu: false}};</script>
<script defer src="ASSETS/tex-svg.js"></script>
</head>
<body><header><a href="other.html#there">Other</a> <a href="#here">Here</a></header>
<main><h1>Sound</h1><h2 id="here">Here</h2><p>What $x^2$ is, at a price of 2 dollars.</p>
<img alt="A dot." src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">
</main></body>
</html>
"""
PHONE_DARK = "@media (max-width: 400px) and (prefers-color-scheme: dark)"
FAULTS = {
    "a picture from a network": ("request console", "<img alt='Far.' src='https://example.org/far.png'>"),
    "a picture that is missing": ("request console", "<img alt='Gone.' src='gone.png'>"),
    "a script that complains": ("console", "<script>console.error('no')</script>"),
    "a script that fails": ("console", "<script>noSuchFunction()</script>"),
    "a link to no page": ("link", "<a href='gone.html'>Gone</a>"),
    "a link to no place here": ("link", "<a href='#gone'>Gone</a>"),
    "a link to no place elsewhere": ("link", "<a href='other.html#gone'>Gone</a>"),
    "a link to nothing": ("link", "<a>Gone</a>"),
    "a link without a name": ("axe", "<a href='#here'></a>"),
    "a picture without words": ("alt axe", "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA='>"),
    "a picture with empty words": ("alt", "<img alt='' src='data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA='>"),
    "a drawing without words": ("alt axe", "<svg role='img' width='9' height='9'><path d='M0 0h9v9z'/></svg>"),
    "a level left out": ("heading axe", "<h4>Deep</h4>"),
    "two titles": ("heading", "<h1>Another</h1>"),
    "TeX that does not parse": ("mathematics", r"<p>$\frac{x$</p>"),
    "TeX that nobody knows": ("mathematics", r"<p>$\nosuchmacro{x}$</p>"),
    "TeX that is not set": ("mathematics", r"<p class='mathjax_ignore'>$x$</p>"),
    "mathematics that cannot be heard": (
        "mathematics alt axe", "<script>MathJax.options.renderActions = {assistiveMml: []}</script>",
    ),
    "a box wider than a phone": ("width", "<div style='width: 500px'>Wide</div>"),
    "a formula wider than a phone": ("width", "<p>$" + "x +" * 40 + " x$</p>"),
    "pale letters": ("axe", "<p style='color: #999'>Pale</p>"),
    "letters pale on a phone in the dark": ("axe", f"<style>{PHONE_DARK} {{ p {{ color: #999 }} }}</style>"),
    "a box that no keyboard can scroll": (
        "axe", "<div style='overflow: auto; height: 20px'>Taller<br>and<br>taller</div>",
    ),
    "an unknown language": ("axe", "<script>document.documentElement.lang = ''</script>"),
    "text outside of all parts": ("axe", "</main><p>Lost</p><main>"),
}  # fmt: skip


@pytest.fixture
def inspect(pages, browser, tmp_path):
    """The kinds of findings of a sound page with something added, in a look."""
    (tmp_path / "other.html").write_text("<p id=there>Other</p>")

    def kinds(added, look):
        text = SOUND.replace("ASSETS", (pages / "assets").as_uri()).replace("</main>", f"{added}</main>", 1)
        (tmp_path / "page.html").write_text(text)
        with opened(browser, tmp_path / "page.html", look) as (page, complaints):
            return {finding.partition(":")[0] for finding in findings(page, complaints)}

    return kinds


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("fault", FAULTS)
def test_the_inspection_finds_a_planted_fault(inspect, fault):
    kinds, added = FAULTS[fault]
    assert inspect(added, "phone-dark") == set(kinds.split())


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("look", LOOKS)
def test_the_inspection_finds_nothing_on_a_sound_page(inspect, look):
    assert inspect("", look) == set()
    if look != "phone-dark":
        assert inspect(FAULTS["letters pale on a phone in the dark"][1], look) == set()


@pytest.mark.needs("chromium")
def test_a_page_shows_its_figures_sharp_and_its_mathematics_set(pages, browser, name):
    page, complaints = open_offline(browser, pages / f"{name}.html")
    page.evaluate("MathJax.startup.promise.then(() => null)")
    assert page.evaluate("document.querySelectorAll('mjx-container').length") > 40
    images = page.evaluate("[...document.images].map(i => [i.alt, i.naturalWidth, i.clientWidth])")
    assert len(images) > 5 and all(len(alt.split()) >= 8 and wide > shown > 100 for alt, wide, shown in images)
    assert not complaints


@pytest.mark.needs("chromium")
def test_no_code_is_cut_off_at_the_pages_edge(pages, browser, name):
    page, _ = open_offline(browser, pages / f"{name}.html")
    cut = page.evaluate("[...document.querySelectorAll('.input_area')].filter(e => e.checkVisibility()"
                        "&& e.scrollWidth > e.clientWidth + 1).map(e => e.innerText)")  # fmt: skip
    assert not cut


@pytest.mark.needs("chromium")
def test_a_keyboard_skips_to_the_text_and_reaches_what_scrolls(pages, browser):
    with opened(browser, pages / "04_tractable_score_matching.html", "phone-light") as (page, _):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.innerText") == "Skip to the text"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.tagName") == "MAIN"
        boxes = page.evaluate("[...document.querySelectorAll('.input_area, .scroll, mjx-container')]"
                              ".map(e => [e.scrollWidth > e.clientWidth, e.hasAttribute('tabindex')])")  # fmt: skip
        assert sum(wide for wide, _ in boxes) > 20 and all(wide == reachable for wide, reachable in boxes)


def read(path) -> BeautifulSoup:
    return BeautifulSoup(path.read_bytes(), "html.parser")


def test_the_index_says_what_each_notebook_teaches_and_what_it_asks(pages):
    entries = read(pages / "index.html").select("ol.contents > li")
    assert [entry.a["href"] for entry in entries] == [f"{name}.html" for name in assignments()]
    for name, entry in zip(assignments(), entries, strict=True):
        notebook = nbformat.read(SOLUTIONS / name / f"{name}.ipynb", as_version=4)
        facts = entry.select_one(".facts").get_text()
        assert re.search(r"about \d+ minutes", facts) and facts.endswith(f"{points(notebook):g} points")
        assert entry.h2.get_text() in notebook.cells[0].source and len(entry.img["alt"].split()) >= 8
        assert entry.strong.get_text().endswith("?") and len(entry("li")) >= 3 and "last figure" not in entry.get_text()


def test_previous_and_next_lead_through_the_course_and_back(pages):
    names = assignments()
    for before, name, after in zip([None, *names], names, [*names[1:], None], strict=False):
        page = read(pages / f"{name}.html")
        for part in ("header", "footer"):
            ways = {link["rel"][0]: link["href"] for link in page.select(f"{part} a[rel]")}
            assert ways == {rel: f"{to}.html" for rel, to in (("prev", before), ("next", after)) if to}
            assert page.select_one(f'{part} a[href="index.html"]')


def test_a_page_lists_its_sections(pages, name):
    page = read(pages / f"{name}.html")
    sections = [(f"#{h2['id']}", h2.get_text()) for h2 in page("h2")]
    assert [(a["href"], a.get_text()) for a in page.select("nav.sections a")] == sections and len(sections) >= 8


def test_a_notebook_without_a_cover_is_told_how_to_get_one(tmp_path):
    notebook = nbformat.read(SOLUTIONS / assignments()[0] / f"{assignments()[0]}.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.metadata.pop("tags", None)
    with pytest.raises(CourseError, match=r"of a number' offers 0\. Tag the cell"):
        write_pages({"untagged": notebook}, tmp_path)


PLAIN = (
    "# Plain\n\n[![Open in Colab](badge.svg)](https://example.org)\n\n*Notebook 1 of 1 · 1 minute · 1 point*\n\nText."
)


def test_pages_show_no_graders_tests(pages, name):
    text = (pages / f"{name}.html").read_text(encoding="utf-8")
    assert "MARK SCHEME" not in text and "BEGIN SOLUTION" not in text
    assert "HIDDEN TESTS" not in text and "The grader's tests" not in text


@pytest.mark.needs("chromium")
def test_the_film_plays_and_pauses_in_a_saved_page(pages, browser):
    page, complaints = open_offline(browser, pages / "03_gmm_score_fields.html")
    film, button = page.locator("figure.film img"), page.locator("figure.film button")
    assert len(film.get_attribute("alt").split()) >= 8
    first = film.get_attribute("src")
    button.click()
    page.wait_for_function("first => document.querySelector('figure.film img').src !== first", arg=first)
    button.click()
    shown = film.get_attribute("src")
    page.wait_for_timeout(400)
    assert film.get_attribute("src") == shown and not complaints


def test_the_film_is_small_and_keeps_its_window():
    notebook = nbformat.read(SOLUTIONS / "03_gmm_score_fields" / "03_gmm_score_fields.ipynb", as_version=4)
    films = [
        o.data["text/html"] for c in notebook.cells for o in c.get("outputs", []) if "text/html" in o.get("data", {})
    ]
    assert len(films) == 1 and len(films[0]) < 1_500_000
    frames = re.findall(r"data:image/png;base64,([A-Za-z0-9+/=]+)", films[0])
    sizes = {Image.open(io.BytesIO(base64.b64decode(frame))).size for frame in frames}
    assert len(set(frames)) >= 15 and len(sizes) == 1
