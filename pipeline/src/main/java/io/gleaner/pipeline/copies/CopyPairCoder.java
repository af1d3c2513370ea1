package io.gleaner.pipeline.copies;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;

/** Bytes of a {@link CopyPair}: its components in order. */
final class CopyPairCoder extends AtomicCoder<CopyPair> {
  private static final long serialVersionUID = 1L;
  private static final CopyPairCoder INSTANCE = new CopyPairCoder();
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();

  private CopyPairCoder() {}

  static CopyPairCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(CopyPair pair, OutputStream stream) throws IOException {
    TEXT.encode(pair.id(), stream);
    TEXT.encode(pair.copyId(), stream);
  }

  @Override
  public CopyPair decode(InputStream stream) throws IOException {
    return new CopyPair(TEXT.decode(stream), TEXT.decode(stream));
  }
}
