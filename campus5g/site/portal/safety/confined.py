"""Pages with content of learners and their code: shown without any rights."""

CONFINED = {
    # No origin, no scripts and nothing from anywhere, whether it is framed or opened on its own.
    "Content-Security-Policy": "sandbox; default-src 'none'; img-src data:; "
    "style-src 'unsafe-inline'; font-src data:; frame-ancestors 'self'",
    # A confined page opened on its own may have no opener policy.
    "Cross-Origin-Opener-Policy": "unsafe-none",
    "Cache-Control": "no-store",
}
"""The headers of their answers."""
