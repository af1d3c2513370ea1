package io.gleaner.retrieval.neighbours.cells;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;

/** Writes files, then for each cell its three counts, short where they are small. */
public final class CellCountsCoder extends AtomicCoder<CellCounts> {
  private static final long serialVersionUID = 1L;
  private static final CellCountsCoder INSTANCE = new CellCountsCoder();
  private static final StringUtf8Coder STRINGS = StringUtf8Coder.of();

  private CellCountsCoder() {}

  public static CellCountsCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(CellCounts counts, OutputStream stream) throws IOException {
    VarInt.encode(counts.files().length, stream);
    for (String file : counts.files()) {
      STRINGS.encode(file, stream);
    }
    VarInt.encode(counts.base().length, stream);
    for (int cell = 0; cell < counts.base().length; cell++) {
      VarInt.encode(counts.base()[cell], stream);
      VarInt.encode(counts.visits()[cell], stream);
      VarInt.encode(counts.homes()[cell], stream);
    }
  }

  @Override
  public CellCounts decode(InputStream stream) throws IOException {
    String[] files = new String[VarInt.decodeInt(stream)];
    for (int i = 0; i < files.length; i++) {
      files[i] = STRINGS.decode(stream);
    }
    int cells = VarInt.decodeInt(stream);
    CellCounts counts = new CellCounts(files, new long[cells], new long[cells], new long[cells]);
    for (int cell = 0; cell < cells; cell++) {
      counts.base()[cell] = VarInt.decodeLong(stream);
      counts.visits()[cell] = VarInt.decodeLong(stream);
      counts.homes()[cell] = VarInt.decodeLong(stream);
    }
    return counts;
  }
}
