package io.gleaner.pipeline.encoder.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class DirectBuffersTest {
  @Test
  void take_beforeTheRelease_givesMemoryOfItsOwn() {
    DirectBuffers buffers = new DirectBuffers();
    ByteBuffer first = buffers.take(8);
    ByteBuffer second = buffers.take(8);
    first.putInt(0, 1);
    second.putInt(0, 2);
    assertThat(first.getInt(0)).isEqualTo(1);
    assertThat(first.isDirect()).isTrue();
    assertThat(first.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void take_afterTheRelease_givesTheSmallestThatFitsOfWhatIsThere() {
    DirectBuffers buffers = new DirectBuffers();
    ByteBuffer large = buffers.take(64);
    ByteBuffer small = buffers.take(16);
    large.putInt(0, 64);
    small.putInt(0, 16);
    buffers.release();
    ByteBuffer again = buffers.take(12);
    assertThat(again.capacity()).isEqualTo(12);
    assertThat(again.getInt(0)).isEqualTo(16);
    assertThat(buffers.take(20).getInt(0)).isEqualTo(64);
  }
}
