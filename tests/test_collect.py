"""Who is in the class: the class list in every form that a learning management system
exports.
"""

import pytest

from grading.class_list import class_list
from grading.collect import collect, everybody, unlisted
from grading.course import CourseError

CANVAS = """\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,01_score_definition (7001),Current Score
,,,,,Manual Posting,
    Points Possible,,,,,15,(read only)
"Lovelace, Ada",101,u1,ada,Monday,,
"Gödel, Kurt",102,u2,kurt,Monday and Tuesday,,
"Noether, Emmy",103,,Emmy,Tuesday,,
"Student, Test",999,,5e884898,Monday,,
"""
MOODLE = """First name,Surname,ID number,Institution,Department,Email address,Assignment: Scores (Real)
Ada,Lovelace,u1,,,ada@example.org,-
Kurt,Gödel,u2,,,kurt@example.org,-
Emmy,Noether,u3,,,Emmy@example.org,-
"""
GERMAN = """Vorname;Nachname;E-Mail-Adresse
Ada;Lovelace;ada@example.org
Kurt;Gödel;kurt@example.org
Emmy;Noether;Emmy@example.org
"""
BLACKBOARD = """"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"01_score_definition [Total Pts: 15 Score] |7001"
"Lovelace"\t"Ada"\t"ada"\t"u1"\t""
"Gödel"\t"Kurt"\t"kurt"\t"u2"\t""
"Noether"\t"Emmy"\t"Emmy"\t"u3"\t""
"Teacher"\t"Preview"\t"teacher_previewuser"\t""\t""
"""
PLAIN = "ada\r\nkurt\r\n\r\nEmmy\r\n"


@pytest.fixture
def class_of(tmp_path):
    """Make a class with these folders of students and this list."""

    def make(folders, text="", encoding="utf-8"):
        for folder in folders:
            (tmp_path / "submitted" / folder / "hw").mkdir(parents=True, exist_ok=True)
            (tmp_path / "submitted" / folder / "hw" / "hw.ipynb").write_text("{}")
        if text:
            (tmp_path / "students.csv").write_bytes(text.encode(encoding))
        return tmp_path

    return make


@pytest.mark.parametrize(
    ("text", "encoding", "ending"),
    [
        (CANVAS, "utf-8", ""),
        (MOODLE, "utf-8-sig", "@example.org"),
        (GERMAN, "cp1252", "@example.org"),
        (BLACKBOARD, "utf-16", ""),
        (BLACKBOARD, "utf-16-le", ""),
        (PLAIN, "utf-8", ""),
        ("Username\n" + PLAIN, "utf-8-sig", ""),
    ],
    ids=[
        "canvas",
        "moodle",
        "german",
        "blackboard",
        "no mark",
        "plain",
        "with a header",
    ],
)
def test_those_who_handed_in_nothing_are_missing_whatever_wrote_the_list(
    class_of, text, encoding, ending
):
    folder = class_of([f"ada{ending}", f"EMMY{ending}"], text, encoding)
    handed_in = {s.student: bool(s.files) for s in collect(folder, ["hw"])}
    assert handed_in == {
        f"ada{ending}": True,
        f"EMMY{ending}": True,
        f"kurt{ending}": False,
    }
    assert unlisted(folder) == []


@pytest.mark.parametrize(
    "column, names", [("ID", ("101", "103")), ("SIS Login ID", ("ada", "emmy"))]
)
def test_any_column_may_name_the_folders(class_of, column, names):
    _, listed = everybody(class_of(names, CANVAS))
    assert listed.key == column
    assert listed.line(names[0])["student"] == "Lovelace, Ada"


def test_of_columns_that_name_the_folders_the_key_is_made_to_tell_students_apart(
    class_of,
):
    text = "First name,ID number,Username\nada,,ada\nada,,bob\n"
    assert everybody(class_of(["ada"], text))[1].key == "Username"


def test_who_is_not_in_the_list_is_collected_and_named(class_of):
    folder = class_of(["ada", "mallory"], CANVAS)
    assert set(everybody(folder)[0]) == {"ada", "kurt", "Emmy", "mallory"}
    assert unlisted(folder) == ["mallory"]
    assert unlisted(class_of(["ada"])) == ["mallory"]


def test_without_a_list_the_folders_are_the_class(class_of):
    folder = class_of(["ada", "bob"])
    assert everybody(folder) == (
        {s: folder / "submitted" / s for s in ("ada", "bob")},
        None,
    )
    assert unlisted(folder) == []


def test_a_student_is_found_by_name_with_or_without_a_folder(class_of):
    folder = class_of(["ada"], PLAIN)
    assert [(s.student, s.files) for s in collect(folder, ["hw"], "kurt")] == [
        ("kurt", {})
    ]
    with pytest.raises(CourseError, match="holds nothing of bob"):
        collect(folder, ["hw"], "bob")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Lovelace,Ada,ada\nGödel,Kurt,kurt\n",
            r"first line of .* has to name the columns.*: Lovelace, Ada, ada",
        ),
        (
            "Name,Login\nLovelace, Ada,ada\n",
            r"line 2: 3 cells; the first line names 2 columns",
        ),
        ("Name,Login\nAda,ada\nKurt,\n", r"line 3: no Login, by which the folders"),
        (
            "Name,Login\nAda,ada\nKurt,kurt\n,ADA\n",
            r"lines 2 and 4: both have the Login 'ADA'",
        ),
        (
            "Name,Login\nAda,ada\nKurt,../kurt\n",
            r"line 3: '../kurt' cannot be the name of a folder",
        ),
        (
            "Name,Login\nKurt,kurt\n",
            (
                r"None of the folders in .*submitted is named in .*one of the columns"
                r" Name, Login"
            ),
        ),
        ("PK\x03\x04", "perhaps a workbook. Save it as CSV"),
        ("\n\n", "is empty"),
        (
            'Name,Login\nAda,ada\n"Kurt,kurt\n',
            "line 3: unexpected end of data. Save it as CSV",
        ),
    ],
)
def test_what_is_no_class_list_is_refused_in_a_sentence(class_of, text, words):
    with pytest.raises(CourseError, match=words):
        everybody(class_of(["ada"], text))


def test_a_list_of_one_column_may_begin_with_a_student_who_is_called_like_a_column(
    class_of,
):
    assert set(class_list(class_of(["login"], "login\nada\n"), ["login"]).students) == {
        "login",
        "ada",
    }
