"""What GitHub is asked to do: within narrow rights, on every Python that the course
names, with files that exist.
"""

import importlib.util
import re
import tomllib
from importlib.metadata import metadata

import pytest
import yaml
from packaging.specifiers import SpecifierSet

from grading import bootstrap
from grading.course import ROOT

WORKFLOWS = {
    path.stem: yaml.safe_load(path.read_text())
    for path in (ROOT / ".github" / "workflows").glob("*.yml")
}
ON = True  # YAML's idea of the word `on`


@pytest.fixture(params=WORKFLOWS)
def workflow(request):
    return WORKFLOWS[request.param]


def commands(workflow) -> list[str]:
    return [
        step["run"]
        for job in workflow["jobs"].values()
        for step in job["steps"]
        if "run" in step
    ]


def test_workflows_may_only_read_and_end_some_day(workflow):
    assert workflow["permissions"] == {"contents": "read"} and "concurrency" in workflow
    assert all("permissions" not in job for job in workflow["jobs"].values())
    assert all(
        job["timeout-minutes"] <= 90
        for job in workflow["jobs"].values()
        if len(job["steps"]) > 2
    )


def test_workflows_run_what_is_there(workflow):
    named = re.findall(r"(?<!\w)\.ci/[\w.]+", " ".join(commands(workflow)))
    assert all((ROOT / name).is_file() for name in named) and (
        named or "here" in workflow["jobs"]
    )


def test_a_pipe_that_fails_is_noticed(workflow):
    """GitHub's own shell looks at the last command of a pipe only."""
    piped = any(re.search(r"[^|]\|[^|]", command) for command in commands(workflow))
    assert not piped or workflow["defaults"]["run"]["shell"] == "bash"


def pythons() -> list[str]:
    """Those that CI runs on, by their first two numbers."""
    return WORKFLOWS["ci"]["jobs"]["test"]["strategy"]["matrix"]["python-version"]


def test_ci_runs_on_the_oldest_python_that_the_course_names():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == f">={pythons()[0]}"
    assert tuple(map(int, pythons()[0].split("."))) == bootstrap.OLDEST


def test_no_pinned_package_refuses_a_python_that_the_course_names():
    """From its first release on: Debian 12 has 3.11.2 and will keep it."""
    refused = []
    for pin in re.findall(r"(?m)^([\w.-]+)==", (ROOT / "requirements.txt").read_text()):
        allowed = SpecifierSet(metadata(pin).get("Requires-Python", ""))
        refused += [f"{pin}: {p}.0" for p in pythons() if f"{p}.0" not in allowed]
    assert not refused


def test_what_is_tried_every_week_turns_nothing_red():
    for name in ("newest", "colab"):
        assert WORKFLOWS[name][ON].keys() == {"schedule", "workflow_dispatch"}
    assert WORKFLOWS["newest"]["jobs"]["test"]["continue-on-error"] is True


def newest():
    spec = importlib.util.spec_from_file_location("newest", ROOT / ".ci" / "newest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


REPORT = """<testsuites><testsuite>
<testcase classname="tests.test_a" name="test_holds"/>
<testcase classname="tests.test_a" name="test_breaks"><failure message="no"/></testcase>
<testcase classname="tests.test_a" name="test_cannot_begin"><error/></testcase>
</testsuite></testsuites>"""


def test_the_weekly_summary_names_what_broke_and_what_is_newer():
    pins = {"torch": "2.0", "jupyter-client": "1.0", "numpy": "2.4", "gone": "1"}
    said = newest().lines(
        pins, {"torch": "2.0+cpu", "jupyter-client": "1.1", "numpy": "2.4"}, REPORT
    )
    assert said[0] == "## 2 of 3 tests fail with the newest versions"
    assert [line for line in said if line.startswith(("- ", "| j", "| g"))] == [
        "- `tests.test_a::test_breaks`",
        "- `tests.test_a::test_cannot_begin`",
        "| jupyter-client | 1.0 | 1.1 |",
        "| gone | 1 | none |",
    ]
    assert newest().lines(pins, {}, "")[0] == "## No test was run"


def test_the_weekly_run_asks_for_what_the_course_asks_for_itself():
    assert newest().OWN_CHOICE in (ROOT / "requirements.txt").read_text()
    assert newest().pinned().keys() >= {"torch", "jupyterlab", "tornado"}
