"""Exports for a training organisation: tables, traces, sheets and files."""
