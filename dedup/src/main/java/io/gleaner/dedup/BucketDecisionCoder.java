package io.gleaner.dedup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.util.VarInt;

/** Writes the bucket, then each duplicate with its table, then the components. Deterministic. */
public final class BucketDecisionCoder extends AtomicCoder<BucketDecision> {
  private static final BucketDecisionCoder INSTANCE = new BucketDecisionCoder();

  private BucketDecisionCoder() {}

  public static BucketDecisionCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(BucketDecision bucket, OutputStream out) throws IOException {
    VarInt.encode(bucket.bucket(), out);
    VarInt.encode(bucket.tables().length, out);
    int place = 0;
    for (Duplicate duplicate : bucket.decision().duplicates()) {
      DuplicateCoder.of().encode(duplicate, out);
      VarInt.encode(bucket.tables()[place++], out);
    }
    VarInt.encode(bucket.decision().components().size(), out);
    for (Component component : bucket.decision().components()) {
      ComponentCoder.of().encode(component, out);
    }
  }

  @Override
  public BucketDecision decode(InputStream in) throws IOException {
    int bucket = VarInt.decodeInt(in);
    int[] tables = new int[VarInt.decodeInt(in)];
    List<Duplicate> duplicates = new ArrayList<>(tables.length);
    for (int i = 0; i < tables.length; i++) {
      duplicates.add(DuplicateCoder.of().decode(in));
      tables[i] = VarInt.decodeInt(in);
    }
    int size = VarInt.decodeInt(in);
    List<Component> components = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      components.add(ComponentCoder.of().decode(in));
    }
    return new BucketDecision(bucket, new Decision(duplicates, components), tables);
  }
}
