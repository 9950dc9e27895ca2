"""The published report a sample study follows: its figures audited, and found again."""

from manyi.studies.source_report.audit_table import show_audit

__all__ = ["show_audit"]
