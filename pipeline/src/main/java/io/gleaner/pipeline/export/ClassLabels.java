package io.gleaner.pipeline.export;

import io.gleaner.pipeline.export.format.ClassLabel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Numbers classes and gives each a name that every filesystem takes. */
final class ClassLabels {
  private static final int LONGEST = 60;
  private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9._-]");

  /** Names that Windows keeps for devices, whatever comes after a dot. */
  private static final Pattern DEVICE =
      Pattern.compile("(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?", Pattern.CASE_INSENSITIVE);

  private ClassLabels() {}

  /**
   * @param names in the order of the classes, no two of them equal
   */
  static List<ClassLabel> of(List<String> names) {
    Set<String> taken = new HashSet<>();
    List<ClassLabel> labels = new ArrayList<>(names.size());
    for (String name : names) {
      String plain = plain(name);
      String folder = plain;
      for (int again = 2; !taken.add(folder.toLowerCase(Locale.ROOT)); again++) {
        folder = plain + "-" + again;
      }
      labels.add(new ClassLabel(labels.size(), name, folder));
    }
    return labels;
  }

  private static String plain(String name) {
    String plain = OTHER.matcher(name).replaceAll("_");
    plain = plain.substring(0, Math.min(LONGEST, plain.length()));
    boolean unusable =
        plain.isEmpty()
            || plain.startsWith(".")
            || plain.startsWith("-")
            || plain.startsWith("__") // Hugging Face's datasets leaves these out
            || plain.endsWith(".")
            || DEVICE.matcher(plain).matches();
    return unusable ? "class_" + plain.replaceAll("[.]+$", "") : plain;
  }
}
