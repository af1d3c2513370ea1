package io.gleaner.clustering.workers;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Ids in elements, where one image occurs many times, such as in the edges of a neighbour graph:
 * each id once, in the order of their first occurrence, and then their numbers. What is read shares
 * the strings likewise.
 */
public final class RepeatedIds {
  private RepeatedIds() {}

  /**
   * @param count how many ids there are
   * @param id gives the id at each place from 0
   */
  public static void write(DataOutputStream out, int count, IntFunction<String> id)
      throws IOException {
    Map<String, Integer> numbers = new HashMap<>();
    List<String> distinct = new ArrayList<>();
    int[] places = new int[count];
    for (int place = 0; place < count; place++) {
      String text = id.apply(place);
      Integer known = numbers.putIfAbsent(text, distinct.size());
      if (known == null) {
        places[place] = distinct.size();
        distinct.add(text);
      } else {
        places[place] = known;
      }
    }
    out.writeInt(distinct.size());
    for (String text : distinct) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      out.writeInt(bytes.length);
      out.write(bytes);
    }
    Numbers.writeCounts(out, places);
  }

  /** Returns the ids that {@link #write} has written, {@code count} of them. */
  public static String[] read(DataInputStream in, int count) throws IOException {
    String[] distinct = new String[in.readInt()];
    for (int number = 0; number < distinct.length; number++) {
      distinct[number] = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
    int[] places = Numbers.readCounts(in, count);
    String[] ids = new String[count];
    Arrays.setAll(ids, place -> distinct[places[place]]);
    return ids;
  }
}
