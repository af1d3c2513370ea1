package io.gleaner.dedup.hash;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;

/** Writes the width, the number of ids, then each id and its words. Deterministic. */
final class HashedIdsCoder extends AtomicCoder<HashedIds> {
  private static final HashedIdsCoder INSTANCE = new HashedIdsCoder();
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();

  private HashedIdsCoder() {}

  static HashedIdsCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(HashedIds hashed, OutputStream out) throws IOException {
    var data = new DataOutputStream(out);
    VarInt.encode(hashed.width(), data);
    VarInt.encode(hashed.size(), data);
    for (int i = 0; i < hashed.size(); i++) {
      TEXT.encode(hashed.id(i), data);
      for (int word = 0; word < hashed.width(); word++) {
        data.writeLong(hashed.word(i, word));
      }
    }
    data.flush();
  }

  @Override
  public HashedIds decode(InputStream in) throws IOException {
    var data = new DataInputStream(in);
    var hashed = new HashedIds(VarInt.decodeInt(data));
    int size = VarInt.decodeInt(data);
    long[] words = new long[hashed.width()];
    for (int i = 0; i < size; i++) {
      String id = TEXT.decode(data);
      for (int word = 0; word < words.length; word++) {
        words[word] = data.readLong();
      }
      hashed.add(id, words, 0);
    }
    return hashed;
  }
}
