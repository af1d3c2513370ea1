package io.gleaner.pipeline.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/** Damaged files, each by a seed: flipped, cut, doubled, joined and overwritten bytes. */
final class Mutations {
  private final List<byte[]> originals;

  Mutations(List<byte[]> originals) {
    this.originals = List.copyOf(originals);
  }

  byte[] of(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = any(random).clone();
    for (int times = 1 + random.nextInt(3); times > 0 && bytes.length > 0; times--) {
      bytes = mutated(bytes, random);
    }
    return random.nextBoolean() ? bytes : withItsEnd(bytes);
  }

  /** Returns the file with what decoders look for first, so that they come to what follows. */
  private static byte[] withItsEnd(byte[] bytes) {
    if (bytes.length > 12 && bytes[0] == (byte) 0xff) {
      byte[] ended = Arrays.copyOf(bytes, bytes.length + 2);
      ended[bytes.length] = (byte) 0xff;
      ended[bytes.length + 1] = (byte) 0xd9;
      return ended;
    }
    if (bytes.length > 12 && bytes[1] == 'P') {
      mendChecksums(bytes);
    }
    if (bytes.length > 12 && bytes[0] == 'R') {
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(4, bytes.length - 8);
    }
    return bytes;
  }

  /** Gives each chunk of a PNG the checksum of what is in it, as far as chunks can be followed. */
  private static void mendChecksums(byte[] png) {
    ByteBuffer data = ByteBuffer.wrap(png);
    CRC32 checksum = new CRC32();
    int at = 8;
    while (at + 12 <= png.length) {
      int length = data.getInt(at);
      if (length < 0 || length > png.length - at - 12) {
        return;
      }
      checksum.reset();
      checksum.update(png, at + 4, length + 4);
      data.putInt(at + 8 + length, (int) checksum.getValue());
      at += 12 + length;
    }
  }

  private byte[] mutated(byte[] bytes, SplittableRandom random) {
    int at = random.nextInt(bytes.length);
    int length = 1 + random.nextInt(Math.min(64, bytes.length));
    return switch (random.nextInt(7)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> { // flipped bits near the start, where headers are
        for (int flips = random.nextInt(6); flips >= 0; flips--) {
          bytes[random.nextInt(Math.min(bytes.length, 700))] ^= (byte) (1 << random.nextInt(8));
        }
        yield bytes;
      }
      case 2 -> { // bytes anywhere
        for (int flips = random.nextInt(12); flips >= 0; flips--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        yield bytes;
      }
      case 3 -> joined(bytes, at, bytes, Math.max(0, at - length)); // a part twice
      case 4 -> joined(bytes, at, bytes, Math.min(bytes.length, at + length)); // a part left out
      case 5 -> { // numbers at the ends of their range
        byte value = (byte) (random.nextBoolean() ? 0xff : random.nextBoolean() ? 0x7f : 0);
        Arrays.fill(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(4)), value);
        yield bytes;
      }
      default -> {
        byte[] other = any(random);
        yield joined(bytes, at, other, random.nextInt(other.length));
      }
    };
  }

  private byte[] any(SplittableRandom random) {
    return originals.get(random.nextInt(originals.size()));
  }

  private static byte[] joined(byte[] head, int until, byte[] tail, int from) {
    byte[] joined = Arrays.copyOf(head, until + tail.length - from);
    System.arraycopy(tail, from, joined, until, tail.length - from);
    return joined;
  }
}
