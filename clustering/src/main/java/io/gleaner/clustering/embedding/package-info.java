/**
 * Embeddings as the stages exchange them: one at a time ({@link
 * io.gleaner.clustering.embedding.Embedding}), as blocks for numeric work, and as references to
 * stored shards for workers. Knows no file format: {@code pipeline} implements the shard over
 * Parquet.
 */
package io.gleaner.clustering.embedding;
