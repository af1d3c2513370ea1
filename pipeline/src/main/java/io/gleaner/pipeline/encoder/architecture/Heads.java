package io.gleaner.pipeline.encoder.architecture;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a network offers as its embedding.
 *
 * @param auto what its authors use
 * @param offered by kind of pooling
 */
record Heads(Pooling auto, Map<Pooling, Head> offered) {
  /** Class token, mean of the patches, both. */
  static Heads ofClassToken(int prefix) {
    return ofPatches(prefix)
        .with(Pooling.CLS, Head.classToken())
        .with(Pooling.CLS_MEAN, Head.both(Head.classToken(), Head.mean(prefix)))
        .by(Pooling.CLS);
  }

  /** The mean of the patches. */
  static Heads ofPatches(int prefix) {
    return new Heads(Pooling.MEAN, Map.of(Pooling.MEAN, Head.mean(prefix)));
  }

  Heads with(Pooling pooling, Head head) {
    Map<Pooling, Head> more = new EnumMap<>(offered);
    more.put(pooling, head);
    return new Heads(auto, more);
  }

  Heads by(Pooling auto) {
    return new Heads(auto, offered);
  }
}
