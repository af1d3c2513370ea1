package io.gleaner.retrieval.neighbours.exact;

/** Finds the k-th greatest of some numbers by partitioning (Hoare 1961). */
final class Selection {
  private Selection() {}

  /**
   * Returns the {@code k}-th greatest of {@code values[0, size)}, which it puts into another order.
   * No value is NaN. Time: some 3 × size comparisons.
   *
   * @param k 1 to {@code size}
   */
  static float greatest(float[] values, int size, int k) {
    int low = 0;
    int high = size - 1;
    int place = k - 1;
    while (low < high) {
      float pivot = median(values[low], values[(low + high) >>> 1], values[high]);
      int left = low;
      int right = high;
      while (left <= right) {
        while (values[left] > pivot) {
          left++;
        }
        while (values[right] < pivot) {
          right--;
        }
        if (left <= right) {
          float swapped = values[left];
          values[left++] = values[right];
          values[right--] = swapped;
        }
      }
      if (place <= right) {
        high = right;
      } else if (place >= left) {
        low = left;
      } else {
        break; // between the two: equal to the pivot
      }
    }
    return values[place];
  }

  private static float median(float a, float b, float c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
