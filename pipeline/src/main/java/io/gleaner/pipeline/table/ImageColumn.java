package io.gleaner.pipeline.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * Which column of a Parquet file holds its images: the one that is named, or else the likeliest of
 * those that could.
 *
 * @param name of the column
 * @param struct whether it is a struct with {@code bytes}, as Hugging Face datasets write
 * @param hasPath whether that struct has a text {@code path}
 * @param candidates the columns that could hold images, likeliest first; one where a name was given
 */
record ImageColumn(String name, boolean struct, boolean hasPath, List<String> candidates) {
  private static final List<String> NAMES =
      List.of(
          "image",
          "img",
          "jpg",
          "jpeg",
          "png",
          "webp",
          "image_bytes",
          "img_bytes",
          "image_data",
          "bytes",
          "content",
          "data",
          "picture",
          "photo");

  /** Digests and the like, which never hold images, and what is an image but not the picture. */
  private static final Pattern DIGEST =
      Pattern.compile(
          "(.*[_-])?(md5|sha\\d*|[apdw]?hash|checksum|digest|crc\\d*|uuid|guid|id|key|embeddings?"
              + "|features?|vectors?|latents?)([_-]?(hex|sum|bytes|\\d+))?");

  private static final Set<String> SECOND =
      Set.of("mask", "masks", "depth", "label", "annotation", "segmentation", "thumbnail");

  /** Finds among some binary columns those whose values look like images. */
  interface Look {
    Set<String> images(List<String> columns) throws java.io.IOException;
  }

  /**
   * @param wanted the column's name, or null
   * @param look is asked where several binary columns could be meant, or a doubtful one
   * @throws IllegalArgumentException where no column can be meant; the message names those there
   *     are
   */
  static ImageColumn choose(MessageType schema, String wanted, Look look)
      throws java.io.IOException {
    if (wanted != null) {
      return named(schema, wanted);
    }
    List<Type> structs = schema.getFields().stream().filter(ImageColumn::isStruct).toList();
    List<String> binaries =
        schema.getFields().stream().filter(ImageColumn::isBinary).map(Type::getName).toList();
    List<String> candidates = new ArrayList<>(byName(structs.stream().map(Type::getName).toList()));
    if (!candidates.isEmpty()) {
      candidates.addAll(byName(binaries.stream().filter(name -> !isDigest(name)).toList()));
      return of(schema, candidates.get(0), candidates);
    }
    List<String> likely = binaries.stream().filter(name -> !isDigest(name)).toList();
    if (likely.size() == 1) {
      return of(schema, likely.get(0), likely);
    }
    Set<String> seen = binaries.isEmpty() ? Set.of() : look.images(binaries);
    List<String> images = byName(binaries.stream().filter(seen::contains).toList());
    List<String> others = byName(likely.stream().filter(name -> !seen.contains(name)).toList());
    candidates.addAll(images);
    candidates.addAll(others);
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "no column holds images: a struct with \"bytes\" or a binary column is needed, or"
                  + " image_column; there are %s",
              names(schema)));
    }
    return of(schema, candidates.get(0), candidates);
  }

  private static ImageColumn named(MessageType schema, String wanted) {
    if (!schema.containsField(wanted)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "there is no column \"%s\"; there are %s", wanted, names(schema)));
    }
    Type type = schema.getType(wanted);
    if (!isStruct(type) && !isBinary(type)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "column \"%s\" holds no images: it is %s, must be binary or a struct with \"bytes\"",
              wanted,
              type.toString().replaceAll("\\s+", " ")));
    }
    return of(schema, wanted, List.of(wanted));
  }

  private static ImageColumn of(MessageType schema, String name, List<String> candidates) {
    Type type = schema.getType(name);
    boolean struct = isStruct(type);
    return new ImageColumn(
        name, struct, struct && hasPath(type.asGroupType()), List.copyOf(candidates));
  }

  private static List<String> names(MessageType schema) {
    return schema.getFields().stream().map(Type::getName).toList();
  }

  /** Names that images have come first, in that order; others keep the file's order. */
  private static List<String> byName(List<String> names) {
    return names.stream().sorted(Comparator.comparingInt(ImageColumn::rank)).toList();
  }

  private static int rank(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    int place = NAMES.indexOf(lower);
    if (place >= 0) {
      return place;
    }
    if (SECOND.stream().anyMatch(lower::contains)) {
      return NAMES.size() + 2;
    }
    return lower.contains("image") || lower.contains("img") ? NAMES.size() : NAMES.size() + 1;
  }

  private static boolean isDigest(String name) {
    return DIGEST.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }

  private static boolean isStruct(Type type) {
    if (type.isPrimitive()
        || type.getLogicalTypeAnnotation() != null
        || type.isRepetition(Type.Repetition.REPEATED)) {
      return false;
    }
    GroupType group = type.asGroupType();
    return group.containsField("bytes") && isBinary(group.getType("bytes"));
  }

  private static boolean hasPath(GroupType group) {
    return group.containsField("path") && isText(group.getType("path"));
  }

  private static boolean isBinary(Type type) {
    return type.isPrimitive()
        && !type.isRepetition(Type.Repetition.REPEATED)
        && type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY
        && type.getLogicalTypeAnnotation() == null;
  }

  /** Returns whether a column holds texts. */
  static boolean isText(Type type) {
    return type.isPrimitive()
        && !type.isRepetition(Type.Repetition.REPEATED)
        && type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY
        && (type.getLogicalTypeAnnotation() instanceof StringLogicalTypeAnnotation
            || type.getLogicalTypeAnnotation() instanceof JsonLogicalTypeAnnotation);
  }
}
