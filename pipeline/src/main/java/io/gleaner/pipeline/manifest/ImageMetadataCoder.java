package io.gleaner.pipeline.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.util.VarInt;

/** Bytes of an {@link ImageMetadata}. */
final class ImageMetadataCoder extends AtomicCoder<ImageMetadata> {
  private static final long serialVersionUID = 1L;
  private static final ImageMetadataCoder INSTANCE = new ImageMetadataCoder();
  private static final Coder<String> TEXT = NullableCoder.of(StringUtf8Coder.of());
  private static final Coder<Integer> PIXELS = NullableCoder.of(VarIntCoder.of());

  private ImageMetadataCoder() {}

  static ImageMetadataCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(ImageMetadata image, OutputStream stream) throws IOException {
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

  @Override
  public ImageMetadata decode(InputStream stream) throws IOException {
    return new ImageMetadata(
        TEXT.decode(stream),
        TEXT.decode(stream),
        TEXT.decode(stream),
        TEXT.decode(stream),
        PIXELS.decode(stream),
        PIXELS.decode(stream),
        TEXT.decode(stream),
        carried(stream));
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
