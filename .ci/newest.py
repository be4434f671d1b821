"""The tests with the newest versions: `install` them into .venv, `test`, and say in a
`summary` what broke.
"""

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
REPORT = ROOT / "build" / "newest.xml"
OWN_CHOICE = "# What the above bring with them."


def pinned() -> dict[str, str]:
    """The versions of requirements.txt."""
    return dict(
        re.findall(r"(?m)^([\w.-]+)==(\S+)$", (ROOT / "requirements.txt").read_text())
    )


def install() -> int:
    """What the course asks for, in versions of pip's choice."""
    names = re.findall(
        r"(?m)^([\w.-]+)==",
        (ROOT / "requirements.txt").read_text().split(OWN_CHOICE)[0],
    )
    pip = [PYTHON, "-m", "pip", "install", "--quiet"]
    newest = ["--upgrade", "--upgrade-strategy=eager"]
    sys.path.insert(0, str(ROOT))
    from grading import bootstrap

    bootstrap.make_environment()
    subprocess.run([*pip, *newest, *names], check=True)
    subprocess.run([*pip, "--no-deps", "--editable", ROOT], check=True)
    bootstrap.install_system_packages()
    return 0


def test() -> int:
    """All tests but the one that holds the versions to the pinned ones."""
    options = [
        "-n2",
        "--dist=loadfile",
        "--nbval",
        "--nbval-current-env",
        f"--junitxml={REPORT}",
    ]
    other = "--deselect=tests/test_house.py::test_this_environment_is_the_pinned_one"
    return subprocess.run(
        [PYTHON, "-m", "pytest", *options, other], cwd=ROOT
    ).returncode


def summary() -> int:
    """Print Markdown."""
    listed = subprocess.run(
        [PYTHON, "-m", "pip", "list", "--format=json"], capture_output=True, text=True
    ).stdout
    found = {
        plain(package["name"]): package["version"]
        for package in json.loads(listed or "[]")
    }
    print(
        "\n".join(lines(pinned(), found, REPORT.read_text() if REPORT.exists() else ""))
    )
    return 0


def plain(name: str) -> str:
    """A package's name as PyPI writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def lines(pins: dict[str, str], found: dict[str, str], report: str) -> list[str]:
    """What failed, by the report, and the versions that are not the pinned ones."""
    cases = list(ET.fromstring(report).iter("testcase")) if report else []
    failed = [
        case
        for case in cases
        if case.find("failure") is not None or case.find("error") is not None
    ]
    newer = {name: (pin, found.get(plain(name), "none")) for name, pin in pins.items()}
    newer = {
        name: versions
        for name, versions in newer.items()
        if versions[0] != versions[1].split("+")[0]
    }
    return [
        (
            f"## {len(failed)} of {len(cases)} tests fail with the newest versions"
            if cases
            else "## No test was run"
        ),
        "",
        *(f"- `{case.get('classname')}::{case.get('name')}`" for case in failed),
        "",
        "| package | pinned | newest |",
        "|---|---|---|",
        *(f"| {name} | {pin} | {version} |" for name, (pin, version) in newer.items()),
    ]


if __name__ == "__main__":
    sys.exit({"install": install, "test": test, "summary": summary}[sys.argv[1]]())
