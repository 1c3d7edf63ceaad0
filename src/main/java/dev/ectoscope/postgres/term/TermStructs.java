package dev.ectoscope.postgres.term;

import dev.ectoscope.postgres.term.TermScanner.Unreadable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Structs of Postgrex and its kin as PostgreSQL writes the value: postgrex
 * lib/postgrex/builtins.ex, geo, pgvector-elixir.
 */
final class TermStructs {

  private TermStructs() {}

  static TermValue of(String name, Map<String, TermValue> fields) {
    return switch (name) {
      case "Decimal" -> decimal(fields);
      case "Postgrex.INET" -> inet(fields);
      case "Postgrex.MACADDR" -> TermValue.of("macaddr", macaddr(fields));
      case "Postgrex.Range" -> TermValue.of("range", range(fields));
      case "Postgrex.Multirange" -> multirange(fields);
      case "Postgrex.Interval" -> interval(fields, "months", "days", "secs", "microsecs");
      case "Duration" -> duration(fields);
      case "Postgrex.Point" -> TermValue.of("point", point(fields));
      case "Postgrex.Box" -> TermValue.of("box", pair(fields, "upper_right", "bottom_left"));
      case "Postgrex.LineSegment" ->
          TermValue.of("lseg", "[" + pair(fields, "point1", "point2") + "]");
      case "Postgrex.Circle" -> circle(fields);
      case "Postgrex.Polygon" -> TermValue.of("polygon", polygon(fields));
      case "Geo.Point",
          "Geo.PointZ",
          "Geo.LineString",
          "Geo.Polygon",
          "Geo.MultiPoint",
          "Geo.MultiLineString",
          "Geo.MultiPolygon" ->
          geometry(name, fields);
      case "Pgvector" -> throw unknown(name);
      default -> throw unknown(name);
    };
  }

  private static Unreadable unknown(String name) {
    return new Unreadable("a parameter is a " + name + ", which is not known here");
  }

  private static TermValue decimal(Map<String, TermValue> fields) {
    if (number(fields, "coef") == null || number(fields, "exp") == null) {
      throw new Unreadable("a decimal cannot be read");
    }
    String sign = "-1".equals(number(fields, "sign")) ? "-" : "";
    return TermValue.of("decimal", sign + number(fields, "coef") + "e" + number(fields, "exp"));
  }

  private static TermValue inet(Map<String, TermValue> fields) {
    List<String> parts = numbers(fields.get("address"));
    boolean v4 = parts.size() == 4;
    if (!v4 && parts.size() != 8) {
      throw new Unreadable("an address cannot be read");
    }
    String address =
        parts.stream()
            .map(part -> v4 ? part : Integer.toHexString(Integer.parseInt(part)))
            .collect(Collectors.joining(v4 ? "." : ":"));
    String mask = number(fields, "netmask");
    return TermValue.of("inet", mask == null ? address : address + "/" + mask);
  }

  private static String macaddr(Map<String, TermValue> fields) {
    return numbers(fields.get("address")).stream()
        .map(part -> "%02x".formatted(Integer.parseInt(part)))
        .collect(Collectors.joining(":"));
  }

  private static String range(Map<String, TermValue> fields) {
    TermValue lower = fields.get("lower");
    TermValue upper = fields.get("upper");
    if (lower == null || upper == null) {
      throw new Unreadable("a range cannot be read");
    }
    if ("empty".equals(lower.text())) {
      return "empty";
    }
    boolean from = isTrue(fields.get("lower_inclusive"));
    boolean to = isTrue(fields.get("upper_inclusive"));
    return (from ? "[" : "(") + bound(lower) + "," + bound(upper) + (to ? "]" : ")");
  }

  private static String bound(TermValue value) {
    String text = value.text();
    boolean open = text == null || value.type().equals("atom") && text.equals("unbound");
    return open || text == null ? "" : TermValue.quoted(text);
  }

