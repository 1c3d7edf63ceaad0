package dev.ectoscope.postgres.guard;

import dev.ectoscope.postgres.SqlScanner.Kind;
import dev.ectoscope.postgres.SqlScanner.Token;
import dev.ectoscope.postgres.guard.ReachFacts.Name;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names in a text, by what they may mean.
 *
 * @param all every name, with the one before its dot as schema
 * @param called those before a parenthesis
 * @param dotted those after a dot: {@code row.name} may call {@code name(row)}
 * @param operators with the schema of {@code OPERATOR(schema.=)}
 * @param samples methods of TABLESAMPLE
 * @param targets those that a value may be cast to, after {@code ::} or AS or before a parenthesis;
 *     not the type of a literal, {@code 'x'::mood}, which is read and not cast
 */
record Names(
    Set<Name> all,
    Set<Name> called,
    Set<Name> dotted,
    Set<Name> operators,
    Set<String> samples,
    Set<Name> targets) {

  /** SQL's names of types that the catalog calls otherwise. */
  private static final Map<String, List<String>> SPELLINGS =
      Map.ofEntries(
          Map.entry("int4", List.of("int4", "int", "integer", "serial")),
          Map.entry("int8", List.of("int8", "bigint")),
          Map.entry("int2", List.of("int2", "smallint")),
          Map.entry("float4", List.of("float4", "real", "float")),
          Map.entry("float8", List.of("float8", "double", "float")),
          Map.entry("numeric", List.of("numeric", "decimal", "dec")),
          Map.entry("bool", List.of("bool", "boolean")),
          Map.entry("bpchar", List.of("bpchar", "character", "char", "nchar")),
          Map.entry("varchar", List.of("varchar", "character", "char", "varying", "nchar")),
          Map.entry("timestamptz", List.of("timestamptz", "zone")),
          Map.entry("timetz", List.of("timetz", "zone")),
          Map.entry("varbit", List.of("varbit", "bit")));

  static Names in(List<Token> tokens) {
    Names names =
        new Names(
            new LinkedHashSet<>(),
            new LinkedHashSet<>(),
            new LinkedHashSet<>(),
            new LinkedHashSet<>(),
            new LinkedHashSet<>(),
            new LinkedHashSet<>());
    for (int i = 0; i < tokens.size(); i++) {
      names.add(tokens, i);
    }
    return names;
  }

  private void add(List<Token> tokens, int i) {
    Token token = tokens.get(i);
    boolean afterDot = i > 0 && tokens.get(i - 1).is(".");
    boolean qualified = i > 1 && afterDot && tokens.get(i - 2).isName();
    String schema = qualified ? tokens.get(i - 2).text() : "";
    if (token.kind() == Kind.OPERATOR) {
      operators.add(new Name(schema, token.text()));
      return;
    }
    if (!token.isName()) {
      return;
    }
    Name name = new Name(schema, token.text());
    all.add(name);
    if (isTarget(tokens, i, qualified ? i - 2 : i)) {
      targets.add(name);
    }
    if (afterDot) {
      dotted.add(new Name("", token.text()));
    }
    if (i + 1 < tokens.size() && tokens.get(i + 1).is("(")) {
      called.add(name);
    }
    if (i > 0 && tokens.get(i - 1).is("tablesample")
        || i > 2 && qualified && tokens.get(i - 3).is("tablesample")) {
      samples.add(token.text());
    }
  }

  private static boolean isTarget(List<Token> tokens, int i, int first) {
    if (tokens.get(i).is("zone") && i > 1 && tokens.get(i - 2).is("with")) {
      return true;
    }
    boolean opens = i + 1 < tokens.size() && tokens.get(i + 1).is("(");
    Token before = first < 1 ? null : tokens.get(first - 1);
    if (before == null || !before.is("::")) {
      return opens || before != null && before.is("as");
    }
    Token value = first < 2 ? before : tokens.get(first - 2);
    boolean literal = value.kind() == Kind.STRING || value.kind() == Kind.PARAMETER;
    return !literal && !value.is("null");
  }

  boolean isCalled(String function) {
    return called.stream().anyMatch(name -> name.name().equals(function));
  }

  /** Whether a function of that name is called with its schema written before it. */
  boolean isQualified(String function) {
    return called.stream().anyMatch(n -> n.name().equals(function) && !n.schema().isEmpty());
  }

  /** How SQL may spell the type that the catalog calls so. */
  static List<String> spellings(String type) {
    return SPELLINGS.getOrDefault(type, List.of(type));
  }
}
