package io.gleaner.pipeline.report.figures;

import java.util.List;

/**
 * Some of many, drawn by a keyed hash or the first by a stated order, so that they are the same
 * each time.
 *
 * @param order how they were chosen, as words: {@code "drawn by a hash of the id"}
 * @param of how many there are
 */
public record Sample<T>(List<T> shown, long of, String order) {}
