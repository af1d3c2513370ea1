package io.gleaner.pipeline.copies;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;

/** Bytes of a {@link Picture}: its components in order. */
final class PictureCoder extends AtomicCoder<Picture> {
  private static final long serialVersionUID = 1L;
  private static final PictureCoder INSTANCE = new PictureCoder();
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();

  private PictureCoder() {}

  static PictureCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Picture picture, OutputStream stream) throws IOException {
    TEXT.encode(picture.sha256(), stream);
    TEXT.encode(picture.id(), stream);
    VarInt.encode(picture.table() + 1, stream); // POOL is -1
  }

  @Override
  public Picture decode(InputStream stream) throws IOException {
    return new Picture(TEXT.decode(stream), TEXT.decode(stream), VarInt.decodeInt(stream) - 1);
  }
}
