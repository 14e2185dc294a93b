"""The Hub: its process, sign-in, languages, pages, and the proxy in front of it."""
