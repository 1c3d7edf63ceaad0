package dev.ectoscope.detector.query;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * From where on the detectors of this package speak. One place, one set; a team may change it in
 * {@code .ectoscope.toml}, where the names are written as {@code calls-in-unit}.
 *
 * @param callsInUnit executions in one unit of work that make a loop by themselves
 * @param callsInSomeUnits executions in one unit that make a loop when it happens again and again
 * @param someUnits in how many units it must happen then
 * @param pauseMs wait between equal executions from which they are polls
 * @param sharedConditions conditions that a repeated WHERE has at least
 * @param sharers statements or functions that share it
 * @param deepOffset rows skipped from which a page is deep
 * @param fewRows a table with fewer rows is read as quickly without an index
 * @param largeTable rows from which reading a whole table is worth a word
 * @param unboundedRows rows of one result from which it wants a limit
 * @param manyColumns columns read from one table from which they may be too many
 * @param wideQuery bytes of long columns a query from which they are worth leaving out
 * @param wideColumn bytes a value that make any column long
 * @param longColumn bytes a value that make a column of a type for long values long
 * @param manyRows rows a query from which wide rows matter
 * @param decodeMs milliseconds an execution takes on average to decode its rows, from which these
 *     are many or wide whatever else is known
 * @param mounts visits that mount a LiveView twice with the same queries
 * @param literalTexts texts of one statement that differ in values from which they are no constants
 */
public record Thresholds(
    int callsInUnit,
    int callsInSomeUnits,
    int someUnits,
    long pauseMs,
    int sharedConditions,
    int sharers,
    long deepOffset,
    double fewRows,
    double largeTable,
    double unboundedRows,
    int manyColumns,
    long wideQuery,
    int wideColumn,
    int longColumn,
    long manyRows,
    long decodeMs,
    int mounts,
    int literalTexts) {

  public static final Thresholds DEFAULT =
      new Thresholds(
          5, 3, 3, 20, 2, 3, 1_000, 1_000, 50_000, 2_000, 8, 32_768, 256, 128, 50, 5, 2, 8);

  /** The values by the names of the settings file, in the order of the record. */
  public Map<String, Number> byName() {
    Map<String, Number> values = new LinkedHashMap<>();
    for (RecordComponent component : getClass().getRecordComponents()) {
      values.put(name(component), value(component));
    }
    return values;
  }

  private static String name(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private Number value(RecordComponent component) {
    try {
      return (Number) component.getAccessor().invoke(this);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * The same with other values, whole and positive.
   *
   * @throws IllegalArgumentException when a name is unknown
   */
  public Thresholds with(Map<String, Long> changes) {
    for (String name : changes.keySet()) {
      if (!byName().containsKey(name)) {
        throw new IllegalArgumentException(
            "unknown threshold " + name + "; there are " + String.join(", ", byName().keySet()));
      }
    }
    RecordComponent[] components = getClass().getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      Long change = changes.get(name(components[i]));
      Number value = change == null ? value(components[i]) : change;
      values[i] =
          types[i] == int.class
              ? (Object) Math.toIntExact(value.longValue())
              : types[i] == long.class ? (Object) value.longValue() : (Object) value.doubleValue();
    }
    try {
      return getClass().getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
