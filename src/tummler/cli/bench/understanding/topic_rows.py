"""What the rows about topics share: the model's vectors, ours, and the baselines on the same examples."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tummler.cli.bench.understanding.scores import Floats, accuracy, auc
from tummler.minds.sentences import Vectors, sentences_in
from tummler.minds.topics import Taught, learn
from tummler.minds.topics.features import said

Labels = Sequence[str]


def vectors_of(texts: Sequence[str]) -> Vectors:
    """The meanings of texts, as the product reads them."""
    from django.conf import settings

    return sentences_in(settings.DATA.models).encode([said(text) for text in texts])


class Split:
    """Examples and held-back posts, with their vectors; ``outside`` are posts about none of the topics."""

    def __init__(self, given: tuple[list[str], Labels, Vectors], asked: tuple[list[str], Labels, Vectors]) -> None:
        self.texts, self.labels, self.vectors = given
        self.asked, self.truth, self.asked_vectors = asked

    def ours(self) -> tuple[float, Floats]:
        """Accuracy among the topics, and how surely each post is about one of them."""
        known = learn([Taught(text, label) for text, label in zip(self.texts, self.labels, strict=True)], self.vectors)
        assert known is not None
        told = known.tell(self.asked, self.asked_vectors)
        sure = [one.probability if one.topic else 1 - one.probability for one in told]
        if any(not label for label in self.truth):
            scores, nearest = known.scores(self.asked, self.asked_vectors)
            sure = list(known.calibration.known(scores, nearest))
        return self.right([one.likeliest for one in told]), np.array(sure)

    def right(self, said: Sequence[str]) -> float:
        """Accuracy on the posts that have a topic."""
        pairs = [(true, one) for true, one in zip(self.truth, said, strict=True) if true]
        return accuracy([true for true, _ in pairs], [one for _, one in pairs])

    def inside(self) -> npt.NDArray[np.bool_]:
        """Which of the posts have a topic."""
        return np.array([bool(label) for label in self.truth])

    def nearest(self) -> tuple[float, Floats]:
        """The topic of the nearest example, and how near it is."""
        likeness = self.asked_vectors @ self.vectors.T
        return self.right([self.labels[at] for at in likeness.argmax(axis=1)]), likeness.max(axis=1).astype(float)

    def meaning(self) -> tuple[float, Floats]:
        """Logistic regression on the vectors alone."""
        from sklearn.linear_model import LogisticRegression

        model = LogisticRegression(C=30, max_iter=200).fit(self.vectors, self.labels)
        shares = model.predict_proba(self.asked_vectors)
        return self.right([str(model.classes_[at]) for at in shares.argmax(axis=1)]), shares.max(axis=1)

    def words(self) -> float:
        """A linear support vector machine on words, pairs of words and runs of letters."""
        from scipy.sparse import hstack
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.svm import LinearSVC

        both = [
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        ]
        given = hstack([one.fit_transform(self.texts) for one in both]).tocsr()
        model = LinearSVC(C=0.5).fit(given, self.labels)
        asked = hstack([one.transform(self.asked) for one in both]).tocsr()
        return self.right([str(label) for label in model.predict(asked)])

    def baselines(self) -> dict[str, float]:
        """Accuracy of each."""
        return {
            "words (SVM)": self.words(),
            "nearest example": self.nearest()[0],
            "meaning (logistic)": self.meaning()[0],
        }

    def outside(self, sure: Floats) -> float:
        """How well what is about a topic is told from what is about none: area under the curve."""
        return auc(list(self.inside()), sure)
