package io.gleaner.dedup;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;

/** Writes the fields, texts first. Deterministic. */
final class ComponentCoder extends AtomicCoder<Component> {
  private static final ComponentCoder INSTANCE = new ComponentCoder();
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();
  private static final Kind[] KINDS = Kind.values();
  private static final Component.State[] STATES = Component.State.values();

  private ComponentCoder() {}

  static ComponentCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Component component, OutputStream out) throws IOException {
    TEXT.encode(component.name(), out);
    TEXT.encode(component.representative(), out);
    var data = new DataOutputStream(out);
    data.writeByte(component.kind().ordinal());
    data.writeByte(component.state().ordinal());
    data.writeLong(component.size());
    data.writeFloat(component.weakestEdge());
    data.flush();
  }

  @Override
  public Component decode(InputStream in) throws IOException {
    String name = TEXT.decode(in);
    String representative = TEXT.decode(in);
    var data = new DataInputStream(in);
    Kind kind = KINDS[data.readByte()];
    Component.State state = STATES[data.readByte()];
    return new Component(name, kind, data.readLong(), data.readFloat(), representative, state);
  }
}
