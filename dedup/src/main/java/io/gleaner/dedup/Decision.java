package io.gleaner.dedup;

import java.util.List;

/**
 * What deduplication decided.
 *
 * @param duplicates each image that leaves the pool, once, by id
 * @param components each component of at least two images, in {@link Component#ORDER}
 */
public record Decision(List<Duplicate> duplicates, List<Component> components) {
  public Decision {
    duplicates = List.copyOf(duplicates);
    components = List.copyOf(components);
  }
}
