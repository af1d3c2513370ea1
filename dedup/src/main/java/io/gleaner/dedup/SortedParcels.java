package io.gleaner.dedup;

import io.gleaner.dedup.contraction.Labels;
import io.gleaner.dedup.contraction.Nodes;
import io.gleaner.dedup.near.EdgeBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * What a partition of the nodes has: its edges and images, sorted into buckets by the component
 * that each belongs to. Images that no edge joins to another stay behind. Memory: what {@link
 * Labels} takes, and the edges and images of the partition once or, while they are handed on,
 * twice. Not thread-safe.
 */
final class SortedParcels {
  private final Labels labels = new Labels();
  private final List<Parcel.Evidence> evidence = new ArrayList<>();
  private final List<CandidateBlock> images = new ArrayList<>();

  /** Returns the part of some edges that each partition has: that of the smaller image. */
  static Map<Integer, Parcel> split(Kind kind, EdgeBlock edges, float above, int partitions) {
    Map<Integer, EdgeBlock.Builder> parts = new TreeMap<>();
    for (int i = 0; i < edges.size(); i++) {
      if (edges.similarity(i) > above) {
        int partition = Nodes.partition(Nodes.of(edges.a(i)), partitions);
        add(parts, partition, edges, i);
      }
    }
    Map<Integer, Parcel> parcels = new TreeMap<>();
    parts.forEach((part, block) -> parcels.put(part, new Parcel.Evidence(kind, block.build())));
    return parcels;
  }

  /** Returns the part of some images that each partition has. */
  static Map<Integer, Parcel> split(CandidateBlock images, int partitions) {
    Map<Integer, CandidateBlock.Builder> parts = new TreeMap<>();
    for (int i = 0; i < images.size(); i++) {
      int partition = Nodes.partition(Nodes.of(images.id(i)), partitions);
      parts.computeIfAbsent(partition, none -> new CandidateBlock.Builder()).addFrom(images, i);
    }
    Map<Integer, Parcel> parcels = new TreeMap<>();
    parts.forEach((part, block) -> parcels.put(part, new Parcel.Images(block.build())));
    return parcels;
  }

  void add(Parcel parcel) {
    if (parcel instanceof Parcel.Components components) {
      labels.add(components.stars());
    } else if (parcel instanceof Parcel.Images some) {
      images.add(some.images());
    } else if (parcel instanceof Parcel.Evidence some) {
      evidence.add(some);
    }
  }

  /** Hands on what was added, by bucket, 0 to buckets - 1. */
  void sort(int buckets, BiConsumer<Integer, Parcel> out) {
    for (Kind kind : Kind.values()) {
      Map<Integer, EdgeBlock.Builder> parts = new TreeMap<>();
      for (Parcel.Evidence some : evidence) {
        for (int i = 0; some.kind() == kind && i < some.edges().size(); i++) {
          add(parts, bucket(Nodes.of(some.edges().a(i)), buckets), some.edges(), i);
        }
      }
      parts.forEach(
          (bucket, block) -> out.accept(bucket, new Parcel.Evidence(kind, block.build())));
    }
    Map<Integer, CandidateBlock.Builder> parts = new TreeMap<>();
    for (CandidateBlock block : images) {
      for (int i = 0; i < block.size(); i++) {
        long node = Nodes.of(block.id(i));
        if (labels.contains(node)) {
          parts
              .computeIfAbsent(bucket(node, buckets), none -> new CandidateBlock.Builder())
              .addFrom(block, i);
        }
      }
    }
    parts.forEach((bucket, block) -> out.accept(bucket, new Parcel.Images(block.build())));
  }

  private int bucket(long node, int buckets) {
    return Nodes.partition(labels.component(node), buckets);
  }

  private static void add(Map<Integer, EdgeBlock.Builder> parts, int part, EdgeBlock edges, int i) {
    parts
        .computeIfAbsent(part, none -> new EdgeBlock.Builder())
        .add(edges.a(i), edges.b(i), edges.similarity(i));
  }
}