  private static TermValue multirange(Map<String, TermValue> fields) {
    TermValue ranges = fields.get("ranges");
    if (ranges == null || !(ranges.json() instanceof List<?> list)) {
      throw new Unreadable("a multirange cannot be read");
    }
    String text = list.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    return TermValue.of("multirange", text);
  }

  private static TermValue interval(Map<String, TermValue> fields, String... names) {
    List<String> units = List.of("months", "days", "seconds", "microseconds");
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      String amount = number(fields, names[i]);
      if (amount != null) {
        parts.add(amount + " " + units.get(i));
      }
    }
    return TermValue.of("interval", parts.isEmpty() ? "0" : String.join(" ", parts));
  }

  private static TermValue duration(Map<String, TermValue> fields) {
    String text =
        List.of("year", "month", "week", "day", "hour", "minute", "second").stream()
            .filter(unit -> number(fields, unit) != null)
            .map(unit -> number(fields, unit) + " " + unit)
            .collect(Collectors.joining(" "));
    return TermValue.of("interval", text.isEmpty() ? "0" : text);
  }

  private static String point(Map<String, TermValue> fields) {
    if (number(fields, "x") == null || number(fields, "y") == null) {
      throw new Unreadable("a point cannot be read");
    }
    return "(" + number(fields, "x") + "," + number(fields, "y") + ")";
  }

  private static String pair(Map<String, TermValue> fields, String first, String second) {
    return text(fields, first) + "," + text(fields, second);
  }

  private static TermValue circle(Map<String, TermValue> fields) {
    return TermValue.of(
        "circle", "<" + text(fields, "center") + "," + text(fields, "radius") + ">");
  }

  private static String polygon(Map<String, TermValue> fields) {
    TermValue vertices = fields.get("vertices");
    if (vertices == null || !(vertices.json() instanceof List<?> list)) {
      throw new Unreadable("a polygon cannot be read");
    }
    return list.stream().map(String::valueOf).collect(Collectors.joining(",", "(", ")"));
  }

  /** Well-known text with its reference system: {@code SRID=4326;POINT(1.0 2.5)}. */
  private static TermValue geometry(String struct, Map<String, TermValue> fields) {
    TermValue coordinates = fields.get("coordinates");
    if (coordinates == null || !(coordinates.json() instanceof List<?> list)) {
      throw new Unreadable("a geometry cannot be read");
    }
    String srid = number(fields, "srid");
    String kind = struct.substring("Geo.".length()).replaceFirst("Z$", "");
    String at = coordinates(list);
    return TermValue.of(
        "geometry",
        (srid == null ? "" : "SRID=" + srid + ";")
            + kind.toUpperCase(Locale.ROOT)
            + (at.startsWith("(") ? at : "(" + at + ")"));
  }

  private static String coordinates(List<?> list) {
    boolean point = list.stream().allMatch(Number.class::isInstance);
    return point
        ? list.stream().map(String::valueOf).collect(Collectors.joining(" "))
        : list.stream()
            .map(one -> one instanceof List<?> inner ? coordinates(inner) : "")
            .collect(Collectors.joining(",", "(", ")"));
  }

  private static String text(Map<String, TermValue> fields, String name) {
    TermValue value = fields.get(name);
    if (value == null || value.text() == null) {
      throw new Unreadable("a shape cannot be read");
    }
    return value.text();
  }

  private static boolean isTrue(@Nullable TermValue value) {
    return value != null && "true".equals(value.text());
  }

  private static @Nullable String number(Map<String, TermValue> fields, String name) {
    TermValue value = fields.get(name);
    return value != null && value.json() instanceof Number ? value.text() : null;
  }

  private static List<String> numbers(@Nullable TermValue tuple) {
    if (tuple != null
        && tuple.json() instanceof List<?> elements
        && elements.stream().allMatch(Number.class::isInstance)) {
      return elements.stream().map(String::valueOf).toList();
    }
    throw new Unreadable("an address cannot be read");
  }
}
