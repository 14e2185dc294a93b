"""What module pages import, for a kernel that waits for one."""

import anywidget  # noqa: F401
import ipywidgets  # noqa: F401

import campus5g.courseware.page
import campus5g.courseware.page.link  # noqa: F401
