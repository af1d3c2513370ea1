/**
 * Vector kernels: {@link io.gleaner.clustering.vector.MatrixProduct} proposes, within a margin that
 * its {@link io.gleaner.clustering.vector.Proposals} state, and {@link
 * io.gleaner.clustering.vector.DotProduct} disposes.
 */
package io.gleaner.clustering.vector;
