package io.gleaner.clustering.vector;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs TorchScript source text into an archive that libtorch loads: a stored zip of the text and
 * of a pickled object of class {@code __torch__.Network} whose one attribute, {@code weights}, is
 * an empty {@code List[Tensor]}. Some kilobytes, no weights.
 */
public final class ScriptArchive {
  private static final byte[] EMPTY_TUPLE_PICKLE = {(byte) 0x80, 2, ')', '.'};

  private ScriptArchive() {}

  /**
   * @param source of the class {@code Network}, in the dialect that {@code torch.jit.save} writes
   */
  public static byte[] pack(String source) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, "data.pkl", network());
      put(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      put(zip, "constants.pkl", EMPTY_TUPLE_PICKLE);
      put(zip, "version", "10\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry("network/" + name);
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setCrc(crc.getValue());
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] network() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x80, 2}); // PROTO 2
    text(out, "c__torch__\nNetwork\n"); // GLOBAL
    text(out, ")\u0081"); // EMPTY_TUPLE NEWOBJ
    text(out, "}("); // EMPTY_DICT MARK
    string(out, "training");
    text(out, "\u0089"); // NEWFALSE
    string(out, "weights");
    text(out, "ctorch.jit._pickle\nrestore_type_tag\n");
    text(out, "]"); // EMPTY_LIST
    string(out, "List[Tensor]");
    text(out, "\u0086R"); // TUPLE2 REDUCE
    text(out, "ub."); // SETITEMS BUILD STOP
    return out.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, String latin) throws IOException {
    out.write(latin.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void string(ByteArrayOutputStream out, String value) throws IOException {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    out.write('X'); // BINUNICODE
    for (int shift = 0; shift < 32; shift += 8) {
      out.write(bytes.length >>> shift);
    }
    out.write(bytes);
  }
}
