"""The course in nbgrader's own words; `grading` adds the paths of a class."""

c = get_config()  # noqa: F821 - nbgrader provides it

c.CourseDirectory.course_id = "score-functions"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "notebooks"
# The paired .py holds the answers; nbgrader would copy it into the release.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    "*.py",
    "*.md",
]

c.ClearSolutions.code_stub = {
    "python": "raise NotImplementedError  # your answer takes this line's place"
}
c.ClearSolutions.text_stub = "*Your answer here.*"

c.Execute.timeout = 120
c.Execute.extra_arguments = [
    "--HistoryManager.hist_file=:memory:",
    "--IPKernelApp.log_level=40",
]
c.Execute.startup_timeout = 120
c.Execute.store_widget_state = False
c.Execute.shutdown_kernel = "immediate"
