package io.gleaner.pipeline.config;

import io.gleaner.pipeline.source.CarriedField;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The names under which all sources of a recipe carry fields. They become columns of the same
 * tables, so that two that differ in case alone are refused wherever they stand; one and the same
 * name may be carried by several sources.
 */
final class CarriedNames {
  private final Map<String, String> byLowerCase = new HashMap<>();

  /** Returns the carried fields of a source, as the user wrote them. */
  List<String> of(Fields fields) {
    List<String> carried = fields.texts(Schema.CARRY);
    List<String> problems = CarriedField.problems(carried);
    for (int i = 0; i < carried.size(); i++) {
      String problem = problems.get(i);
      String name = CarriedField.parse(carried.get(i)).name();
      String other = byLowerCase.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
      if (problem == null && other != null && !other.equals(name)) {
        problem =
            String.format(
                Locale.ROOT,
                "another source carries \"%s\"; names that differ in case alone are one column:"
                    + " carry it as \"%s AS %s\"",
                other,
                CarriedField.parse(carried.get(i)).field(),
                other);
      }
      if (problem != null && !carried.get(i).isBlank()) {
        fields.problem(Schema.CARRY, i, fields.path() + ".carry: " + problem, "or leave it out");
      }
    }
    return carried;
  }
}
