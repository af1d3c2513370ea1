package io.gleaner.pipeline.plan;

/**
 * What one stage takes beside its start, as docs/scale.md has it.
 *
 * @param coreSeconds that workers share
 * @param serialSeconds of the driver, while workers wait
 * @param kept bytes of the stage's tables, which stay
 * @param aside bytes that are written and gone when the stage ends
 * @param shuffled bytes between workers
 * @param thread bytes that one worker holds
 * @param driver bytes that the driver holds
 */
record Cost(
    double coreSeconds,
    double serialSeconds,
    double kept,
    double aside,
    double shuffled,
    double thread,
    double driver) {
  static final Cost NONE = new Cost(0, 0, 0, 0, 0, 0, 0);

  static Cost work(double coreSeconds) {
    return new Cost(coreSeconds, 0, 0, 0, 0, 0, 0);
  }

  /** Returns the cost of both, one after the other. */
  Cost then(Cost other) {
    return new Cost(
        coreSeconds + other.coreSeconds,
        serialSeconds + other.serialSeconds,
        kept + other.kept,
        Math.max(aside, other.aside),
        shuffled + other.shuffled,
        Math.max(thread, other.thread),
        Math.max(driver, other.driver));
  }

  Cost withSerial(double seconds) {
    return new Cost(coreSeconds, seconds, kept, aside, shuffled, thread, driver);
  }

  Cost withKept(double bytes) {
    return new Cost(coreSeconds, serialSeconds, bytes, aside, shuffled, thread, driver);
  }

  Cost withAside(double bytes) {
    return new Cost(coreSeconds, serialSeconds, kept, bytes, shuffled, thread, driver);
  }

  Cost withShuffled(double bytes) {
    return new Cost(coreSeconds, serialSeconds, kept, aside, bytes, thread, driver);
  }

  Cost withThread(double bytes) {
    return new Cost(coreSeconds, serialSeconds, kept, aside, shuffled, bytes, driver);
  }

  Cost withDriver(double bytes) {
    return new Cost(coreSeconds, serialSeconds, kept, aside, shuffled, thread, bytes);
  }
}
