/**
 * A base cut into cells around centroids, on disk, so that a search needs one cell at a time (Jégou
 * et al. 2011, section 4). {@link io.gleaner.retrieval.neighbours.cells.Cells} are trained on a
 * sample; {@link io.gleaner.retrieval.neighbours.cells.PartitionVectors} writes each vector to its
 * home cell and each query to the cells that it visits, one {@link
 * io.gleaner.retrieval.neighbours.cells.CellFile} for each batch; {@link
 * io.gleaner.retrieval.neighbours.cells.CellTask} is one cell's share of the search.
 */
package io.gleaner.retrieval.neighbours.cells;
