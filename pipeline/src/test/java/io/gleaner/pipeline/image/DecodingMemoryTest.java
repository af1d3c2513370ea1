package io.gleaner.pipeline.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Images whose header claims more than the heap can hold, and who waits for whom. */
class DecodingMemoryTest {
  private static final ImageLimits LIMITS = new ImageLimits(1L << 40, 100_000_000, 1, 10_000);
  private static final long MEBIBYTE = 1L << 20;

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JAVA"})
  void decode_headerThatClaimsMoreThanTheHeapHolds_isRefusedNamingNeedAndHeap(
      DecoderChoice choice) {
    assumeTrue(
        choice == DecoderChoice.JAVA || Leptonica.failure() == null,
        () -> "no native decoder: " + Leptonica.failure());
    ImageDecoder decoder =
        new CheckedDecoder(
            choice.provider(), LIMITS, new DecodingMemory(512 * MEBIBYTE), Reduction.NONE);

    RejectedImageException png = refusal(decoder, png(9990, 9990));
    assertThat(png.reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
    assertThat(png.detail())
        .isEqualTo(
            "9990 x 9990 need 381 MiB of heap while decoding, at most 256 MiB of the 512 MiB are"
                + " for that: give java a larger heap (-Xmx) or lower limits.pixels");
    RejectedImageException jpeg = refusal(decoder, jpeg(9990, 9990));
    assertThat(jpeg.reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
    assertThat(jpeg.detail()).contains("9990 x 9990", "of the 512 MiB", "-Xmx");
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JAVA"})
  void decode_headerBeyondWhatOneArrayHolds_isRefused(DecoderChoice choice) {
    assumeTrue(
        choice == DecoderChoice.JAVA || Leptonica.failure() == null,
        () -> "no native decoder: " + Leptonica.failure());
    ImageDecoder decoder =
        new CheckedDecoder(choice.provider(), LIMITS, new DecodingMemory(1L << 40), Reduction.NONE);

    for (byte[] claim : new byte[][] {png(40_000, 20_000), jpeg(40_000, 20_000)}) {
      RejectedImageException refusal = refusal(decoder, claim);

      assertThat(refusal.reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
      assertThat(refusal.detail()).contains("40000 x 20000, at most 715827879 pixels");
    }
  }

  @Test
  void claim_ofMoreThanHalf_waitsForAnotherOfItsKindAndNotForSmallOnes() throws Exception {
    DecodingMemory memory = new DecodingMemory(20 * MEBIBYTE); // 10 MiB are for decoding
    DecodingMemory.Claim large = memory.claim(1024, 1024, 6, 0);
    memory.claim(512, 1024, 6, 0).close(); // 3 MiB beside it
    CompletableFuture<DecodingMemory.Claim> second =
        CompletableFuture.supplyAsync(() -> claimed(memory, 6));
    Thread.sleep(50);
    assertThat(second).isNotDone();

    large.close();

    second.get(10, TimeUnit.SECONDS).close();
    memory.claim(1024, 1024, 10, 0).close(); // all was given back
  }

  @Test
  void claim_ofMuchOutsideTheHeap_isAloneAndNotRefused() throws Exception {
    DecodingMemory memory = new DecodingMemory(20 * MEBIBYTE);
    DecodingMemory.Claim progressive = memory.claim(1024, 1024, 3, 100);
    CompletableFuture<DecodingMemory.Claim> small =
        CompletableFuture.supplyAsync(() -> claimed(memory, 1));
    Thread.sleep(50);
    assertThat(small).isNotDone();

    progressive.close();

    small.get(10, TimeUnit.SECONDS).close();
  }

  @Test
  void decode_refusedImage_givesItsMemoryBack() {
    assumeTrue(Leptonica.failure() == null);
    DecodingMemory memory = new DecodingMemory(8 * MEBIBYTE);
    ImageDecoder decoder =
        new CheckedDecoder(DecoderChoice.NATIVE.provider(), LIMITS, memory, Reduction.NONE);

    for (int i = 0; i < 20; i++) {
      assertThat(refusal(decoder, jpeg(1000, 1000)).reason()).isEqualTo(Reason.TRUNCATED);
    }
    assertThat(claimed(memory, 4)).isNotNull();
  }

  private static DecodingMemory.Claim claimed(DecodingMemory memory, int bytes) {
    try {
      return memory.claim(1024, 1024, bytes, 0);
    } catch (RejectedImageException e) {
      throw new AssertionError(e);
    }
  }

  private static RejectedImageException refusal(ImageDecoder decoder, byte[] bytes) {
    return catchThrowableOfType(RejectedImageException.class, () -> decoder.decode(bytes));
  }

  /** A header and nothing else. */
  private static byte[] png(int width, int height) {
    byte[] png = Goldens.bytes("hostile/bomb.png");
    ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
    java.util.zip.CRC32 check = new java.util.zip.CRC32();
    check.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) check.getValue());
    return png;
  }

  private static byte[] jpeg(int width, int height) {
    ByteBuffer jpeg = ByteBuffer.allocate(2 + 19);
    jpeg.putShort((short) 0xffd8).putShort((short) 0xffc0).putShort((short) 17).put((byte) 8);
    jpeg.putShort((short) height).putShort((short) width).put((byte) 3);
    for (int component = 1; component <= 3; component++) {
      jpeg.put((byte) component).put((byte) 0x11).put((byte) 0);
    }
    return jpeg.array();
  }
}
