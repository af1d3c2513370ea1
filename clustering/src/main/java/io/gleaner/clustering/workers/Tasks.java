package io.gleaner.clustering.workers;

import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * Some tasks, each a bundle of its own for whichever worker is free. They enter the pipeline as one
 * element: {@link Create} of several is halved by the direct runner again and again while it is
 * read, and it hands out a half only when no worker has anything left to do.
 *
 * @param <T> a task, such as a file to read
 */
public final class Tasks<T> extends PTransform<PBegin, PCollection<T>> {
  private final transient List<T> tasks;
  private final transient Coder<T> coder;

  private Tasks(List<T> tasks, Coder<T> coder) {
    this.tasks = tasks;
    this.coder = coder;
  }

  /** Returns the collection of {@code tasks}, which may be none. */
  public static <T> Tasks<T> of(List<T> tasks, Coder<T> coder) {
    return new Tasks<>(List.copyOf(tasks), coder);
  }

  @Override
  public PCollection<T> expand(PBegin begin) {
    return begin
        .apply("All", Create.of(List.of(tasks)).withCoder(ListCoder.of(coder)))
        .apply("Each", ParDo.of(new Each<T>()))
        .setCoder(coder)
        .apply("Spread", Reshuffle.viaRandomKey());
  }

  private static final class Each<T> extends DoFn<List<T>, T> {
    @ProcessElement
    public void process(@Element List<T> tasks, OutputReceiver<T> out) {
      tasks.forEach(out::output);
    }
  }
}
