package io.gleaner.clustering.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;

class GatherBlocksTest {
  private static final int BLOCKS = 60;

  @Test
  void create_blocksOfManyBundles_areTogetherByKeyAndEncodedOnce() {
    Counted.ENCODED.set(0);
    Counted.DECODED.set(0);
    List<Integer> numbers = new ArrayList<>();
    TreeMap<Integer, Integer> sums = new TreeMap<>();
    for (int i = 0; i < BLOCKS; i++) {
      numbers.add(i);
      sums.merge(i % 3, i, Integer::sum);
    }
    String[] options = {"--enforceImmutability=false", "--enforceEncodability=false"};
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.fromArgs(options).create());
    PCollection<KV<Integer, Iterable<String>>> gathered =
        pipeline
            .apply(Create.of(numbers))
            .apply("OneABundle", Reshuffle.viaRandomKey())
            .apply(ParDo.of(new ByRemainder()))
            .setCoder(KvCoder.of(VarIntCoder.of(), new Counted()))
            .apply(GatherBlocks.create());
    PCollection<KV<Integer, Integer>> added =
        gathered
            .apply(ParDo.of(new Add()))
            .setCoder(KvCoder.of(VarIntCoder.of(), VarIntCoder.of()));
    PAssert.thatMap(added).isEqualTo(sums);
    pipeline.run().waitUntilFinish();

    assertThat(Counted.ENCODED).hasValue(BLOCKS);
    assertThat(Counted.DECODED).hasValue(BLOCKS);
  }

  private static final class ByRemainder extends DoFn<Integer, KV<Integer, String>> {
    @ProcessElement
    public void process(@Element Integer number, OutputReceiver<KV<Integer, String>> out) {
      out.output(KV.of(number % 3, number.toString()));
    }
  }

  private static final class Add extends DoFn<KV<Integer, Iterable<String>>, KV<Integer, Integer>> {
    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<String>> group, OutputReceiver<KV<Integer, Integer>> out) {
      int sum = 0;
      for (String block : group.getValue()) {
        sum += Integer.parseInt(block);
      }
      out.output(KV.of(group.getKey(), sum));
    }
  }

  private static final class Counted extends AtomicCoder<String> {
    static final AtomicInteger ENCODED = new AtomicInteger();
    static final AtomicInteger DECODED = new AtomicInteger();

    @Override
    public void encode(String value, OutputStream out) throws IOException {
      ENCODED.incrementAndGet();
      StringUtf8Coder.of().encode(value, out);
    }

    @Override
    public String decode(InputStream in) throws IOException {
      DECODED.incrementAndGet();
      return StringUtf8Coder.of().decode(in);
    }
  }
}
