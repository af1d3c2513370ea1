package io.gleaner.pipeline.export.format;

import io.gleaner.pipeline.run.RunDirectory;
import java.io.IOException;
import java.util.List;

/** All shards of an export, and where they came from. */
public interface FinishedExport {
  /** What is done with each shard in turn. */
  interface Use {
    void take(FinishedShard shard) throws IOException;
  }

  ExportFolder folder();

  /** The run that is exported; it is only read. */
  RunDirectory run();

  /** The classes that images were planned for, by their numbers. */
  List<ClassLabel> labels();

  /** Images that were written. */
  long images();

  /** Images of each class that were written, by the classes' numbers. */
  List<Long> imagesByLabel();

  /** Goes through the shards in their order, of which one is in memory at a time. */
  void forEach(Use use) throws IOException;
}
