package io.gleaner.dedup.contraction;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PCollection;

/** Blocks of links in a {@link Scratch}: how they are written, and read by a pipeline. */
final class KeptLinks {
  private KeptLinks() {}

  /** Keeps the stars of {@code links} under {@code name}. */
  static void write(Scratch scratch, String name, SpanningStars links) throws IOException {
    scratch.write(
        name,
        out -> {
          var buffered = new BufferedOutputStream(out, 1 << 16);
          List<LinkBlock> blocks = new ArrayList<>();
          links.stars(blocks::add);
          for (LinkBlock block : blocks) {
            LinkBlockCoder.of().encode(block, buffered);
          }
          buffered.flush();
        });
  }

  /** Returns the links that are kept in {@code folder}, 4 MiB a block. */
  static PCollection<LinkBlock> read(Pipeline pipeline, Scratch scratch, String folder)
      throws IOException {
    return pipeline
        .apply("Names", Create.of(scratch.names(folder)).withCoder(StringUtf8Coder.of()))
        .apply("Spread", Reshuffle.viaRandomKey())
        .apply("Read", ParDo.of(new Read(scratch)))
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
    private final Scratch scratch;

    Read(Scratch scratch) {
      this.scratch = scratch;
    }

    @ProcessElement
    public void process(@Element String name, OutputReceiver<LinkBlock> out) throws IOException {
      try (InputStream in = new BufferedInputStream(scratch.read(name), 1 << 16)) {
        forEach(in, out::output);
      }
    }
  }
}
