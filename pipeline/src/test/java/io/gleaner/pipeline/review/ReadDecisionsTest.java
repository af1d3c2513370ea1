package io.gleaner.pipeline.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadDecisionsTest {
  private static final String HEADER = "decision,id,other,cluster,uri,sha256,note\n";
  private static final String SHA = "0123456789abcdef".repeat(4);

  @TempDir Path folder;

  private String file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    return file.toString();
  }

  @Test
  void read_fileThatASpreadsheetSaved_isTheSameAsThePlainOne() throws IOException {
    String plain =
        HEADER
            + "keep_both,a,b,,,,\n"
            + "remove,c,,,x.jpg,"
            + SHA
            + ",\n"
            + "never,d,,,,,\"two\nlines, \"\"quoted\"\"\"\n"
            + "wrong_cluster,e,,7,,,\n";
    String saved = "\ufeff" + plain.replace("\n", "\r\n") + "\r\n";
    List<Decision> read = ReadDecisions.read(List.of(file("plain.csv", plain))).list();
    String excel = file("saved.csv", saved);
    assertThat(ReadDecisions.read(List.of(excel)).list())
        .containsExactly(
            new Decision(Verdict.KEEP_BOTH, "a", "b", null, null, excel, 2),
            new Decision(Verdict.REMOVE, "c", null, null, SHA, excel, 3),
            new Decision(Verdict.NEVER, "d", null, null, null, excel, 4),
            new Decision(Verdict.WRONG_CLUSTER, "e", null, 7, null, excel, 6));
    assertThat(new Decisions(read).contents())
        .isEqualTo(ReadDecisions.read(List.of(excel)).contents());
  }

  @Test
  void contents_otherOrderNamesAndNotes_areTheSame() throws IOException {
    String one = file("one.csv", "decision,id,note\nremove,a,\nnever,b,because\n");
    String two = file("two.csv", "note,id,decision\nother,b,never\n,a,remove\n,a,remove\n");
    assertThat(ReadDecisions.read(List.of(one)).contents())
        .isEqualTo(ReadDecisions.read(List.of(two)).contents())
        .hasSize(2);
    assertThat(ReadDecisions.read(List.of(file("none.csv", ""), file("head.csv", HEADER))).list())
        .isEmpty();
  }

  @Test
  void read_manyProblems_tellsAllWithTheirPlaces() throws IOException {
    String wrong =
        file(
            "wrong.csv",
            HEADER
                + "drop,a,,,,,\n"
                + "keep_both,a,,,,,\n"
                + "wrong_cluster,a,,-1,,,\n"
                + "remove,,,,,,\n"
                + "never,a,,,,12,\n"
                + "never,a\n"
                + "never,\"a\u001b\"b,,,,,\n");
    String header = file("header.csv", "decision,colour\n");
    assertThatThrownBy(() -> ReadDecisions.read(List.of(wrong, header, "no-such.csv")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            wrong + ":2: decision is \"drop\", must be one of [keep_both, remove, never,")
        .hasMessageContaining(wrong + ":3: other is \"\", keep_both needs")
        .hasMessageContaining(wrong + ":4: cluster is \"-1\"")
        .hasMessageContaining(wrong + ":5: id is empty, remove needs an image's id")
        .hasMessageContaining(wrong + ":6: sha256 is \"12\", must be 64 hex digits")
        .hasMessageContaining(wrong + ":7: has 2 fields, must have 7")
        .hasMessageContaining(wrong + ":8: text behind a closing quote")
        .hasMessageContaining(header + ":1: has no column \"colour\", must be of [decision, id,")
        .hasMessageContaining(header + ":1: the column \"id\" is missing")
        .hasMessageContaining("no-such.csv: is no file")
        .hasMessageContaining("10 problems");
  }

  @Test
  void read_decisionsThatContradictEachOther_namesBothPlaces() throws IOException {
    String one = file("one.csv", "decision,id,other\nkeep_both,a,b\n");
    String two = file("two.csv", "decision,id\nnever,b\n");
    assertThatThrownBy(() -> ReadDecisions.read(List.of(one, two)))
        .hasMessageContaining(one + ":2: keep_both of b contradicts never at " + two + ":2");
  }
}
