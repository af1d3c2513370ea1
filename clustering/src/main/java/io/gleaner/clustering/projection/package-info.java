/**
 * Embeddings in few dimensions, to look at. Open {@link
 * io.gleaner.clustering.projection.PrincipalAxes}.
 */
package io.gleaner.clustering.projection;
