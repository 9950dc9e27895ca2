"""Tables: each function takes results and returns a Chart without a drawing."""
