package io.gleaner.pipeline.sort;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;

/** Records of a file, in order: of each two lengths, the key and the value. */
final class SortedRun implements SortedRecords {
  private static final int BUFFER = 1 << 16;

  private final DataInputStream in;
  private SortRecord record;

  SortedRun(Path file) throws IOException {
    in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
  }

  static void write(Path file, Iterator<SortRecord> records) throws IOException {
    try (DataOutputStream out = output(file)) {
      while (records.hasNext()) {
        SortRecord each = records.next();
        write(out, each.key(), each.value());
      }
    }
  }

  static void write(Path file, SortedRecords records) throws IOException {
    try (DataOutputStream out = output(file)) {
      while (records.next()) {
        write(out, records.key(), records.value());
      }
    }
  }

  private static DataOutputStream output(Path file) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
  }

  private static void write(DataOutputStream out, byte[] key, byte[] value) throws IOException {
    out.writeInt(key.length);
    out.writeInt(value.length);
    out.write(key);
    out.write(value);
  }

  @Override
  public boolean next() throws IOException {
    int first = in.read();
    if (first < 0) {
      return false;
    }
    int keyLength = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int valueLength = in.readInt();
    record = new SortRecord(bytes(keyLength), bytes(valueLength));
    return true;
  }

  private byte[] bytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("a file of sorted records was cut");
    }
    return bytes;
  }

  SortRecord record() {
    return record;
  }

  @Override
  public byte[] key() {
    return record.key();
  }

  @Override
  public byte[] value() {
    return record.value();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
