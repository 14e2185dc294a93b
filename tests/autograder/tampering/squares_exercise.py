"""The exercise of the suite: `solve` returns the square of a number."""

SETUP = "import numpy as np"
"""The cell that comes before the learner's."""

TESTS: dict[str, str] = {
    "plain": """
        assert solve(3) == 9
        assert solve(4) == 16, "four"
        """,
    "score": """
        points = 0
        for x in (2, 5, 7, 11):
            if solve(x) == x * x:
                points += 1
        points
        """,
    "function": """
        def check():
            three = solve(3)
            assert three == 9
            assert all([solve(x) == x ** 2 for x in range(5, 9)])
            return
        check()
        """,
    "numpy of the notebook": """
        np.testing.assert_allclose(solve(3.0), 9.0)
        assert np.allclose([solve(2.0)], [4.0])
        """,
    "numpy": """
        import numpy as np
        np.testing.assert_allclose(solve(3.0), 9.0)
        assert np.allclose([solve(2.0)], [4.0])
        """,
    "unittest": """
        import math, unittest
        case = unittest.TestCase()
        case.assertEqual(solve(6), 36)
        assert math.isclose(solve(2.0), 4.0)
        """,
    "shown": """
        solve(8)
        assert solve(8) == 64
        """,
}

HARDER_TESTS: dict[str, str] = {
    "impossible": "assert solve(3) == 10, 'never true'",
    "partial": """
        points = 4
        if solve(3) != 10:
            points -= 1.5
        points
        """,
    "warned": """
        import warnings
        warnings.warn("this test warns")
        assert solve(1) == 1
        """,
    "quiet": "solve(2);",
}
"""What even a right solution does not pass whole."""
