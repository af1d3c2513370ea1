package io.gleaner.retrieval.neighbours.cells;

/**
 * Rows of a cell, as one file has them.
 *
 * @param ids [rows]
 * @param values [rows, dimension] row-major, of unit length
 * @param homes [rows] the cell that each is at home in
 */
public record CellRows(String[] ids, float[] values, int dimension, int[] homes) {}
