package dev.ectoscope.postgres.term;

import dev.ectoscope.postgres.term.TermScanner.Unreadable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the list of parameters as Elixir's {@code inspect} prints it in Ecto's log and turns every
 * value into a text that PostgreSQL reads as the parameter's type.
 */
public final class ElixirTerm {

  /** A parameter list, whole or cut. */
  public sealed interface Parsed permits Complete, Elided {

    /** One text or null per parameter; empty when the list is not complete. */
    List<String> values();

    /**
     * One name per parameter read: int, float, string, atom, boolean, nil, datetime, date, time,
     * interval, decimal, uuid, binary, bits, list, tuple, map, inet, macaddr, range, multirange,
     * point and other shapes, geometry, vector.
     */
    List<String> types();

    /** Whether every value could be read. */
    boolean complete();

    /** The types in brackets, {@code [int, string]}: what may be shown instead of values. */
    default String masked() {
      return "[" + String.join(", ", types()) + "]";
    }
  }

  /**
   * All values are there.
   *
   * @param values one text or null per parameter
   * @param types one name per parameter
   */
  public record Complete(List<String> values, List<String> types) implements Parsed {

    public Complete {
      values = Collections.unmodifiableList(new ArrayList<>(values));
      types = List.copyOf(types);
    }

    @Override
    public boolean complete() {
      return true;
    }
  }

  /**
   * The printed list was cut, or holds what cannot be read.
   *
   * @param reason why, without any value
   * @param types names of the parameters before the cut
   * @param parts what the log did print of them, one per type
   */
  public record Elided(String reason, List<String> types, List<Part> parts) implements Parsed {

    public Elided {
      types = List.copyOf(types);
      parts = List.copyOf(parts);
    }

    @Override
    public List<String> values() {
      return List.of();
    }

    @Override
    public boolean complete() {
      return false;
    }
  }

  /**
   * One parameter of a list that is not complete.
   *
   * @param known whether the text may be used: the value is whole, or a list whose first elements
   *     were printed
   * @param text for PostgreSQL, or null for nil or when not known
   * @param whole whether all of it was printed
   */
  public record Part(boolean known, @Nullable String text, boolean whole) {}

  private ElixirTerm() {}

  /** Reads a printed list such as {@code [1, "x", nil]}; never throws. */
  public static Parsed parse(@Nullable String printed) {
    if (printed == null) {
      return new Elided("there is no list of parameters", List.of(), List.of());
    }
    TermParser parser = new TermParser(new TermScanner(printed.strip()));
    try {
      return parsed(parser.parameters());
    } catch (Unreadable e) {
      return elided(e.getMessage(), parser.readSoFar());
    } catch (RuntimeException e) {
      return elided("the list of parameters cannot be read", parser.readSoFar());
    }
  }

  private static Parsed parsed(TermParser.Elements elements) {
    List<String> types = types(elements.values());
    boolean whole = elements.whole() && elements.values().stream().allMatch(TermValue::whole);
    if (whole) {
      List<String> values = new ArrayList<>();
      elements.values().forEach(value -> values.add(value.text()));
      return new Complete(values, types);
    }
    return elided(TermScanner.CUT, elements.values());
  }

  private static Elided elided(String reason, List<TermValue> read) {
    return new Elided(reason, types(read), read.stream().map(ElixirTerm::part).toList());
  }

  private static List<String> types(List<TermValue> values) {
    return values.stream().map(TermValue::type).toList();
  }

  private static Part part(TermValue value) {
    boolean known = value.whole() || value.text() != null;
    return new Part(known, value.text(), value.whole());
  }
}
