package io.gleaner.pipeline.plan;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Map;

/**
 * What a stage is expected to take.
 *
 * @param in images that it reads
 * @param out images, or rows, that it leaves
 * @param counts what its mark would count, as far as it can be told
 * @param coreHours of workers and driver
 * @param seconds from its start to its end, with the workers asked for, on machines that have
 *     nothing else to do
 * @param workerBytes that a worker holds, in Java's heap but for what {@code nativeBytes} says
 * @param driverBytes that the driver holds in its heap
 * @param nativeBytes outside of any heap, of one process: networks and pixels
 * @param diskBytes of its tables, which stay
 * @param asideBytes that it writes beside and removes in the end
 * @param shuffledBytes between workers; on the direct runner they are in its heap
 */
@JsonNaming(SnakeCaseStrategy.class)
public record StageForecast(
    String stage,
    long in,
    long out,
    Map<String, Long> counts,
    double coreHours,
    double seconds,
    long workerBytes,
    long driverBytes,
    long nativeBytes,
    long diskBytes,
    long asideBytes,
    long shuffledBytes) {}
