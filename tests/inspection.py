"""What is wrong with a page, as a browser without a network and axe-core see it."""

from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup

# Each width and each colour scheme once: what is wrong with both together is wrong with
# one of them.
LOOKS = {
    "phone-dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    "desktop-light": {
        "viewport": {"width": 1280, "height": 900},
        "color_scheme": "light",
    },
}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

LINKS = "[...document.querySelectorAll('a')].map(a => [a.getAttribute('href'), a.href])"
WITHOUT_ALT = """[...document.querySelectorAll('img, svg[role=img], [role=img] > svg:only-child')]
    .filter(e => !(e.getAttribute('alt') || e.closest('[aria-label], [aria-hidden=true]')))
    .map(e => e.outerHTML.slice(0, 80))"""
HEADINGS = """[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(h => [Number(h.tagName[1]), h.innerText])"""
UNSET = r"""() => {
    const broken = [...document.querySelectorAll('mjx-container')].filter(m =>
        !m.querySelector('mjx-assistive-mml math') || m.querySelector('merror, [mathcolor=red]'));
    const left = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text; text = walk.nextNode();)
        if (/\$|\\[(\[a-zA-Z]/.test(text.data) && !text.parentElement.closest('code, pre, script, style'))
            left.push(text.data.trim());
    return [...broken.map(m => m.innerText), ...left];
}"""
TOO_WIDE = """[...document.querySelectorAll('body *')].filter(e => {
    const right = e.getBoundingClientRect().right;
    if (right <= innerWidth + 1) return false;
    for (let p = e.parentElement; p; p = p.parentElement)
        if (getComputedStyle(p).overflowX !== 'visible' && p !== document.body) return false;
    return true;
}).map(e => e.outerHTML.slice(0, 80))"""


@contextmanager
def opened(browser, path, look: str):
    """A page from disk, set to a look, where nothing but files can be had; with what it
    complains of while it loads.
    """
    context = browser.new_context(**LOOKS[look], offline=True)
    context.route(
        "**/*",
        lambda route: (
            route.continue_()
            if route.request.url.startswith("file:")
            else route.abort()
        ),
    )
    page, complaints = context.new_page(), []
    page.on(
        "requestfailed", lambda request: complaints.append(f"request: {request.url}")
    )
    page.on(
        "console",
        lambda said: (
            complaints.append(f"console: {said.text}") if said.type == "error" else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(f"console: {error}"))
    try:
        page.goto(path.as_uri())
        page.evaluate("window.MathJax?.startup?.promise.then(() => null)")
        yield page, complaints
    finally:
        context.close()


def findings(page, complaints) -> list[str]:
    """What is wrong with an opened page, each as `kind: what`; nothing where it is as
    it should be.
    """
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    return [
        *complaints,
        *(f"link: {link}" for link in _broken_links(page)),
        *(f"alt: {element}" for element in page.evaluate(WITHOUT_ALT)),
        *(f"heading: {heading}" for heading in _headings_out_of_order(page)),
        *(f"mathematics: {text}" for text in page.evaluate(UNSET)),
        *(f"width: {element}" for element in _beyond_the_edge(page)),
        *(f"axe: {violation}" for violation in _violations(page)),
    ]


def _broken_links(page):
    anchors = cache(
        lambda path: {
            e["id"]
            for e in BeautifulSoup(path.read_bytes(), "html.parser").select("[id]")
        }
    )
    for written, address in page.evaluate(LINKS):
        target, anchor = urldefrag(address)
        path = Path(unquote(urlsplit(target).path))
        if not written:
            yield "a link without an address"
        elif target.startswith("file:") and (
            not path.is_file()
            or (anchor and not {anchor, unquote(anchor)} & anchors(path))
        ):
            yield written


def _headings_out_of_order(page):
    headings = page.evaluate(HEADINGS)
    levels = [0, *(level for level, _ in headings)]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} of the first level"
    for before, (level, text) in zip(levels, headings, strict=False):
        if level > before + 1:
            yield f"{text!r}, of level {level} after {before}"


def _beyond_the_edge(page):
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        yield from page.evaluate(TOO_WIDE) or ["something that is not an element"]


def _violations(page):
    results = Axe().run(page, options={"runOnly": WCAG, "resultTypes": ["violations"]})
    for violation in results.response["violations"]:
        for node in violation["nodes"]:
            yield (
                f"{violation['id']}, {node['html'][:120]}:"
                f" {' '.join(node['failureSummary'].split())}"
            )
