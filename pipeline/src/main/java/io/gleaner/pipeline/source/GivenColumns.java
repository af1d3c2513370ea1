package io.gleaner.pipeline.source;

import java.io.Serializable;

/**
 * Where embeddings that someone else made have their vectors, ids and images.
 *
 * @param vectors the column of Parquet files, or the array of {@code .npz} files
 * @param id the column of ids, or null for {@code id} where there is one and row numbers elsewhere
 * @param image the column of paths or URLs of the images, or null
 * @param ids a file of ids, one a line, of the only file of embeddings, or null
 * @param ownIds whether images are known by the given ids; else by their source and uri, as images
 *     that Gleaner reads
 */
public record GivenColumns(String vectors, String id, String image, String ids, boolean ownIds)
    implements Serializable {
  /** The column of ids where none is named. */
  static final String ID = "id";

  /** Returns the same for files whose ids no file names. */
  public GivenColumns withoutIdsFile() {
    return new GivenColumns(vectors, id, image, null, ownIds);
  }
}
