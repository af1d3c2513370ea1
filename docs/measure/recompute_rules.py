"""What Gleaner decides, by docs/definitions.md: plain Python and numpy, for recompute.py. Shares no code with the product."""
import numpy as np

ONE = np.float32(1)


# --- vectors -----------------------------------------------------------------------------------------------------------------------------

def unit(vectors):
    """Returns float32 vectors of unit length; the squared length is a sum in float64, component after component."""
    doubles = vectors.astype(np.float64)
    lengths = np.add.accumulate(doubles * doubles, axis=1)[:, -1]
    return (doubles * (1 / np.sqrt(lengths))[:, None]).astype(np.float32)


def cosines(a, b):
    """Returns the deciding dot product of each row of a with that row of b: eight running sums in float32, then these in turn, then the rest."""
    products = a * b
    whole = products.shape[1] // 8 * 8
    lanes = np.zeros((len(products), 8), np.float32)
    for start in range(0, whole, 8):
        lanes += products[:, start:start + 8]
    total = np.zeros(len(products), np.float32)
    for lane in range(8):
        total += lanes[:, lane]
    for rest in range(whole, products.shape[1]):
        total += products[:, rest]
    return total


def nearest(queries, base, base_ids, k, floor=-2.0, leave_out=None, slack=2e-5):
    """Returns for each query its k nearest rows of base as [(similarity, row)], by similarity down, then id up. Exact.

    leave_out: a function from the number of a query to rows that it may not have. A matrix product proposes, cosines() decides.
    """
    lists = []
    k = min(k, len(base))
    for start in range(0, len(queries), 512):
        block = queries[start:start + 512]
        proposed = block @ base.T
        for i in range(len(block)):
            row = proposed[i]
            if leave_out is not None:
                row[leave_out(start + i)] = -np.inf
            bar = np.partition(row, len(row) - k)[len(row) - k] if k < len(row) else -np.inf
            rows = np.flatnonzero((row >= max(bar, floor) - slack) & (row > -np.inf))
            exact = cosines(np.broadcast_to(block[i], (len(rows), block.shape[1])), base[rows])
            found = sorted((-float(s), base_ids[r], int(r)) for s, r in zip(exact, rows) if s >= np.float32(floor))
            lists.append([(np.float32(-s), r) for s, _, r in found[:k]])
    return lists


# --- keyed draws -------------------------------------------------------------------------------------------------------------------------

MASK = (1 << 64) - 1


def _mix(bits):
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB & MASK
    return bits ^ (bits >> 31)


def _absorb(state, text):
    units = text.encode("utf-16-le", "surrogatepass")
    for i in range(0, len(units), 2):
        state = (state ^ (units[i] | units[i + 1] << 8)) * 0x100000001B3 & MASK
    return _mix(state)


def draw_key(seed, purpose, id):
    """Returns the 64 bits by which an image is drawn: the smallest are."""
    state = _absorb(_mix((seed & MASK) ^ 0xCBF29CE484222325), purpose)
    return _mix(_absorb(state ^ 0xFF, id))


# --- graphs ------------------------------------------------------------------------------------------------------------------------------

class Sets:
    """Disjoint sets of ids; each is named by its smallest id."""

    def __init__(self):
        self.parent = {}

    def find(self, node):
        self.parent.setdefault(node, node)
        path = []
        while self.parent[node] != node:
            path.append(node)
            node = self.parent[node]
        for each in path:
            self.parent[each] = node
        return node

    def join(self, a, b):
        a, b = sorted((self.find(a), self.find(b)))
        self.parent[b] = a
        return a != b


def forest(edges):
    """Returns the edges {(a, b): similarity} of a maximum spanning forest, by similarity down."""
    sets, kept = Sets(), []
    for (a, b), similarity in sorted(edges.items(), key=lambda edge: -edge[1]):
        if sets.join(a, b):
            kept.append((a, b, similarity))
    return kept


def components(edges):
    """Returns the spanning trees of the components of [(a, b, similarity)] as {smallest id: (ids, edges)}."""
    sets = Sets()
    for a, b, _ in edges:
        sets.join(a, b)
    trees = {}
    for node in list(sets.parent):
        trees.setdefault(sets.find(node), ([], []))[0].append(node)
    for edge in edges:
        trees[sets.find(edge[0])][1].append(edge)
    return trees


