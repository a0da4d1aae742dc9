"""Which articles are about one event, decided a day at a time.

What is known after a day is a function of what was known after the day before and of the day's articles. These are
gathered with one another and with the stories that had an article within `WINDOW_DAYS`, two clusters at a time, the most
similar first, while their similarity is at least `SAME_EVENT` (average-linkage agglomeration: E. M. Voorhees, Implementing
Agglomerative Hierarchic Clustering Algorithms, IPM 22, 1986). The similarity of two clusters is the mean over the pairs of
their articles, of old stories those of the window; that of two articles is the cosine of their TF-IDF vectors.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from etl_project.keys import stable_key
from etl_project.transforms.stories.vectors import UNIT, Numbers, joined

SAME_EVENT = 0.22
"""Least mean similarity of two clusters on one event. See docs/stories.md for how it was chosen."""
WINDOW = timedelta(days=7)
"""A story that had no article for so long has ended: what comes later is another story."""
_ROWS_AT_ONCE = 512


@dataclass(frozen=True)
class Batch:
    """Articles with their vectors, in the order of their keys."""

    keys: list[str]
    vectors: csr_array


@dataclass(frozen=True)
class Gathered:
    """What a day made of the stories."""

    stories: dict[str, str]
    """By key of each of the day's articles the key of its story."""
    merges: dict[str, str]
    """By key of each story that is no more the one that it became part of."""


def gather(
    batch: Batch,
    window: Batch,
    story_of: Mapping[str, str],
    began_on: Mapping[str, date],
    twins: Iterable[tuple[str, str]],
    same_event: float,
) -> Gathered:
    """Put a day's articles into stories, old or new.

    Args:
        batch: the day's articles.
        window: the articles of the days before it that still count.
        story_of: story of each article of the window.
        began_on: day on which each of these stories began: of two that become one, the older keeps its key.
        twins: pairs of article keys that belong together, whatever their vectors say.
        same_event: least mean similarity of what becomes one story.
    """
    olds = sorted({story_of[key] for key in window.keys})
    node_of = {story: node for node, story in enumerate(olds)}
    nodes_of_window = [node_of[story_of[key]] for key in window.keys]
    nodes_of_batch = range(len(olds), len(olds) + len(batch.keys))
    nodes = np.array([*nodes_of_window, *nodes_of_batch], dtype=np.int64)
    if not len(batch.keys):
        return Gathered({}, {})

    article_node = dict(zip([*window.keys, *batch.keys], nodes.tolist(), strict=True))
    ties = [(article_node[one], article_node[other]) for one, other in twins]
    tied = _components(len(olds) + len(batch.keys), ties)
    # A cluster is known by its least node: the least key of an old story, else of a new article.
    start = _least_of_component(tied)
    starts, places = np.unique(start, return_inverse=True)
    vectors, sizes = _summed(window.vectors, batch.vectors, places[nodes], len(starts))
    has_new = np.zeros(len(starts), dtype=bool)
    has_new[places[len(olds) :]] = True

    merged = _agglomerate(vectors, sizes, has_new, same_event)
    cluster_of_node = merged[places]

    founders: dict[int, str] = {}
    for node, story in enumerate(olds):
        cluster = int(cluster_of_node[node])
        other = founders.get(cluster)
        if other is None or (began_on[story], story) < (began_on[other], other):
            founders[cluster] = story
    merges = {story: founders[int(cluster_of_node[node])] for node, story in enumerate(olds)}
    stories = {}
    for key, node in zip(batch.keys, nodes_of_batch, strict=True):
        stories[key] = founders.setdefault(int(cluster_of_node[node]), stable_key(key))
    return Gathered(stories, {old: story for old, story in merges.items() if old != story})


