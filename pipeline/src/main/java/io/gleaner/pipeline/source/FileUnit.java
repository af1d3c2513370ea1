package io.gleaner.pipeline.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Some loose files of a folder.
 *
 * @param uris of the files, sorted
 * @param files their paths, in the same order
 * @param limit largest size that is read, in bytes
 */
record FileUnit(
    String source,
    String name,
    String fingerprint,
    List<String> uris,
    List<String> files,
    long limit)
    implements SourceUnit {

  @Override
  public RawImages open() {
    return new RawImages() {
      private int at;

      @Override
      public RawImage next() {
        if (at == files.size()) {
          return null;
        }
        String uri = uris.get(at);
        InputBytes input = InputBytes.ofFile(Path.of(files.get(at++)), limit);
        return new RawImage(uri, uri, input.bytes(), input.rejection(), Map.of());
      }

      @Override
      public void close() {}
    };
  }
}
