/**
 * The originals of a run's images: their encoded bytes, had again from where the run found them,
 * and small pictures of them to look at. The tables say where the bytes are (docs/formats.md,
 * "Where the bytes are"), {@code run.json} where the sources are. Open {@link
 * io.gleaner.pipeline.original.Originals}, then {@link io.gleaner.pipeline.original.Thumbnail}.
 */
package io.gleaner.pipeline.original;
