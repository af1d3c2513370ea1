package io.gleaner.pipeline.audit;

/**
 * A picture that is looked for.
 *
 * @param phash 64-bit DCT hash, or null for a flat picture
 */
public record AuditedImage(String id, String uri, String sha256, Long phash) {}
