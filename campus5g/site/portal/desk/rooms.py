"""The pages of the desk, room by room."""

from campus5g.site.portal.desk import (
    attendance,
    board,
    certificates,
    cohorts,
    errands,
    exports,
    items,
    kits,
    learners,
    library,
    marking,
    modules,
    overview,
    questions,
    schedule,
    surveys,
    trainers,
)
from campus5g.site.portal.desk.project_file import reading
from campus5g.site.portal.live import leading

# The list before a group's own pages: "new" is not a group.
ROUTERS = (
    library.router,
    cohorts.router,
    overview.router,
    learners.router,
    trainers.router,
    schedule.router,
    modules.router,
    errands.router,
    marking.router,
    reading.router,
    items.router,
    leading.router,
    board.router,
    kits.router,
    questions.router,
    attendance.router,
    surveys.router,
    exports.router,
    certificates.router,
)
