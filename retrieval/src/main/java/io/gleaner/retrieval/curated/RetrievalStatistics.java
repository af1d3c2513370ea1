package io.gleaner.retrieval.curated;

import java.util.List;

/**
 * What one mode of one curated set retrieved: a row of the composition table of Oquab et al. 2024
 * (Table 15).
 *
 * @param set the curated set's name
 * @param mode how it called
 * @param queries the set's images
 * @param retrieved images that the mode asked for: pairs for {@link Mode#SAMPLE}, images before the
 *     cap for {@link Mode#CLUSTER}
 * @param distinct images in the end, each counted once
 * @param collisions pairs whose image another query had retrieved as well: pairs less distinct
 *     images, 0 unless the mode is {@link Mode#SAMPLE}
 * @param timesRetrieved entry {@code n - 1}: images that were retrieved by exactly {@code n}
 *     queries
 * @param queriesWithout images of the set that retrieved nothing: without a pool image that is
 *     similar enough and free for {@link Mode#SAMPLE}, in clusters from which nothing was drawn for
 *     {@link Mode#CLUSTER}
 * @param queriesShort images of the set that retrieved fewer than N pool images, those without any
 *     too; 0 unless the mode is {@link Mode#SAMPLE}
 * @param similarity of what is there in the end
 */
public record RetrievalStatistics(
    String set,
    Mode mode,
    long queries,
    long retrieved,
    long distinct,
    long collisions,
    List<Long> timesRetrieved,
    long queriesWithout,
    long queriesShort,
    SimilarityQuantiles similarity) {
  public RetrievalStatistics {
    timesRetrieved = List.copyOf(timesRetrieved);
  }
}
