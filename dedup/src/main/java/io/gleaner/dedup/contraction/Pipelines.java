package io.gleaner.dedup.contraction;

import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;

/** Runs one pipeline after the other. */
@FunctionalInterface
public interface Pipelines {
  /** Builds a pipeline and runs it to its end; throws where it fails. */
  void run(Consumer<Pipeline> build);
}
