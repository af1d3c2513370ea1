package io.gleaner.dedup.contraction;

import io.gleaner.clustering.workers.ScratchFolder;
import java.io.IOException;
import java.util.UUID;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Keeps links for {@link ContractStars}. Each worker joins what passes through it, some million
 * nodes at a time ({@link SpanningStars}), so that what is kept are stars already, and of a node
 * with many smaller neighbours a link or two for each such time. Memory in a worker: 40 bytes for
 * each of {@value #MOST_NODES} nodes.
 */
public final class GatherLinks extends PTransform<PCollection<LinkBlock>, PDone> {
  static final int MOST_NODES = 1 << 21;

  private final ScratchFolder folder;

  private GatherLinks(ScratchFolder folder) {
    this.folder = folder;
  }

  /** Keeps them in {@code folder}. */
  public static GatherLinks in(ScratchFolder folder) {
    return new GatherLinks(folder);
  }

  @Override
  public PDone expand(PCollection<LinkBlock> links) {
    links.apply("Join", ParDo.of(new Join(folder)));
    return PDone.in(links.getPipeline());
  }

  /*
   * A bundle that is done again may be cut in other places, and leaves other files than before;
   * both say what is true, and the first round makes one of what is there twice.
   */
  private static final class Join extends DoFn<LinkBlock, Void> {
    private final ScratchFolder folder;
    private transient SpanningStars stars;

    Join(ScratchFolder folder) {
      this.folder = folder;
    }

    @StartBundle
    public void startBundle() {
      stars = new SpanningStars();
    }

    @ProcessElement
    public void process(@Element LinkBlock block) throws IOException {
      stars.join(block);
      if (stars.size() >= MOST_NODES) {
        keep();
      }
    }

    @FinishBundle
    public void finishBundle() throws IOException {
      keep();
      stars = null;
    }

    private void keep() throws IOException {
      if (stars.size() > 0) {
        KeptLinks.write(folder, UUID.randomUUID().toString(), stars);
        stars = new SpanningStars();
      }
    }
  }
}
