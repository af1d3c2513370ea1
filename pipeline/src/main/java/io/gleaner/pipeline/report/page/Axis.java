package io.gleaner.pipeline.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * An axis of a plot.
 *
 * @param place of a value, in the plot's units
 */
record Axis(DoubleUnaryOperator place, List<Tick> ticks) {
  /** From which share of largest to smallest count on smaller bars can no longer be seen. */
  private static final double LINEAR_RANGE = 60;

  record Tick(Double place, String label) {}

  double at(double value) {
    return place.applyAsDouble(value);
  }

  /** Returns an axis of equal steps from {@code least} at {@code from} to {@code greatest}. */
  static Axis linear(double least, double greatest, double from, double to) {
    double width = greatest > least ? greatest - least : 1;
    DoubleUnaryOperator place = value -> from + (value - least) / width * (to - from);
    double step = step(width / 5);
    List<Tick> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(least / step - 1e-9);
        i * step <= least + width * 1.000001;
        i++) {
      ticks.add(new Tick(place.applyAsDouble(i * step), Numbers.axis(i * step)));
    }
    return new Axis(place, ticks);
  }

  /** Returns an axis of counts from 0, upwards from {@code from} to {@code to}. */
  static Axis counts(long greatest, boolean logarithmic, double from, double to) {
    if (!logarithmic) {
      Axis axis = linear(0, (double) Math.max(greatest, 1), from, to);
      return greatest >= 5
          ? axis
          : new Axis(axis.place, axis.ticks.stream().filter(t -> !t.label.contains(".")).toList());
    }
    double top = Math.log1p((double) greatest);
    DoubleUnaryOperator place = value -> from + Math.log1p(value) / top * (to - from);
    List<Tick> ticks = new ArrayList<>();
    ticks.add(new Tick(from, "0"));
    for (long value = 1; value <= greatest; value *= 10) {
      ticks.add(new Tick(place.applyAsDouble((double) value), Numbers.count(value)));
    }
    return new Axis(place, ticks);
  }

  /** Whether counts are so unequal that a linear axis would hide the small ones. */
  static boolean unequal(long[] counts) {
    long greatest = 0;
    long least = Long.MAX_VALUE;
    for (long count : counts) {
      greatest = Math.max(greatest, count);
      least = count > 0 ? Math.min(least, count) : least;
    }
    return greatest > LINEAR_RANGE * least;
  }

  /** Returns 1, 2 or 5 times a power of ten, at least {@code least}. */
  private static double step(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= least * 0.999999) {
        return factor * power;
      }
    }
    return 10 * power;
  }
}
