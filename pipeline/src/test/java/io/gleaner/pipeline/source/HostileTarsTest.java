package io.gleaner.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.image.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tars at random by hostile_tars.py, damaged, joined, cut and compressed, against Python's tarfile:
 * what it reads is read, what was written is a row or a shard's row says what is wrong, and no
 * content is made up.
 */
class HostileTarsTest {
  @TempDir Path folder;

  private static InputStream zip() throws IOException {
    String many = System.getProperty("gleaner.test.hostileTars");
    return many == null
        ? HostileTarsTest.class.getResourceAsStream("/source/hostile-tars.zip")
        : Files.newInputStream(Path.of(many));
  }

  private static String digest(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
  }

  @Test
  void next_tarsAtRandom_accountForEveryMemberThatTarfileKnows() throws Exception {
    JsonNode expected = null;
    try (ZipInputStream zip = new ZipInputStream(zip())) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals("expected.json")) {
          expected = new ObjectMapper().readTree(zip.readAllBytes());
        } else {
          Files.copy(zip, folder.resolve(entry.getName()));
        }
      }
    }
    assertThat(expected.size()).isGreaterThan(40);
    int images = 0;
    SoftAssertions all = new SoftAssertions();
    for (var tar : expected.properties()) {
      images += check(tar.getKey(), tar.getValue(), all);
    }
    all.assertAll();
    assertThat(images).isGreaterThan(100);
  }

  private int check(String name, JsonNode expected, SoftAssertions all) throws Exception {
    ImageSource source =
        new ImageSource(
            "pool", List.of(folder.resolve(name).toString()), List.of("caption"), 100_000);
    List<RawImage> rows = new ArrayList<>();
    for (SourceUnit unit : source.units()) {
      try (RawImages raws = unit.open()) {
        for (RawImage raw = raws.next(); raw != null; raw = raws.next()) {
          rows.add(raw);
        }
      }
    }
    Set<String> uris = new HashSet<>();
    Set<String> contents = new HashSet<>();
    Set<String> both = new HashSet<>();
    boolean repeated = false;
    boolean broken = false;
    for (RawImage raw : rows) {
      uris.add(raw.uri());
      if (raw.bytes() != null) {
        contents.add(digest(raw.bytes()));
        both.add(raw.uri() + " " + digest(raw.bytes()));
      } else {
        repeated |= raw.rejection().reason() == Reason.DUPLICATE_URI;
        broken |= raw.rejection().reason() == Reason.UNREADABLE;
      }
    }
    Set<String> written = new HashSet<>();
    expected.get("written").forEach(each -> written.add(each.asText()));
    all.assertThat(written).as("%s: no content is made up", name).containsAll(contents);
    for (JsonNode member : expected.get("read")) {
      String uri = name + "/" + member.get(0).asText();
      all.assertThat(uris).as("%s: every member is a row", name).contains(uri);
      if (!member.get(2).isNull() && !repeated) {
        all.assertThat(both)
            .as("%s: what tarfile reads is read", name)
            .contains(uri + " " + member.get(2).asText());
      }
    }
    if (!repeated && !broken) {
      all.assertThat(contents).as("%s: nothing vanishes", name).containsAll(written);
    }
    return contents.size();
  }
}
