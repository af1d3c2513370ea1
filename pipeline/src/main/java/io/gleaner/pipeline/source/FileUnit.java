package io.gleaner.pipeline.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Some loose files of a folder.
 *
 * @param uris of the files, sorted
 * @param files where they are, as they were listed, in the same order
 * @param sidecars of the files, in the same order; none where no fields are carried
 * @param fields of the sidecars that are carried
 * @param limit largest size that is read, in bytes
 */
record FileUnit(
    String source,
    String name,
    String fingerprint,
    List<String> uris,
    List<ListedFile> files,
    List<FileSidecars> sidecars,
    List<String> fields,
    long limit)
    implements SourceUnit {

  @Override
  public List<ListedFile> read() {
    List<ListedFile> read = new ArrayList<>(files);
    sidecars.forEach(each -> each.files().forEach(file -> read.add(file.getValue())));
    return read;
  }

  @Override
  public OptionalLong inputs() {
    return OptionalLong.of(files.size());
  }

  @Override
  public RawImages open() {
    List<RawImage> unusable = new ArrayList<>();
    return new RawImages() {
      private int at;

      @Override
      public RawImage next() throws IOException {
        if (!unusable.isEmpty()) {
          return unusable.remove(unusable.size() - 1);
        }
        if (at == files.size()) {
          return null;
        }
        int file = at++;
        InputBytes input = InputBytes.ofFile(files.get(file), limit);
        String uri = uris.get(file);
        long length = input.bytes() == null ? files.get(file).bytes() : input.bytes().length;
        return sidecars.get(file).join(uri, Place.file(uri, length), input, fields, unusable);
      }

      @Override
      public void close() {}
    };
  }
}
