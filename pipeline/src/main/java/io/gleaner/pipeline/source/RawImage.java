package io.gleaner.pipeline.source;

import io.gleaner.pipeline.image.Reason;
import io.gleaner.pipeline.image.RejectedImageException;
import java.util.Map;

/**
 * One input of a source, before it is decoded.
 *
 * @param uri names the input within its source: the entry's last path segment and what follows it
 *     ({@code pool/hats/1.jpg}, {@code 00000.tar/000000017.jpg}, {@code train-0.parquet/17}); never
 *     an absolute path, so that it survives a move
 * @param key the original key: WebDataset's {@code __key__}, a Parquet row's path, a file's uri
 * @param place where the bytes are, or null where nobody knows
 * @param bytes the encoded image, or null where {@code rejection} says why there is none
 * @param rejection why the bytes could not be had, or null
 * @param carried the fields named by {@code carry} that this input has, as text; absent ones absent
 */
public record RawImage(
    String uri,
    String key,
    Place place,
    byte[] bytes,
    RejectedImageException rejection,
    Map<String, String> carried) {
  /** An input, or a whole file of inputs, that cannot be had. */
  static RawImage rejected(String uri, Reason reason, String detail) {
    return new RawImage(uri, uri, null, null, new RejectedImageException(reason, detail), Map.of());
  }
}
