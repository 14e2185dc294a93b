"""The nbgrader configuration of a small course in statistics."""

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "statistics"
c.AssignLatePenalties.plugin_class = "late_points.PointADay"
