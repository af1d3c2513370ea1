package io.gleaner.pipeline.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.export.edit.OriginalBytes;
import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.retrieval.curated.Retrieval;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads an export by its arrays alone, as the class ImageNet22k does. */
class Dinov2ExportTest {
  private static final List<String> SETS = List.of("zoo", "Été/2");

  @TempDir static Path shared;
  private static Path output;
  private static Map<String, SyntheticRun.Image> byId;

  /** A record of {@code entries.npy}. */
  private record Entry(long classIndex, String classId, long start, long end, String filename) {}

  @BeforeAll
  static void export() throws Exception {
    Path inputs = Files.createDirectories(shared.resolve("inputs"));
    Path folder = Files.createDirectories(shared.resolve("run"));
    SyntheticRun run =
        new SyntheticRun(
                folder,
                SETS,
                id -> List.of(Retrieval.byCluster(SETS.get(id.charAt(0) % 2), id, 7, 0.25f)))
            .with("pool", HostileSources.write(inputs))
            .finish();
    byId = run.images().stream().collect(Collectors.toMap(SyntheticRun.Image::id, i -> i));
    output = shared.resolve("export");
    FormatSettings settings =
        new FormatSettings(
            ExportFormats.Name.DINOV2, List.of("id"), 0, 20_000, List.of("caption"), true, true);
    ExportOptions options =
        new ExportOptions(settings, new OriginalBytes(), List.of(), null, null, Map.of(), 0, false);
    new Export(ExportedRun.of(run.directory()), options, Location.of(output))
        .execute(ShardWorkers.threads(2, Progress.silent()));
  }

  /** Reads NumPy's format by another way than it was written. */
  private static List<String[]> array(Path file) throws Exception {
    ByteBuffer data = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int start = 10 + data.getShort(8);
    assertThat(start % 64).isZero();
    String header = new String(data.array(), 10, start - 10, StandardCharsets.US_ASCII);
    Matcher shape = Pattern.compile("'shape': \\((\\d+),\\)").matcher(header);
    assertThat(shape.find()).isTrue();
    List<Integer> widths = new ArrayList<>();
    Matcher types = Pattern.compile("'<(u4|U(\\d+))'").matcher(header);
    while (types.find()) {
      widths.add(types.group(2) == null ? 0 : Integer.parseInt(types.group(2)));
    }
    data.position(start);
    List<String[]> rows = new ArrayList<>();
    for (int row = 0; row < Integer.parseInt(shape.group(1)); row++) {
      String[] values = new String[widths.size()];
      for (int column = 0; column < values.length; column++) {
        if (widths.get(column) == 0) {
          values[column] = Integer.toUnsignedString(data.getInt());
          continue;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < widths.get(column); i++) {
          int point = data.getInt();
          if (point != 0) {
            text.appendCodePoint(point);
          }
        }
        values[column] = text.toString();
      }
      rows.add(values);
    }
    assertThat(data.hasRemaining()).isFalse();
    return rows;
  }

  private static List<Entry> entries(Path folder) throws Exception {
    return array(folder.resolve("entries.npy")).stream()
        .map(
            row ->
                new Entry(
                    Long.parseLong(row[0]),
                    row[1],
                    Long.parseLong(row[2]),
                    Long.parseLong(row[3]),
                    row[4]))
        .toList();
  }

  private static List<String> texts(Path file) throws Exception {
    return array(file).stream().map(row -> row[0]).toList();
  }

  @Test
  void entries_ofAllClasses_giveEachImagesBytesAndNoMore() throws Exception {
    Map<String, byte[]> tars = new HashMap<>();
    TreeSet<String> seen = new TreeSet<>();
    for (Entry entry : entries(output)) {
      byte[] tar = tars.get(entry.classId);
      if (tar == null) {
        tar = Files.readAllBytes(output.resolve(entry.classId + ".tar"));
        tars.put(entry.classId, tar);
      }
      SyntheticRun.Image image = byId.get(entry.filename.substring(0, 32));
      assertThat(Arrays.copyOfRange(tar, (int) entry.start + 512, (int) entry.end))
          .isEqualTo(image.bytes());
      assertThat(new String(tar, (int) entry.start, 100, StandardCharsets.US_ASCII).trim())
          .isEqualTo(entry.filename);
      String set = image.retrievals().get(0).set();
      assertThat(texts(output.resolve("class-names.npy")).get((int) entry.classIndex))
          .isEqualTo(set);
      seen.add(image.id());
    }
    assertThat(seen).isEqualTo(new TreeSet<>(byId.keySet()));
    assertThat(tars).hasSizeGreaterThan(3); // of two classes
    tars.values().forEach(tar -> assertThat(tar.length).isLessThanOrEqualTo(20_000));
  }

  @Test
  void entries_ofEachSet_partTheImages() throws Exception {
    List<String> folders = texts(output.resolve("class-ids.npy"));
    assertThat(texts(output.resolve("class-names.npy"))).containsExactly("zoo", "Été/2");
    List<Entry> together = new ArrayList<>();
    for (int set = 0; set < folders.size(); set++) {
      Path folder = output.resolve("sets").resolve(folders.get(set));
      List<Entry> entries = entries(folder);
      int index = set;
      assertThat(entries).isNotEmpty().allMatch(entry -> entry.classIndex == index);
      assertThat(texts(folder.resolve("class-ids.npy"))).isEqualTo(folders);
      together.addAll(entries);
    }
    assertThat(together).containsExactlyElementsOf(entries(output));
  }
}
