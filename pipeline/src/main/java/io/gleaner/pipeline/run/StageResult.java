package io.gleaner.pipeline.run;

import java.util.Map;

/**
 * What a command's stage came to.
 *
 * @param seconds that its work took, now or when it was done
 * @param skipped whether it was complete already
 * @param counts what it counted
 */
public record StageResult(
    String stage, double seconds, boolean skipped, Map<String, Long> counts) {}
