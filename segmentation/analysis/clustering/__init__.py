"""Cluster customers with k-means, and choose how many clusters there are.

Recency, frequency and money are so skewed that plain k-means finds a few dozen giants and one blob. A
Yeo-Johnson transform makes each nearly symmetric before it is standardised; the clusters are then groups of
ordinary customers, and stay the same when some customers are left out.

``customers.py`` is the stage from end to end; the other files are its steps.
"""

from segmentation.analysis.clustering.choice import ELBOW_TOLERANCE, Choice, CurvePoint, Reason
from segmentation.analysis.clustering.customers import Clustering, Fit, cluster_customers
from segmentation.analysis.clustering.fresh_fit import Suit, compare_with_fresh_fit
from segmentation.analysis.clustering.gap import Gap
from segmentation.analysis.clustering.kmeans import Search
from segmentation.analysis.clustering.scoring import BORDER, REACH, STILL, score_history
from segmentation.analysis.clustering.space import ALIKE, LeftOut, Space
from segmentation.analysis.clustering.stability import STABLE

__all__ = [
    "ALIKE",
    "BORDER",
    "ELBOW_TOLERANCE",
    "REACH",
    "STABLE",
    "STILL",
    "Choice",
    "Clustering",
    "CurvePoint",
    "Fit",
    "Gap",
    "LeftOut",
    "Reason",
    "Search",
    "Space",
    "Suit",
    "cluster_customers",
    "compare_with_fresh_fit",
    "score_history",
]
