package io.gleaner.pipeline.plan;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What this machine has.
 *
 * @param processors that Java may use
 * @param heapBytes that Java's heap may grow to, as this command was started; a run's too
 * @param memoryBytes of the machine or container, 0 where it is not told
 * @param diskBytes free where the run would write, or -1 where it is not told
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Capacity(int processors, long heapBytes, long memoryBytes, long diskBytes) {}
