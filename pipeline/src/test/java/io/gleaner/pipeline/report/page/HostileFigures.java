package io.gleaner.pipeline.report.page;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures in which every text is another one that its function makes of it. */
final class HostileFigures {
  /** What becomes of a text. */
  interface Change {
    String of(String text);
  }

  private HostileFigures() {}

  /** Returns the same records with each text in them changed; references stay references. */
  static <T> T changed(T figures, Change change) {
    @SuppressWarnings("unchecked")
    T changed = (T) any(figures, change);
    return changed;
  }

  private static Object any(Object value, Change change) {
    if (value instanceof String text) {
      return change.of(text);
    }
    if (value instanceof List<?> list) {
      List<Object> items = new ArrayList<>();
      list.forEach(item -> items.add(any(item, change)));
      return items;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> entries = new LinkedHashMap<>();
      map.forEach((key, item) -> entries.put(any(key, change), any(item, change)));
      return entries;
    }
    if (value instanceof Record) {
      return record(value, change);
    }
    return value;
  }

  private static Object record(Object value, Change change) {
    try {
      RecordComponent[] components = value.getClass().getRecordComponents();
      Class<?>[] types = new Class<?>[components.length];
      Object[] fields = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        fields[i] = any(components[i].getAccessor().invoke(value), change);
      }
      Constructor<?> constructor = value.getClass().getDeclaredConstructor(types);
      return constructor.newInstance(fields);
    } catch (IllegalAccessException
        | InstantiationException
        | InvocationTargetException
        | NoSuchMethodException e) {
      throw new LinkageError(value.getClass().getName(), e);
    }
  }
}
