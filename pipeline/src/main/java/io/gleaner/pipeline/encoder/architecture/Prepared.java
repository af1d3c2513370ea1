package io.gleaner.pipeline.encoder.architecture;

import java.util.List;
import java.util.Locale;

/**
 * A tensor that is ready before the first image comes: read from the checkpoint, computed from the
 * configuration, or made of such tensors. Everything is float32 until a {@link Script} stores it.
 */
public sealed interface Prepared {
  /**
   * Read from the checkpoint.
   *
   * @param name as its authors call it, perhaps after a prefix of the whole file
   * @param shape that the configuration asks for
   */
  record Stored(String name, List<Long> shape) implements Prepared {}

  /**
   * Computed from the configuration.
   *
   * @param values row-major; not copied, nobody writes
   */
  record Computed(float[] values, List<Long> shape) implements Prepared {}

  /**
   * Made of others.
   *
   * @param format TorchScript expression with a {@code %s} for each operand
   */
  record Operation(String format, List<Prepared> operands) implements Prepared {}

  /** A tensor of the checkpoint. */
  static Prepared stored(String name, long... shape) {
    return new Stored(name, boxed(shape));
  }

  /** Values from the configuration. */
  static Prepared computed(float[] values, long... shape) {
    return new Computed(values, boxed(shape));
  }

  /** An expression over others. */
  static Prepared of(String format, Prepared... operands) {
    return new Operation(format, List.of(operands));
  }

  /** Others one after the other along a dimension. */
  static Prepared joined(int dimension, List<Prepared> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    String places = String.join(", ", parts.stream().map(part -> "%s").toList());
    return new Operation(
        String.format(Locale.ROOT, "torch.cat([%s], %d)", places, dimension), parts);
  }

  /** Rows {@code from} to {@code to} of the first dimension. */
  default Prepared rows(long from, long to) {
    return of(String.format(Locale.ROOT, "torch.slice(%%s, 0, %d, %d)", from, to), this);
  }

  private static List<Long> boxed(long... shape) {
    return java.util.Arrays.stream(shape).boxed().toList();
  }
}
