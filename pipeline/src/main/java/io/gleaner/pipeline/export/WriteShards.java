package io.gleaner.pipeline.export;

import io.gleaner.pipeline.export.edit.ImageEdit;
import io.gleaner.pipeline.export.format.ExportFolder;
import io.gleaner.pipeline.export.format.ExportFormat;
import io.gleaner.pipeline.export.format.ExportShard;
import io.gleaner.pipeline.original.Originals;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.util.Map;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/** Makes each shard where a worker is free. Done twice, a shard has the same bytes. */
final class WriteShards extends PTransform<PCollection<ExportShard>, PDone> {
  /** Images that were written or found missing so far. */
  static final MetricNameFilter IMAGES = MetricNameFilter.named("export", "images");

  /** Shards that are complete. */
  static final MetricNameFilter SHARDS = MetricNameFilter.named("export", "shards");

  private final Location run;
  private final Map<String, Location> roots;
  private final ExportFolder folder;
  private final ExportFormat format;
  private final ImageEdit edit;

  /**
   * @param run the run's directory
   * @param roots where images are now
   */
  WriteShards(
      Location run,
      Map<String, Location> roots,
      ExportFolder folder,
      ExportFormat format,
      ImageEdit edit) {
    this.run = run;
    this.roots = Map.copyOf(roots);
    this.folder = folder;
    this.format = format;
    this.edit = edit;
  }

  @Override
  public PDone expand(PCollection<ExportShard> shards) {
    shards.apply("WriteShard", ParDo.of(new WriteShard(this)));
    return PDone.in(shards.getPipeline());
  }

  private static final class WriteShard extends DoFn<ExportShard, Void> {
    private final Counter images = Metrics.counter("export", "images");
    private final Counter done = Metrics.counter("export", "shards");
    private final Location run;
    private final Map<String, Location> roots;
    private final ExportFolder folder;
    private final ExportFormat format;
    private final ImageEdit edit;
    private transient ShardWork work;

    WriteShard(WriteShards transform) {
      run = transform.run;
      roots = transform.roots;
      folder = transform.folder;
      format = transform.format;
      edit = transform.edit;
    }

    @Setup
    public void setUp() throws IOException {
      Plan plan =
          Plan.read(folder)
              .orElseThrow(() -> new IOException("the plan is gone from " + folder.root()));
      work =
          new ShardWork(
              folder,
              plan.fingerprint(),
              plan.labels(),
              format,
              edit,
              Originals.of(new RunDirectory(run), roots));
    }

    @ProcessElement
    public void process(@Element ExportShard shard) throws IOException {
      try (ShardWork.Made made = work.make(shard, images::inc)) {
        made.commit();
      }
      done.inc();
    }
  }
}
