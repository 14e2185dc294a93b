"""Sign-in from a learning platform such as Moodle by LTI 1.3, beside the site's own accounts.

On if ``lti.yaml`` is in the data folder. `ltiauthenticator` implements the protocol; this
package decides who may come in, with which account, and where they land.
"""
