package io.gleaner.dedup;

import io.gleaner.dedup.contraction.LinkBlockCoder;
import io.gleaner.dedup.near.EdgeBlockCoder;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;

/** Writes a byte that tells what it is, the kind for edges, then the block. Deterministic. */
final class ParcelCoder extends AtomicCoder<Parcel> {
  private static final ParcelCoder INSTANCE = new ParcelCoder();
  private static final Kind[] KINDS = Kind.values();
  private static final int COMPONENTS = KINDS.length;
  private static final int IMAGES = COMPONENTS + 1;

  private ParcelCoder() {}

  static ParcelCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Parcel parcel, OutputStream out) throws IOException {
    if (parcel instanceof Parcel.Components components) {
      out.write(COMPONENTS);
      LinkBlockCoder.of().encode(components.stars(), out);
    } else if (parcel instanceof Parcel.Images images) {
      out.write(IMAGES);
      CandidateBlockCoder.of().encode(images.images(), out);
    } else if (parcel instanceof Parcel.Evidence evidence) {
      out.write(evidence.kind().ordinal());
      EdgeBlockCoder.of().encode(evidence.edges(), out);
    }
  }

  @Override
  public Parcel decode(InputStream in) throws IOException {
    int tag = in.read();
    if (tag < 0) {
      throw new EOFException("a parcel ends before it began");
    }
    if (tag == COMPONENTS) {
      return new Parcel.Components(LinkBlockCoder.of().decode(in));
    }
    return tag == IMAGES
        ? new Parcel.Images(CandidateBlockCoder.of().decode(in))
        : new Parcel.Evidence(KINDS[tag], EdgeBlockCoder.of().decode(in));
  }
}
