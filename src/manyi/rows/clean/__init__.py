"""Rows of text -> typed, valid, weighted rows; every removal and every wrong value has its reason."""
