/**
 * Vector kernels: {@link io.gleaner.clustering.vector.MatrixProduct} proposes, {@link
 * io.gleaner.clustering.vector.DotProduct} disposes.
 */
package io.gleaner.clustering.vector;
