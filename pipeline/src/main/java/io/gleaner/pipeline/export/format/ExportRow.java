package io.gleaner.pipeline.export.format;

import java.util.Map;

/**
 * One picture of an export: the manifest's row and what the plan says of it.
 *
 * @param ordinal place in the export's order, from 0; of images that cannot be had too
 * @param label its class
 * @param id 32 hex digits; no two rows have the same
 * @param uri name within its source: any text
 * @param key the original key: any text
 * @param sha256 of the original bytes, 64 hex digits; null where nobody has read them
 * @param width of the original, upright, in pixels; 0 where it is not known, likewise {@code
 *     height}
 * @param height of the original, upright, in pixels
 * @param source {@code pool} or {@code curated/NAME}
 * @param format of the original bytes, such as {@code jpeg}
 * @param bytes length of the original
 * @param carried values by field, in the manifest's order; a value may be null
 * @param retrievals why it is in the manifest
 */
public record ExportRow(
    long ordinal,
    ClassLabel label,
    String id,
    String uri,
    String key,
    String sha256,
    int width,
    int height,
    String source,
    String format,
    long bytes,
    Map<String, String> carried,
    Retrievals retrievals) {}
