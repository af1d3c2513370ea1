package io.gleaner.pipeline.manifest;

import io.gleaner.retrieval.curated.Retrieval;
import io.gleaner.retrieval.curated.RetrievalCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.ListCoder;

/** Bytes of a {@link ManifestRow}. */
public final class ManifestRowCoder extends AtomicCoder<ManifestRow> {
  private static final long serialVersionUID = 1L;
  private static final ManifestRowCoder INSTANCE = new ManifestRowCoder();
  private static final Coder<ImageMetadata> IMAGE = ImageMetadataCoder.of();
  private static final Coder<List<Retrieval>> RETRIEVALS = ListCoder.of(RetrievalCoder.of());

  private ManifestRowCoder() {}

  public static ManifestRowCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(ManifestRow row, OutputStream stream) throws IOException {
    IMAGE.encode(row.image(), stream);
    RETRIEVALS.encode(row.retrievals(), stream);
  }

  @Override
  public ManifestRow decode(InputStream stream) throws IOException {
    return new ManifestRow(IMAGE.decode(stream), RETRIEVALS.decode(stream));
  }
}
