package io.gleaner.pipeline.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Headers of a tar: blocks of 512 bytes that hold a checksum of themselves. */
final class TarHeader {
  static final int BLOCK = 512;
  private static final int CHECKSUM = 148;
  private static final int CHECKSUM_END = 156;
  private static final int TYPE = 156;

  private TarHeader() {}

  static boolean isZero(byte[] block) {
    for (byte value : block) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the checksum is written as one and agrees, added up with or without signs, as old
   * writers differ. The library alone takes a field without digits for 0, which every 4,000th block
   * of a photograph has for a sum.
   */
  static boolean isHeader(byte[] block) {
    int at = CHECKSUM;
    while (at < CHECKSUM_END && block[at] == ' ') {
      at++;
    }
    int stored = 0;
    int digits = 0;
    for (; at < CHECKSUM_END && block[at] >= '0' && block[at] <= '7'; at++) {
      stored = stored * 8 + block[at] - '0';
      digits++;
    }
    for (; at < CHECKSUM_END; at++) {
      if (block[at] != 0 && block[at] != ' ') {
        return false;
      }
    }
    int unsigned = 0;
    int signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      byte value = i >= CHECKSUM && i < CHECKSUM_END ? (byte) ' ' : block[i];
      unsigned += value & 0xff;
      signed += value;
    }
    return digits > 0 && (stored == unsigned || stored == signed);
  }

  static byte type(byte[] block) {
    return block[TYPE];
  }

  /** Whether more blocks of an old GNU sparse map follow a header or a block of the map. */
  static boolean mapGoesOn(byte[] block, boolean header) {
    return block[header ? 482 : 504] != 0;
  }

  /**
   * Returns the entry that some headers make together, by the rules of the library.
   *
   * @param headers blocks of global and extended headers and of the member, with their contents
   * @param content what follows them, or none
   */
  static TarArchiveInputStream open(List<byte[]> headers, byte[] content) {
    return new TarArchiveInputStream(
        new SequenceInputStream(
            Collections.enumeration(
                java.util.stream.Stream.concat(
                        headers.stream(), java.util.stream.Stream.of(content))
                    .map(ByteArrayInputStream::new)
                    .toList())),
        BLOCK,
        BLOCK,
        "UTF-8",
        true);
  }

  static TarArchiveEntry parse(List<byte[]> headers) throws IOException {
    byte[] noMap = new byte[BLOCK]; // stands for the map that PAX 1.0 puts before sparse content
    noMap[0] = '0';
    noMap[1] = '\n';
    try (TarArchiveInputStream tar = open(headers, noMap)) {
      TarArchiveEntry entry = tar.getNextEntry();
      if (entry == null) {
        throw new IOException("no member");
      }
      if (entry.getSize() < 0) {
        throw new IOException("a negative size");
      }
      return entry;
    }
  }
}