def distinct(nodes, tree):
    """Returns how many images a component has where those joined at similarity 1 count once."""
    return len(nodes) - sum(similarity >= ONE for _, _, similarity in tree)


def take_apart(nodes, tree, limit):
    """Returns the parts of a component, each with its tree: the lowest edges go until no part has more than limit distinct images."""
    parts, waiting = [], [(nodes, tree)]
    while waiting:
        nodes, tree = waiting.pop()
        if distinct(nodes, tree) <= limit:
            parts.append((nodes, tree))
            continue
        lowest = min(similarity for _, _, similarity in tree)
        left = [edge for edge in tree if edge[2] > lowest]
        smaller = components(left)
        joined = {node for part, _ in smaller.values() for node in part}
        waiting += list(smaller.values()) + [([node], []) for node in nodes if node not in joined]
    return parts


def strongest(tree, sources):
    """Returns {node: (similarity, source)}: the source that is reached over the highest least edge, of equal ones the smallest id."""
    around = {}
    for a, b, similarity in tree:
        around.setdefault(a, []).append((b, similarity))
        around.setdefault(b, []).append((a, similarity))
    best = {}
    for source in sorted(sources):
        waiting, seen = [(source, np.float32(np.inf))], {source}
        while waiting:
            node, least = waiting.pop()
            if node not in sources and (node not in best or least > best[node][0]):
                best[node] = (least, source)
            for other, similarity in around.get(node, []):
                if other not in seen:
                    seen.add(other)
                    waiting.append((other, min(least, similarity)))
    return best


# --- deduplication -----------------------------------------------------------------------------------------------------------------------

class Decision:
    """Which images leave: kind after kind, each on what the kinds before left."""

    def __init__(self, pool_ids, order_key, limit, on_large):
        self.ids, self.order_key, self.limit, self.on_large = pool_ids, order_key, limit, on_large
        self.links, self.sizes, self.components = {}, {}, []

    def size(self, nodes):
        return sum(self.sizes.get(node, 1) for node in nodes)

    def alive(self, edges, above):
        return {pair: s for pair, s in edges.items() if s > above and pair[0] not in self.links and pair[1] not in self.links}

    def state(self, size):
        return "large" if size > self.limit else "whole"

    def remove(self, node, kept, kind, similarity, size):
        self.links[node] = (kept, kind, similarity, size)
        self.sizes.pop(node, None)

    def fold(self, kind, edges, above):
        guarded = kind != "exact" and self.on_large != "keep"
        first = min if kind == "exact" else lambda nodes: min(nodes, key=self.order_key)
        removals, sizes = [], {}
        for name, (nodes, tree) in components(forest(self.alive(edges, above))).items():
            split = guarded and distinct(nodes, tree) > self.limit
            size = self.size(nodes)
            weakest = min(similarity for _, _, similarity in tree)
            self.components.append((name, kind, size, weakest, first(nodes), "split" if split else self.state(size)))
            for part, part_tree in take_apart(nodes, tree, self.limit) if split else [(nodes, tree)]:
                if len(part) == 1:
                    continue
                representative, part_size = first(part), self.size(part)
                if split:
                    least = min(similarity for _, _, similarity in part_tree)
                    self.components.append((min(part), kind, part_size, least, representative, "part"))
                for node, (similarity, _) in strongest(part_tree, {representative}).items():
                    removals.append((node, representative, kind, similarity, part_size))
                sizes[representative] = part_size
        for removal in removals:
            self.remove(*removal)
        self.sizes.update(sizes)

    def discard(self, against, near, above, evaluation):
        """Relative deduplication: what hangs on an evaluation image leaves."""
        leaks = {}
        for (a, b), similarity in against.items():
            image = b if a in evaluation else a
            if similarity > above and image not in self.links:
                leaks[a, b] = similarity
        if not leaks:
            return
        touched = {}
        for a, b in leaks:
            image, reference = (b, a) if a in evaluation else (a, b)
            touched[image] = min(reference, touched.get(image, reference))
        guarded = self.on_large != "keep"
        edges, of_split, splits = dict(leaks), set(), []
        for name, (nodes, tree) in components(forest(self.alive(near, above))).items():
            split = guarded and distinct(nodes, tree) > self.limit
            references = [touched[node] for node in nodes if node in touched]
            if split and references:
                of_split |= set(nodes)
                weakest = min(similarity for _, _, similarity in tree)
                splits.append((name, "relative", self.size(nodes), weakest, min(references), "split"))
            for part, part_tree in take_apart(nodes, tree, self.limit) if split else [(nodes, tree)]:
                if any(node in touched for node in part):
                    edges.update({(a, b): similarity for a, b, similarity in part_tree})
        self.components += splits
        for _, (nodes, tree) in components(forest(edges)).items():
            references = {node for node in nodes if node in evaluation}
            images = [node for node in nodes if node not in evaluation]
            size = self.size(nodes)
            weakest = min(similarity for _, _, similarity in tree)
            state = "part" if any(node in of_split for node in images) else self.state(size)
            self.components.append((min(images), "relative", size, weakest, min(references), state))
            for node, (similarity, source) in strongest(tree, references).items():
                self.remove(node, source, "relative", similarity, size)

    def duplicates(self):
        """Returns {id: (kept_id, kind, similarity, component_size)}: chains lead to the image that stays."""
        rows = {}
        for id in self.links:
            kept, kind, similarity, size = self.links[id]
            while kept in self.links:
                kept, kind, next_similarity, size = self.links[kept]
                similarity = min(similarity, next_similarity)
            rows[id] = (kept, kind, similarity, size)
        return rows


