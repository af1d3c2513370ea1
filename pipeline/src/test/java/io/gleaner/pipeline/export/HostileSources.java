package io.gleaner.pipeline.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Sources of every kind with names that nobody expects; the images are random bytes. */
final class HostileSources {
  static final int TARS = 2;
  static final int MEMBERS = 12;
  static final int ROWS = 17;
  static final int FILES = 5;
  static final int IMAGES = (TARS + 1) * MEMBERS + ROWS + FILES;

  private static final int BYTES = 3_000;

  private HostileSources() {}

  /** Returns the entries of a source. */
  static List<String> write(Path folder) throws IOException {
    for (int tar = 0; tar < TARS; tar++) {
      try (OutputStream out = Files.newOutputStream(folder.resolve("shard-" + tar + ".tar"))) {
        writeTar(out, tar);
      }
    }
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("packed.tar.gz")))) {
      writeTar(out, TARS);
    }
    writeParquet(folder.resolve("rows.parquet"));
    Path files = Files.createDirectories(folder.resolve("files/a b"));
    for (String name :
        List.of("=1+1.jpg", "x.tar.jpg", "New\nline\t\"quoted\".jpg", "CON.jpg", "名前\\.jpg")) {
      Files.write(files.resolve(name), random("file " + name));
    }
    return List.of(
        folder.resolve("shard-0.tar").toString(),
        folder.resolve("shard-1.tar").toString(),
        folder.resolve("packed.tar.gz").toString(),
        folder.resolve("rows.parquet").toString(),
        folder.resolve("files").toString());
  }

  /** Members of the same names in each tar. */
  private static void writeTar(OutputStream out, int number) throws IOException {
    TarArchiveOutputStream tar = new TarArchiveOutputStream(out, 512, "UTF-8");
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    for (int i = 0; i < MEMBERS; i++) {
      String name =
          switch (i) {
            case 0 -> "../../etc/passwd.jpg";
            case 1 -> "<script>alert(1)</script>&'\".jpg";
            case 2 -> "x".repeat(180) + "/" + "y".repeat(90) + ".jpg";
            case 3 -> "tab\tand\nline.jpg";
            case 4 -> "dots.in.the.key.jpg";
            case 5 -> "A.JPG";
            case 6 -> "a.jpg";
            default -> "plain/" + i + ".jpg";
          };
      byte[] bytes = random("tar " + number + " member " + i);
      TarArchiveEntry entry = new TarArchiveEntry(name, true);
      entry.setSize(bytes.length);
      tar.putArchiveEntry(entry);
      tar.write(bytes);
      tar.closeArchiveEntry();
    }
    tar.finish();
  }

  private static void writeParquet(Path file) throws IOException {
    MessageType type = MessageTypeParser.parseMessageType("message m { required binary jpg; }");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(type)
            .withRowGroupRowCountLimit(5)
            .build()) {
      for (int i = 0; i < ROWS; i++) {
        Group row = new SimpleGroup(type);
        row.add("jpg", Binary.fromConstantByteArray(random("row " + i)));
        writer.write(row);
      }
    }
  }

  /** Bytes of different lengths, which start as a JPEG does. */
  private static byte[] random(String seed) {
    int hash = java.util.Arrays.hashCode(seed.getBytes(StandardCharsets.UTF_8));
    SplittableRandom random = new SplittableRandom(hash);
    byte[] bytes = new byte[BYTES + random.nextInt(600)];
    random.nextBytes(bytes);
    bytes[0] = (byte) 0xff;
    bytes[1] = (byte) 0xd8;
    bytes[2] = (byte) 0xff;
    return bytes;
  }
}
