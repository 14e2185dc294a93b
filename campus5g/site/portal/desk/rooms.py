"""The pages of the desk, room by room."""

from campus5g.site.portal.desk import (
    attendance,
    board,
    certificates,
    cohorts,
    errands,
    exports,
    items,
    learners,
    marking,
    modules,
    overview,
    questions,
    surveys,
)

# The list before a group's own pages: "new" is not a group.
ROUTERS = (
    cohorts.router,
    overview.router,
    learners.router,
    modules.router,
    errands.router,
    marking.router,
    items.router,
    board.router,
    questions.router,
    attendance.router,
    surveys.router,
    exports.router,
    certificates.router,
)
