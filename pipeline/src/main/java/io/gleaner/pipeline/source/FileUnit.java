package io.gleaner.pipeline.source;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Some loose files of a folder.
 *
 * @param uris of the files, sorted
 * @param files where they are, as they were listed, in the same order
 * @param limit largest size that is read, in bytes
 */
record FileUnit(
    String source,
    String name,
    String fingerprint,
    List<String> uris,
    List<ListedFile> files,
    long limit)
    implements SourceUnit {

  @Override
  public RawImages open() {
    return new RawImages() {
      private int at;

      @Override
      public RawImage next() throws IOException {
        if (at == files.size()) {
          return null;
        }
        String uri = uris.get(at);
        InputBytes input = InputBytes.ofFile(files.get(at++), limit);
        return new RawImage(uri, uri, input.bytes(), input.rejection(), Map.of());
      }

      @Override
      public void close() {}
    };
  }
}
