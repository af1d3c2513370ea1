package io.gleaner.pipeline.manifest;

import io.gleaner.retrieval.curated.Retrieval;
import io.gleaner.retrieval.curated.RetrievalCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.util.VarInt;

/** Bytes of a {@link ManifestBlock}: its images, then its retrievals. */
final class ManifestBlockCoder extends AtomicCoder<ManifestBlock> {
  private static final long serialVersionUID = 1L;
  private static final ManifestBlockCoder INSTANCE = new ManifestBlockCoder();
  private static final Coder<String> TEXT = NullableCoder.of(StringUtf8Coder.of());
  private static final Coder<Integer> PIXELS = NullableCoder.of(VarIntCoder.of());
  private static final Coder<List<Retrieval>> RETRIEVALS = ListCoder.of(RetrievalCoder.of());

  private ManifestBlockCoder() {}

  static ManifestBlockCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(ManifestBlock block, OutputStream stream) throws IOException {
    VarInt.encode(block.images().size(), stream);
    for (ImageMetadata image : block.images()) {
      TEXT.encode(image.id(), stream);
      TEXT.encode(image.uri(), stream);
      TEXT.encode(image.key(), stream);
      TEXT.encode(image.sha256(), stream);
      PIXELS.encode(image.width(), stream);
      PIXELS.encode(image.height(), stream);
      TEXT.encode(image.source(), stream);
      VarInt.encode(image.carried().size(), stream);
      for (String value : image.carried()) {
        TEXT.encode(value, stream);
      }
    }
    RETRIEVALS.encode(block.retrievals(), stream);
  }

  @Override
  public ManifestBlock decode(InputStream stream) throws IOException {
    int rows = VarInt.decodeInt(stream);
    List<ImageMetadata> images = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      images.add(
          new ImageMetadata(
              TEXT.decode(stream),
              TEXT.decode(stream),
              TEXT.decode(stream),
              TEXT.decode(stream),
              PIXELS.decode(stream),
              PIXELS.decode(stream),
              TEXT.decode(stream),
              carried(stream)));
    }
    return new ManifestBlock(images, RETRIEVALS.decode(stream));
  }

  private static List<String> carried(InputStream stream) throws IOException {
    int fields = VarInt.decodeInt(stream);
    List<String> carried = new ArrayList<>(fields);
    for (int field = 0; field < fields; field++) {
      carried.add(TEXT.decode(stream));
    }
    return carried;
  }
}
