package io.gleaner.pipeline.source;

/**
 * What a tar's headers say of one member.
 *
 * @param name as the library decodes it, PAX and GNU names included; part of an image's uri
 * @param link what a link names, as it is written there
 * @param at first byte of the member's first header
 * @param content first byte after its headers
 * @param size bytes of its content; of a sparse member, with its holes
 */
record TarMember(String name, Kind kind, String link, long at, long content, long size)
    implements TarReader.Part {
  /** What kind of file a member is. */
  enum Kind {
    REGULAR("a regular file"),
    SPARSE("a sparse file"),
    HARD_LINK("a hard link"),
    SYMBOLIC_LINK("a symbolic link"),
    FOLDER("a folder"),
    DEVICE("a device"),
    FIFO("a named pipe"),
    CONTINUATION("the rest of a file that begins in another volume"),
    LABEL("a label");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }

    /** By the type flag of a header; POSIX asks that unknown ones be taken as regular files. */
    static Kind of(byte flag) {
      return switch (flag) {
        case '1' -> HARD_LINK;
        case '2' -> SYMBOLIC_LINK;
        case '3', '4' -> DEVICE;
        case '5', 'D' -> FOLDER;
        case '6' -> FIFO;
        case 'M' -> CONTINUATION;
        case 'N', 'V' -> LABEL;
        case 'S' -> SPARSE;
        default -> REGULAR;
      };
    }

    boolean hasContent() {
      return this == REGULAR || this == SPARSE;
    }
  }
}
