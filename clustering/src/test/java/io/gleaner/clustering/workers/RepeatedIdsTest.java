package io.gleaner.clustering.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RepeatedIdsTest {
  @Test
  void read_idsThatRepeat_givesThemInPlaceAndSharesStrings() throws Exception {
    String[] ids = {"b", "a", "b", "", "Größe 🖼", "a", "Größe 🖼", new String("b")};

    String[] read = RepeatedIds.read(stream(written(ids)), ids.length);

    assertThat(read).isEqualTo(ids);
    assertThat(read[7]).isSameAs(read[0]);
  }

  @Test
  void write_anIdThatRepeats_takesOneByteMore() throws Exception {
    String id = "a".repeat(100);
    assertThat(written(id, id, id).length - written(id).length).isEqualTo(2);
  }

  @Test
  void read_noIds_givesNone() throws Exception {
    assertThat(RepeatedIds.read(stream(written()), 0)).isEmpty();
  }

  private static byte[] written(String... ids) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    RepeatedIds.write(new DataOutputStream(bytes), ids.length, place -> ids[place]);
    return bytes.toByteArray();
  }

  private static DataInputStream stream(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
