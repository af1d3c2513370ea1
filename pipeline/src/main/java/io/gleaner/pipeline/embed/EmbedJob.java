package io.gleaner.pipeline.embed;

import io.gleaner.pipeline.storage.Location;
import java.io.Serializable;
import java.util.Map;

/**
 * What workers embed units by.
 *
 * @param images folder of the images' tables
 * @param rejected folder of the rejected inputs' tables
 * @param fingerprints of the work of each unit, by {@link EmbedImages#part}
 * @param threads of a process that may be at networks at once, at least 1: a worker that is the
 *     last one to have something to do is helped by the others' threads
 */
public record EmbedJob(
    EmbedConfig config,
    Location images,
    Location rejected,
    Map<String, String> fingerprints,
    int threads)
    implements Serializable {
  public EmbedJob {
    fingerprints = Map.copyOf(fingerprints);
  }
}
