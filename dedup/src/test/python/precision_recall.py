"""Oracle of WeightedPairs: scikit-learn's precision_recall_curve of made-up pairs with ties, unweighted and weighted.

Writes precision_recall_pairs.csv (score,same,weight; scores are multiples of 1/64, so that they are exact in float32) and
precision_recall.csv (weighted,threshold,precision,recall; a pair matches where its score is at least the threshold).
Regenerate: python3 precision_recall.py ../resources/oracle
Made with Python 3.11, scikit-learn 1.9.1, NumPy 2.4.6. Shares must agree to 1e-12.
"""
import sys
from pathlib import Path

import numpy as np
from sklearn.metrics import precision_recall_curve

output = Path(sys.argv[1])
random = np.random.default_rng(20)
same = random.random(400) < 0.3
scores = np.where(same, random.beta(6, 2, 400), random.beta(3, 3, 400))
scores = np.round(scores * 64) / 64
weights = random.integers(1, 40, 400)
with open(output / "precision_recall_pairs.csv", "w") as file:
    file.write("score,same,weight\n")
    for score, is_same, weight in zip(scores, same, weights):
        file.write(f"{score},{int(is_same)},{weight}\n")
with open(output / "precision_recall.csv", "w") as file:
    file.write("weighted,threshold,precision,recall\n")
    for weighted in (0, 1):
        curve = precision_recall_curve(same, scores, sample_weight=weights if weighted else None)
        for precision, recall, threshold in zip(*curve):  # the last point of the curve has no threshold
            file.write(f"{weighted},{threshold},{precision:.17g},{recall:.17g}\n")