def _components(size: int, edges: Sequence[tuple[int, int]] | Numbers) -> Numbers:
    """Number of the connected component of each node."""
    pairs = np.asarray(edges, dtype=np.int64).reshape(-1, 2)
    graph = coo_array((np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    labels: Numbers = connected_components(graph, directed=False)[1].astype(np.int64)
    return labels


def _least_of_component(labels: Numbers) -> Numbers:
    """Of each node the least node of its component."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    least: Numbers = first[inverse]
    return least


def _summed(window: csr_array, batch: csr_array, places: Numbers, size: int) -> tuple[csr_array, Numbers]:
    """Sums of the vectors, and numbers of articles, of clusters."""
    rows = joined((window, batch))
    members = csr_array((np.ones(len(places), np.int64), (places, np.arange(len(places)))), shape=(size, len(places)))
    return csr_array(members @ rows), np.bincount(places, minlength=size)


def _agglomerate(vectors: csr_array, sizes: Numbers, has_new: npt.NDArray[np.bool_], same_event: float) -> Numbers:
    """Number of the cluster that each starting cluster ends in.

    A mean is never more than the greatest of its terms. So only clusters that pairs of starting clusters as similar as
    `same_event` connect can become one, and each such component is dealt with by itself.
    """
    pairs = _similar_pairs(vectors, sizes, has_new, same_event)
    clusters = np.arange(len(sizes))
    labels = _components(len(sizes), pairs)
    order = np.argsort(labels, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(labels[order])) + 1):
        if len(members) == 2:
            clusters[members] = members[0]
        elif len(members) > 2:
            clusters[members] = members[_linked(_products(vectors[members]), sizes[members], same_event)]
    return clusters


def _products(vectors: csr_array) -> Numbers:
    """Of every two rows the sum of the products of their columns."""
    columns, narrow = np.unique(vectors.indices, return_inverse=True)
    rows = csr_array((vectors.data, narrow, vectors.indptr), shape=(vectors.shape[0], len(columns)))
    products: Numbers = (rows @ rows.T).toarray()
    return products


def _similar_pairs(vectors: csr_array, sizes: Numbers, has_new: npt.NDArray[np.bool_], same_event: float) -> Numbers:
    """Pairs of clusters, one of them with a new article, that are similar enough."""
    rows = np.flatnonzero(has_new)
    others = vectors.T.tocsr()
    found = []
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        some = rows[start : start + _ROWS_AT_ONCE]
        products = (vectors[some] @ others).tocoo()
        ones, twos = some[products.coords[0]], products.coords[1].astype(np.int64)
        enough = _means(products.data, sizes[ones], sizes[twos]) >= same_event
        found.append(np.stack((ones[enough], twos[enough]), axis=1))
    return np.concatenate(found)


def _means(products: Numbers, ones: Numbers, others: Numbers) -> npt.NDArray[np.float64]:
    """Mean similarities of clusters, from the products of the sums of their vectors and from their sizes."""
    means: npt.NDArray[np.float64] = products / (UNIT * UNIT * (ones * others))
    return means


def _linked(products: Numbers, sizes: Numbers, same_event: float) -> Numbers:
    """Average-linkage agglomeration: of each cluster the least of those that it ends in one cluster with.

    Args:
        products: of every two clusters, the product of the sums of their vectors.
        sizes: articles of each.
    """
    products, sizes = products.copy(), sizes.copy()
    clusters = np.arange(len(sizes))
    means = _means(products, sizes[:, None], sizes[None, :])
    np.fill_diagonal(means, -1)
    best = means.argmax(axis=1)
    most = means.max(axis=1)
    while True:
        # Of equals the first: the cluster with the least key, and the least that is as similar to it.
        kept = int(most.argmax())
        if most[kept] < same_event:
            return clusters
        gone = int(best[kept])
        kept, gone = min(kept, gone), max(kept, gone)
        clusters[clusters == gone] = kept
        products[kept] += products[gone]
        products[:, kept] += products[:, gone]
        sizes[kept] += sizes[gone]
        row = np.where(means[kept] < 0, -1, _means(products[kept], sizes[kept], sizes))
        row[[kept, gone]] = -1
        means[kept], means[:, kept] = row, row
        means[gone], means[:, gone] = -1, -1
        stale = np.flatnonzero((best == kept) | (best == gone) | (row > most) | ((row == most) & (kept < best)))
        stale = np.union1d(stale, [kept, gone])
        best[stale] = means[stale].argmax(axis=1)
        most[stale] = means[stale].max(axis=1)
