"""What is associated with an outcome: importance with intervals, priorities, asymmetry, robustness."""
