"""Sign-in from a learning platform such as Moodle by LTI 1.3, beside the site's own accounts.

There where ``lti.yaml`` lies in the data folder. `ltiauthenticator` speaks the protocol; what is
here says who may come in, as whom, and where they land.
"""
