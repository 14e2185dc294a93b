"""All pages of the administration."""

from campus5g.site.portal.administration import accounts, choices, health, keeping, kits

ROUTERS = (health.router, accounts.router, choices.router, kits.router, keeping.router)
