"""``tummler bench matching``: who could answer, on public questions and answers, by the product's own ranking.

Beside two baselines in the same run: who answered most so far, and BM25 over what everyone answered.
"""
