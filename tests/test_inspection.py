"""The inspection of pages finds what it is there to find: each fault, planted in a
sound page.
"""

import pytest
from inspection import LOOKS, findings, opened
from test_pages import browser  # noqa: F401 - a fixture

from grading.pages import mathjax

SOUND = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sound</title>
<style>body { color: #000; background: #fff; }</style>
<script>MathJax = {tex: {inlineMath: [["$", "$"]]}, options: {enableMenu: false}};</script>
<script defer src="MATHJAX"></script>
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
    "a script that complains": ("console", "<script>console.error('no')</script>"),
    "a link to no page": ("link", "<a href='gone.html'>Gone</a>"),
    "a link to no place here": ("link", "<a href='#gone'>Gone</a>"),
    "a link without a name": ("axe", "<a href='#here'></a>"),
    "a picture with empty words": ("alt", "<img alt='' src='data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA='>"),
    "a level left out": ("heading axe", "<h4>Deep</h4>"),
    "TeX that does not parse": ("mathematics", r"<p>$\frac{x$</p>"),
    "TeX that is not set": ("mathematics", r"<p class='mathjax_ignore'>$x$</p>"),
    "mathematics that cannot be heard": (
        "mathematics alt axe", "<script>MathJax.options.renderActions = {assistiveMml: []}</script>",
    ),
    "a box wider than a phone": ("width", "<div style='width: 500px'>Wide</div>"),
    "a formula wider than a phone": ("width", "<p>$" + "x +" * 40 + " x$</p>"),
    "pale letters": ("axe", "<p style='color: #999'>Pale</p>"),
    "letters pale on a phone in the dark": ("axe", f"<style>{PHONE_DARK} {{ p {{ color: #999 }} }}</style>"),
}  # fmt: skip


@pytest.fixture
def inspect(browser, tmp_path):  # noqa: F811
    """The kinds of findings of a sound page with something added, in a look."""
    (tmp_path / "other.html").write_text("<p id=there>Other</p>")

    def kinds(added, look):
        text = SOUND.replace("MATHJAX", mathjax().as_uri()).replace(
            "</main>", f"{added}</main>", 1
        )
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
