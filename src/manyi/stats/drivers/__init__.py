"""What goes with an outcome: importance with intervals, priorities, asymmetry, robustness."""
