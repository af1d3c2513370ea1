package io.gleaner.dedup.hash;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;

/** Writes the id, the digest and the perceptual hash of each image in turn. Deterministic. */
public final class HashBlockCoder extends AtomicCoder<HashBlock> {
  private static final HashBlockCoder INSTANCE = new HashBlockCoder();
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();

  private HashBlockCoder() {}

  public static HashBlockCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(HashBlock block, OutputStream out) throws IOException {
    var data = new DataOutputStream(out);
    VarInt.encode(block.size(), data);
    data.write(block.digests);
    for (int image = 0; image < block.size(); image++) {
      TEXT.encode(block.ids[image], data);
      data.writeBoolean(block.flat[image]);
      data.writeLong(block.perceptual[image]);
    }
    data.flush();
  }

  @Override
  public HashBlock decode(InputStream in) throws IOException {
    var data = new DataInputStream(in);
    int size = VarInt.decodeInt(data);
    byte[] digests = new byte[size * HashBlock.DIGEST];
    data.readFully(digests);
    String[] ids = new String[size];
    boolean[] flat = new boolean[size];
    long[] perceptual = new long[size];
    for (int image = 0; image < size; image++) {
      ids[image] = TEXT.decode(data);
      flat[image] = data.readBoolean();
      perceptual[image] = data.readLong();
    }
    return new HashBlock(ids, digests, perceptual, flat);
  }
}
