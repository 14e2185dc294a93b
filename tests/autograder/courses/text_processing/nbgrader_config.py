"""The nbgrader configuration of a small course in text processing."""

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "text-processing"
c.Autograde.exclude_overwriting = {"words": ["rules.py"]}
c.LateSubmissionPlugin.penalty_method = "zero"
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = "DeprecationWarning"
c.LimitOutput.max_lines = 20
c.LimitOutput.max_traceback = 12
c.OverwriteCells.add_missing_cells = True
