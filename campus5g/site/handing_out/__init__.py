"""How a released module comes to a learner's server that shares no disk with the site.

The portal packs the module's folders of nbgrader's exchange; the server has them in an exchange of
its own, from which nbgrader fetches as ever.
"""
