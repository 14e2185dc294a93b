"""What module pages import, for a kernel that waits for one."""

import campus5g.courseware.explorers
import campus5g.courseware.page.link
import campus5g.courseware.quiz.widget  # noqa: F401
