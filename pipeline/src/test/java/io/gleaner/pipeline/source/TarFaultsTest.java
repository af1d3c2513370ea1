package io.gleaner.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The tars of {@code faults/}, with the right values of its README. */
class TarFaultsTest {
  private static List<RawImage> read(String name) throws Exception {
    String file = Path.of(TarFaultsTest.class.getResource("/faults/" + name).toURI()).toString();
    return TestTar.read(
        new ImageSource("pool", List.of(file), List.of("caption", "url", "similarity"), 1 << 20));
  }

  @Test
  void next_nanInSidecar_keepsAllFields() throws Exception {
    List<RawImage> images = read("sidecar-nan.tar");
    assertThat(images)
        .extracting(RawImage::carried)
        .containsExactly(
            Map.of("caption", "a dress", "url", "http://example.org/1.jpg", "similarity", "NaN"),
            Map.of("caption", "a hat", "url", "http://example.org/2.jpg", "similarity", "0.31"));
  }

  @Test
  void next_sidecarsAfterAllImages_areJoined() throws Exception {
    assertThat(read("sidecar-not-adjacent.tar"))
        .extracting(RawImage::uri, raw -> raw.carried().get("caption"))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("sidecar-not-adjacent.tar/k1.jpg", "one"),
            org.assertj.core.groups.Tuple.tuple("sidecar-not-adjacent.tar/k2.jpg", "two"));
  }

  @Test
  void next_keysWithDots_giveEachImageItsOwnSidecar() throws Exception {
    List<RawImage> images = read("keys-with-dots.tar");
    assertThat(images)
        .extracting(RawImage::uri, raw -> raw.carried().get("caption"))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("keys-with-dots.tar/22.05.jpg", "five"),
            org.assertj.core.groups.Tuple.tuple("keys-with-dots.tar/22.06.jpg", "six"));
    assertThat(images).extracting(RawImage::key).containsOnly("22");
  }

  @Test
  void next_twoTarsJoined_readsBoth() throws Exception {
    List<RawImage> images = read("two-tars-joined.tar");
    assertThat(images)
        .extracting(RawImage::uri)
        .containsExactly(
            "two-tars-joined.tar/a1.jpg",
            "two-tars-joined.tar/a2.jpg",
            "two-tars-joined.tar/b1.jpg",
            "two-tars-joined.tar/b2.jpg");
    assertThat(images)
        .extracting(raw -> raw.bytes().length)
        .containsExactly(3732, 3484, 2681, 3016);
  }

  @Test
  void next_linksToAMember_areThatPicture() throws Exception {
    List<RawImage> images = read("links.tar");
    assertThat(images)
        .extracting(RawImage::uri)
        .containsExactly("links.tar/d/1.jpg", "links.tar/d/2.jpg", "links.tar/d/3.jpg");
    assertThat(images).allSatisfy(raw -> assertThat(raw.bytes()).isEqualTo(images.get(0).bytes()));
    assertThat(images.get(0).bytes()).hasSize(3732);
  }
}
