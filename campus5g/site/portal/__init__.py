"""The portal: the pages of learners, trainers and administrators; a service of the Hub.

``python -m campus5g.site.portal`` runs it. A request goes through

    headers.py   what a browser may load
    sign_in.py   who is asking, according to the Hub
    access.py    may they?
    forgery.py   did they mean it? (POST only)
    learner/, desk/, administration/, open/   one module a page or two: thin, the rooms do the work
    pages.py     the answer, in the reader's language
"""
