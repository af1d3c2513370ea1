package io.gleaner.pipeline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.pipeline.storage.Location;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadLabelsTest {
  @TempDir Path folder;

  private Labels read(String csv) throws IOException {
    Path file = folder.resolve("labels.csv");
    Files.writeString(file, csv);
    return ReadLabels.read(Location.of(file));
  }

  @Test
  void read_groups_emptyAndMinusOneAreAloneAndOtherColumnsArePassedOver() throws Exception {
    Labels labels =
        read(
            "\ufeffkind,group,file\r\noriginal,7,a.jpg\r\nnone,-1,b.jpg\r\nnone,,\"c, d.jpg\"\r\n");

    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("a.jpg", "7");
    expected.put("b.jpg", null);
    expected.put("c, d.jpg", null);
    assertThat(((Labels.Groups) labels).images()).isEqualTo(expected);
    assertThat(((Labels.Groups) labels).lines()).containsEntry("c, d.jpg", 4L);
  }

  @Test
  void read_pairs_everyWayToSayYesAndNo() throws Exception {
    Labels.Pairs labels =
        (Labels.Pairs)
            read(
                """
                id_a,id_b,same,stratum,pairs
                a,b,yes,s,10
                a,c,NO,s,10
                a,d,True,s,10
                a,e,0,t,4
                a,f,,t,4
                b,a,1,s,10
                """);

    assertThat(labels.unanswered()).isEqualTo(1);
    assertThat(labels.answered())
        .extracting(Labels.Pair::same)
        .containsExactly(true, false, true, false);
    assertThat(labels.answered().get(3)).isEqualTo(new Labels.Pair("a", "e", false, "t", 4, 5));
  }

  @Test
  void read_badGroups_areAllToldWithLineAndWhatIsAllowed() {
    assertThatThrownBy(
            () -> read("file,group\na.jpg,1\n,2\na.jpg,3\nb.jpg,1,9\n\"c\u001b[31m.jpg\"x,1\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .contains("labels.csv:3: file is empty, must be a uri, its end or an id")
        .contains(
            "labels.csv:4: group of a.jpg is \"3\", but at line 2 \"1\"; an image has one group")
        .contains("labels.csv:5: has 3 fields, must have 2 as the header")
        .contains("labels.csv:6: text behind a closing quote")
        .endsWith("4 problems with labels")
        .doesNotContain("\u001b");
  }

  @Test
  void read_badPairs_areAllToldWithLineAndWhatIsAllowed() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    id_a,id_b,same,pairs
                    a,b,maybe,
                    a,a,yes,
                    a,c,yes,
                    c,a,no,
                    a,d,no,-3
                    """))
        .message()
        .contains(":2: same is \"maybe\", must be yes, no, true, false, 1, 0, or empty")
        .contains(":3: id_a is \"a\" and id_b is \"a\", must be two images")
        .contains(":5: same is \"no\", but the other at line 4, of the same pair")
        .contains(":6: pairs is \"-3\", must be a number of pairs from 1, or empty")
        .endsWith("4 problems with labels");
  }

  @Test
  void read_otherHeaders_areRefusedWithBothThatAreAllowed() {
    for (String header :
        new String[] {
          "", "file,cluster", "id_a,id_b", "file,group,group", "file,group,id_a,id_b,same"
        }) {
      assertThatThrownBy(() -> read(header + "\n"))
          .as(header)
          .hasMessageContaining("labels.csv:1: the header is \"" + header + "\"")
          .hasMessageContaining("file,group or id_a,id_b,same");
    }
  }

  @Test
  void read_noFileOrNoText_isRefusedByName() throws Exception {
    Path latin = folder.resolve("latin.csv");
    Files.write(latin, "file,group\nM\u00fcnchen.jpg,1\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> ReadLabels.read(Location.of(latin)))
        .hasMessageContaining("latin.csv is no text in UTF-8");
    assertThatThrownBy(() -> ReadLabels.read(Location.of(folder.resolve("none.csv"))))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("none.csv is no file");
  }
}
