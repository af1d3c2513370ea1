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
import org.apache.beam.sdk.util.VarInt;

/** Bytes of a {@link ManifestBlock}: its images, then its retrievals. */
final class ManifestBlockCoder extends AtomicCoder<ManifestBlock> {
  private static final long serialVersionUID = 1L;
  private static final ManifestBlockCoder INSTANCE = new ManifestBlockCoder();
  private static final Coder<ImageMetadata> IMAGE = ImageMetadataCoder.of();
  private static final Coder<List<Retrieval>> RETRIEVALS = ListCoder.of(RetrievalCoder.of());

  private ManifestBlockCoder() {}

  static ManifestBlockCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(ManifestBlock block, OutputStream stream) throws IOException {
    VarInt.encode(block.images().size(), stream);
    for (ImageMetadata image : block.images()) {
      IMAGE.encode(image, stream);
    }
    RETRIEVALS.encode(block.retrievals(), stream);
  }

  @Override
  public ManifestBlock decode(InputStream stream) throws IOException {
    int rows = VarInt.decodeInt(stream);
    List<ImageMetadata> images = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      images.add(IMAGE.decode(stream));
    }
    return new ManifestBlock(images, RETRIEVALS.decode(stream));
  }
}
