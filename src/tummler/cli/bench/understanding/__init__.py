"""``tummler bench understanding``: what the minds get right, beside baselines measured in the same run.

A row of the table is a file in ``rows/`` that exports ``ROW`` (see ``contract``); nothing else has to be told.
"""
