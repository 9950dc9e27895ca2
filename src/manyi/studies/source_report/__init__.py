"""The published report that a sample study follows: its figures are audited and reproduced."""

from manyi.studies.source_report.audit_table import show_audit

__all__ = ["show_audit"]
