"""What runs in the room with a student's code.

Nothing that it says is trusted; it holds no test and no solution.
"""
