package io.gleaner.pipeline.run;

import io.gleaner.retrieval.curated.ClusterConfig;
import io.gleaner.retrieval.curated.Mode;
import io.gleaner.retrieval.curated.SampleConfig;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A curated set and what is to be retrieved for it.
 *
 * @param name of the set
 * @param task groups sets in the composition table; may be null
 * @param images the set's own images with their embeddings
 * @param modes at least one
 */
record Seeds(
    String name,
    String task,
    Inputs images,
    List<Mode> modes,
    SampleConfig sample,
    ClusterConfig cluster) {
  Seeds {
    modes = List.copyOf(modes);
  }

  /** Returns the set without some of its images. */
  Seeds without(Set<String> ids) {
    return new Seeds(name, task, images.without(ids), modes, sample, cluster);
  }

  /** Returns what decides the retrieval, in words. */
  String description() {
    return String.format(
        Locale.ROOT,
        "%s %s %s %s %s %s",
        name,
        task,
        images.fingerprint().get(),
        modes,
        sample,
        cluster);
  }
}
