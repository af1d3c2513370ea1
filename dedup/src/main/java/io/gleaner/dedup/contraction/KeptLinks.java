package io.gleaner.dedup.contraction;

import io.gleaner.clustering.workers.ScratchFolder;
import io.gleaner.clustering.workers.Tasks;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Blocks of links in a {@link ScratchFolder}: how they are written, and read by a pipeline. */
final class KeptLinks {
  private KeptLinks() {}

  /** Keeps the stars of {@code links} under {@code name}. */
  static void write(ScratchFolder folder, String name, SpanningStars links) throws IOException {
    folder.write(
        name,
        out -> {
          List<LinkBlock> blocks = new ArrayList<>();
          links.stars(blocks::add);
          for (LinkBlock block : blocks) {
            LinkBlockCoder.of().encode(block, out);
          }
        });
  }

  /** Returns the links that are kept in {@code folder}, 4 MiB a block. */
  static PCollection<LinkBlock> read(Pipeline pipeline, ScratchFolder folder) throws IOException {
    return pipeline
        .apply("Names", Tasks.of(folder.names(), StringUtf8Coder.of()))
        .apply("Read", ParDo.of(new Read(folder)))
        .setCoder(LinkBlockCoder.of());
  }

  /** Reads blocks up to the end; {@code in} can mark. */
  static void forEach(InputStream in, Consumer<LinkBlock> out) throws IOException {
    for (in.mark(1); in.read() >= 0; in.mark(1)) {
      in.reset();
      out.accept(LinkBlockCoder.of().decode(in));
    }
  }

  private static final class Read extends DoFn<String, LinkBlock> {
    private final ScratchFolder folder;

    Read(ScratchFolder folder) {
      this.folder = folder;
    }

    @ProcessElement
    public void process(@Element String name, OutputReceiver<LinkBlock> out) throws IOException {
      try (InputStream in = folder.open(name)) {
        forEach(in, out::output);
      }
    }
  }
}