def equal_hashes(ids, hashes):
    """Returns the groups of equal hashes as stars around their smallest ids, and the smallest id of each hash."""
    smallest, edges = {}, {}
    for id, digest in sorted(zip(ids, hashes)):
        if digest in smallest:
            edges[smallest[digest], id] = ONE
        else:
            smallest[digest] = id
    return edges, smallest


def near_hashes(ids, hashes, distance):
    """Returns the edges of perceptual hashes (int64 or None): stars of equal ones, and their centres where at most distance bits differ."""
    usable = [(id, value) for id, value in zip(ids, hashes) if value is not None]
    edges, smallest = equal_hashes([id for id, _ in usable], [value & MASK for _, value in usable])
    values = np.array(list(smallest), np.uint64)
    names = [smallest[int(value)] for value in values]
    for i in range(len(values)):
        bits = np.bitwise_count(values[i + 1:] ^ values[i])
        for j in np.flatnonzero(bits <= distance):
            pair = tuple(sorted((names[i], names[i + 1 + j])))
            edges[pair] = np.float32(1 - int(bits[j]) / 64)
    return edges


# --- retrieval ---------------------------------------------------------------------------------------------------------------------------

def similar_enough(similarity, least):
    """Whether a pool image may be retrieved: at least so similar, in float32; -1 is no minimum."""
    return least == -1 or np.float32(similarity) >= np.float32(least)


def choice(images, pool_images, may_be_drawn, more_than):
    """Returns the reason of a row of clusters/sets.parquet."""
    if images <= more_than:
        return "too_few_images"
    return "no_pool_images" if not pool_images else "chosen" if may_be_drawn else "none_similar_enough"


def refill(query_ids, lists_of, pool_size, per_query):
    """Returns [(query, row, rank, similarity)]: pairs by similarity down, query up, image up; an image once, per_query to a query.

    lists_of: a function from (numbers of queries, length) to the lists of these queries.
    """
    length = min(4 * per_query, pool_size)
    lists = dict(enumerate(lists_of(range(len(query_ids)), length)))
    lengths = dict.fromkeys(lists, length)
    while True:
        pairs = sorted(((-float(s), query_ids[q], place, q, r) for q, l in lists.items() for place, (s, r) in enumerate(l)))
        taken, granted, grants = set(), dict.fromkeys(lists, 0), []
        for similarity, _, _, query, row in pairs:
            if granted[query] < per_query and row not in taken:
                taken.add(row)
                granted[query] += 1
                grants.append((query, row, granted[query], np.float32(-similarity)))
        short = [q for q in lists if granted[q] < per_query and len(lists[q]) == lengths[q] < pool_size]
        if not short:
            return grants
        longest = min(pool_size, 2 * max(lengths[q] for q in short))
        for query, longer in zip(short, lists_of(short, longest)):
            lists[query], lengths[query] = longer, longest
