/**
 * Arrays as NumPy stores them. {@link io.gleaner.pipeline.array.ArrayFile} opens a {@code .npy} or
 * {@code .npz} file; {@link io.gleaner.pipeline.array.ArrayHeader} knows what stands before the
 * numbers. Rows are read one after the other, a block at a time, from any filesystem.
 */
package io.gleaner.pipeline.array;
