package io.gleaner.clustering.workers;

import java.io.UncheckedIOException;
import java.util.Iterator;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Groups blocks by key, as {@link GroupByKey} does, but each is encoded once, where it comes from,
 * and decoded where it is used: what is grouped are bytes. The direct runner copies all that a key
 * has so far, through its coder, with each bundle that adds to it; so blocks of thousands of rows
 * would be decoded and encoded as often as there are bundles. A pass over the blocks of a key
 * decodes them one after the other; a second pass, again. The collection must have a {@link
 * KvCoder}.
 *
 * @param <K> what is grouped by
 * @param <B> a block
 */
public final class GatherBlocks<K, B>
    extends PTransform<PCollection<KV<K, B>>, PCollection<KV<K, Iterable<B>>>> {
  private GatherBlocks() {}

  public static <K, B> GatherBlocks<K, B> create() {
    return new GatherBlocks<>();
  }

  @Override
  public PCollection<KV<K, Iterable<B>>> expand(PCollection<KV<K, B>> blocks) {
    KvCoder<K, B> coder = (KvCoder<K, B>) blocks.getCoder();
    return blocks
        .apply("Encode", ParDo.of(new Encode<>(coder.getValueCoder())))
        .setCoder(KvCoder.of(coder.getKeyCoder(), ByteArrayCoder.of()))
        .apply("Group", GroupByKey.create())
        .apply("Decode", ParDo.of(new Decode<>(coder.getValueCoder())))
        .setCoder(KvCoder.of(coder.getKeyCoder(), IterableCoder.of(coder.getValueCoder())));
  }

  private static final class Encode<K, B> extends DoFn<KV<K, B>, KV<K, byte[]>> {
    private final Coder<B> coder;

    Encode(Coder<B> coder) {
      this.coder = coder;
    }

    @ProcessElement
    public void process(@Element KV<K, B> block, OutputReceiver<KV<K, byte[]>> out)
        throws CoderException {
      out.output(KV.of(block.getKey(), CoderUtils.encodeToByteArray(coder, block.getValue())));
    }
  }

  private static final class Decode<K, B>
      extends DoFn<KV<K, Iterable<byte[]>>, KV<K, Iterable<B>>> {
    private final Coder<B> coder;

    Decode(Coder<B> coder) {
      this.coder = coder;
    }

    @ProcessElement
    public void process(
        @Element KV<K, Iterable<byte[]>> group, OutputReceiver<KV<K, Iterable<B>>> out) {
      Iterable<byte[]> blocks = group.getValue();
      out.output(KV.of(group.getKey(), () -> new Decoded<>(blocks.iterator(), coder)));
    }
  }

  private record Decoded<B>(Iterator<byte[]> blocks, Coder<B> coder) implements Iterator<B> {
    @Override
    public boolean hasNext() {
      return blocks.hasNext();
    }

    @Override
    public B next() {
      try {
        return CoderUtils.decodeFromByteArray(coder, blocks.next());
      } catch (CoderException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
