package io.gleaner.pipeline.source;

import java.util.Map;

/**
 * One embedding that someone else made.
 *
 * @param id of the image
 * @param uri file and number of the row, from 0
 * @param key the given id, or null where there is none
 * @param vector [dimension], or null where there is none that is whole
 * @param problem why there is no vector, no id, or one that another row has, or null
 * @param repeated whether the problem is an id that came before
 * @param image where its picture is, or null
 * @param values of the columns beside the vector, by name, without nulls
 */
public record GivenRow(
    String id,
    String uri,
    String key,
    float[] vector,
    String problem,
    boolean repeated,
    Place image,
    Map<String, String> values) {}
