"""What a student's feedback page must not show: the hidden tests, in their source or in a traceback."""

from nbgrader.preprocessors import ClearHiddenTests, GetGrades, NbGraderPreprocessor

from grading.course import is_graded_test


class HideTests(NbGraderPreprocessor):
    """Keep of a failed test what it says, not where in the test it was said."""

    def preprocess_cell(self, cell, resources, index):
        if is_graded_test(cell):
            for output in cell.outputs:
                if output.output_type == "error":
                    output.traceback = [f"{output.ename}: {output.evalue}"]
        return cell, resources


PREPROCESSORS = [GetGrades, ClearHiddenTests, HideTests]
