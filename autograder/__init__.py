"""Grade any nbgrader course in sandboxes, in parallel, with nbgrader's own grades.

The rooms, from the floor up: `inside` runs in the sandbox, `sandbox` builds its walls, `running`
runs one notebook, `grading` turns a submission into a result, `gradebook` writes it down, `batch`
does so for a class, `report` tells how it went, `plugin` lends the sandbox to stock nbgrader.
"""
