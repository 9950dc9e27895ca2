"""Noto Sans SC, cut to GB 2312, with its licence and the script that cuts it."""
