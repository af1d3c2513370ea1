package io.gleaner.pipeline.origin;

import java.lang.management.ManagementFactory;

/** What this machine has, and what this process has used of it. */
public final class MachineResources {
  private MachineResources() {}

  /**
   * Returns the seconds that all threads of this process have worked, those of Java's compiler, of
   * the collector and of native libraries too; 0 where the JVM does not tell. What other processes
   * take away does not count, so that differences tell a program's work on a busy machine too.
   */
  public static double processorSeconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean process
        ? Math.max(0, process.getProcessCpuTime()) / 1e9
        : 0;
  }

  /** Returns the bytes of the machine's memory, or of the container's; 0 where it is not told. */
  public static long memory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? Math.max(0, machine.getTotalMemorySize())
        : 0;
  }
}
