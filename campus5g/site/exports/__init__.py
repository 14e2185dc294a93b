"""What a training organisation takes out of the site: tables, traces, sheets and files."""
