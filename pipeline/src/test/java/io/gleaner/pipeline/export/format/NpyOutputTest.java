package io.gleaner.pipeline.export.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.pipeline.export.format.NpyOutput.Column;
import io.gleaner.pipeline.storage.Location;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the bytes of NumPy 2.4's {@code numpy.save}. */
class NpyOutputTest {
  private static final List<Column> COLUMNS =
      List.of(
          Column.number("class_index"),
          Column.text("class_id", 4),
          Column.number("start_offset"),
          Column.number("end_offset"),
          Column.text("filename", 6));

  @TempDir private Path folder;

  @Test
  void records_numbersAndText_areWhatNumpySaves() throws Exception {
    Path file = folder.resolve("entries.npy");
    try (ShardOutput out = new ShardOutput(Location.of(file))) {
      NpyOutput npy = NpyOutput.records(out, COLUMNS, 2);
      npy.put(0).put("hats").put(0).put(600).put("a.jpg");
      npy.put(4294967295L).put("hüt🎩").put(1024).put(4294967294L).put("bc.png");
      npy.end();
      out.commit("entries.npy");
    }
    assertThat(Files.readAllBytes(file))
        .isEqualTo(
            Base64.getDecoder()
                .decode(
                    "k05VTVBZAQD2AHsnZGVzY3InOiBbKCdjbGFzc19pbmRleCcsICc8dTQnKSwgKCdjbGFzc19pZCcsICc8VTQn"
                        + "KSwgKCdzdGFydF9vZmZzZXQnLCAnPHU0JyksICgnZW5kX29mZnNldCcsICc8dTQnKSwgKCdmaWxlbmFt"
                        + "ZScsICc8VTYnKV0sICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCksIH0gICAgICAg"
                        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
                        + "ICAgICAgICAgICAgCgAAAABoAAAAYQAAAHQAAABzAAAAAAAAAFgCAABhAAAALgAAAGoAAABwAAAAZwAA"
                        + "AAAAAAD/////aAAAAPwAAAB0AAAAqfMBAAAEAAD+////YgAAAGMAAAAuAAAAcAAAAG4AAABnAAAA"));
  }

  @Test
  void texts_ofSeveralLengths_areWhatNumpySaves() throws Exception {
    try (ShardOutput out = new ShardOutput(Location.of(folder.resolve("class-ids.npy")))) {
      NpyOutput npy = NpyOutput.texts(out, 4, 3);
      npy.put("hats").put("").put("x");
      npy.end();
      assertThat(out.commit("class-ids.npy").sha256())
          .isEqualTo("d4ce6bdfb00d1c3a5720754ed47115dc09af6737cae3791f6493aefb16eb81dd");
    }
  }

  @Test
  void records_headerOfMoreThan64KiB_isOfTheSecondVersion() throws Exception {
    List<Column> many =
        IntStream.range(0, 3000)
            .mapToObj(i -> Column.number(String.format(Locale.ROOT, "column%05d", i)))
            .toList();
    try (ShardOutput out = new ShardOutput(Location.of(folder.resolve("wide.npy")))) {
      NpyOutput npy = NpyOutput.records(out, many, 1);
      for (int i = 0; i < many.size(); i++) {
        npy.put(0);
      }
      npy.end();
      assertThat(out.commit("wide.npy").sha256())
          .isEqualTo("1c244896e043cc6653981259326e54c8c6025f62abd6e400543940a76f8f5192");
    }
  }

  @Test
  void put_whatDoesNotFit_isRefused() throws Exception {
    try (ShardOutput out = new ShardOutput(Location.of(folder.resolve("x.npy")))) {
      NpyOutput npy = NpyOutput.records(out, COLUMNS, 1);
      assertThatThrownBy(() -> npy.put(1L << 32)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> npy.put("text")).isInstanceOf(IllegalArgumentException.class);
      npy.put(1);
      assertThatThrownBy(() -> npy.put("longer")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(npy::end).hasMessage("0 rows of 1 were put");
    }
  }
}
