package io.gleaner.pipeline.run;

import io.gleaner.pipeline.storage.Location;
import java.util.List;
import java.util.Map;

/** One step of a run: reads folders that are complete, writes folders of its own. */
interface Stage {
  /** Returns the name that {@code --from} and {@code --until} take. */
  String name();

  /** Returns the folders and files that this stage alone writes: none lies in another one. */
  List<Location> outputs();

  /** Returns a digest of all that decides the outputs: configuration and inputs. */
  String fingerprint();

  /** Whether outputs of another fingerprint are cleared first, or looked through for reuse. */
  default boolean reusesItsOutputs() {
    return false;
  }

  /** Returns values of the configuration that readers of the tables need, such as a threshold. */
  default Map<String, Double> settings() {
    return Map.of();
  }

  /**
   * Does the work.
   *
   * @return counts for the mark, the log and run.json, in the order in which they are shown
   */
  Map<String, Long> execute(Execution execution) throws Exception;
}
