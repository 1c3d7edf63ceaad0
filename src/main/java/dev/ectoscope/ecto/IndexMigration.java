package dev.ectoscope.ecto;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ectoscope.review.Fix.CreateIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * One index as a migration and as SQL.
 *
 * @param sortsByOption whether a descending column is {@code desc: :column} in the migration
 *     (ecto_sql 3.13), otherwise {@code "column DESC"}
 * @param tenants whether it is run once in the schema of each
 */
record IndexMigration(CreateIndex index, boolean sortsByOption, boolean tenants) {

  static final String ONCE_EACH =
      "  # Run it once for each tenant: mix ecto.migrate --prefix TENANT";

  private static final int LONGEST_NAME = 63;
  private static final String DESCENDING = " DESC";
  private static final Pattern COLUMN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern FOLDED = Pattern.compile("[a-z_][a-z0-9_]*");
  private static final Pattern WITH_CLASS = Pattern.compile("(\\w+|.*\\)) \\w+_(ops|path_ops)");
  private static final Pattern CALL = Pattern.compile("\\w+\\(.*\\)|\\(.*\\)", Pattern.DOTALL);
  private static final Set<String> RESERVED =
      Set.of(
          "all",
          "analyse",
          "analyze",
          "and",
          "any",
          "array",
          "as",
          "asc",
          "asymmetric",
          "both",
          "case",
          "cast",
          "check",
          "collate",
          "column",
          "constraint",
          "create",
          "current_date",
          "current_role",
          "current_time",
          "current_timestamp",
          "current_user",
          "default",
          "deferrable",
          "desc",
          "distinct",
          "do",
          "else",
          "end",
          "except",
          "false",
          "fetch",
          "for",
          "foreign",
          "from",
          "grant",
          "group",
          "having",
          "in",
          "initially",
          "intersect",
          "into",
          "lateral",
          "leading",
          "limit",
          "localtime",
          "localtimestamp",
          "not",
          "null",
          "offset",
          "on",
          "only",
          "or",
          "order",
          "placing",
          "primary",
          "references",
          "returning",
          "select",
          "session_user",
          "some",
          "symmetric",
          "table",
          "then",
          "to",
          "trailing",
          "true",
          "union",
          "unique",
          "user",
          "using",
          "variadic",
          "when",
          "where",
          "window",
          "with");

  IndexMigration(CreateIndex index) {
    this(index, false, false);
  }

  IndexMigration(CreateIndex index, boolean sortsByOption) {
    this(index, sortsByOption, false);
  }

  /** At most 63 bytes, and another one for another index. */
  String name() {
    List<String> words = new ArrayList<>();
    words.add(index.table());
    index.keys().forEach(key -> words.add(word(key)));
    if (!isBtree()) {
      words.add(index.method());
    }
    if (!index.include().isEmpty()) {
      words.add("include");
      words.addAll(index.include());
    }
    if (!index.where().isEmpty()) {
      words.add("where");
      words.add(comparisonsInWords(index.where()));
    }
    words.add("index");
    return shortened(ascii(String.join("_", words)));
  }

  private static String word(String key) {
    String column = withoutDirection(key);
    boolean classed = WITH_CLASS.matcher(column).matches();
    String bare = classed ? column.substring(0, column.lastIndexOf(' ')) : column;
    // Beside it there may be an index of the plain column, by the plain name.
    String pattern = classed && column.endsWith("_pattern_ops") ? "_pattern" : "";
    return bare + pattern + (isDescending(key) ? "_desc" : "");
  }

  private static String comparisonsInWords(String where) {
    return where
        .replace("<=", " lte ")
        .replace(">=", " gte ")
        .replace("<>", " not ")
        .replace("!=", " not ")
        .replace("<", " lt ")
        .replace(">", " gt ");
  }

  private String ascii(String text) {
    boolean lossless = text.chars().allMatch(c -> c < 128);
    String plain =
        text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]+", "_").replaceAll("_{2,}", "_");
    return lossless ? plain : plain.replaceAll("_index$", "") + "_" + hash() + "_index";
  }

  private String shortened(String name) {
    if (name.length() <= LONGEST_NAME) {
      return name;
    }
    String end = "_" + hash() + "_index";
    String start = name.substring(0, LONGEST_NAME - end.length());
    int word = start.lastIndexOf('_');
    String whole = word > index.table().length() ? start.substring(0, word) : start;
    return whole.replaceAll("(_and|_)+$", "") + end;
  }

  private String hash() {
    CRC32 crc = new CRC32();
    crc.update(index.toString().getBytes(UTF_8));
    return String.format("%08x", crc.getValue());
  }

  /** What Ecto calls an index of plain columns that is given no name. */
  private String defaultName() {
    return index.table() + "_" + String.join("_", index.keys()) + "_index";
  }

  private boolean isBtree() {
    return index.method().isEmpty() || index.method().equalsIgnoreCase("btree");
  }

  private static boolean isDescending(String key) {
    return key.endsWith(DESCENDING);
  }

  private static String withoutDirection(String key) {
    return isDescending(key) ? key.substring(0, key.length() - DESCENDING.length()) : key;
  }

  private static boolean isColumn(String key) {
    return COLUMN.matcher(key).matches();
  }

  /** Columns sorted down are pairs, which need no braces where nothing else follows. */
  private List<String> elixirKeys() {
    List<String> keys = new ArrayList<>();
    boolean last = true;
    for (int i = index.keys().size() - 1; i >= 0; i--) {
      String key = index.keys().get(i);
      boolean pair = sortsByOption && isDescending(key) && isColumn(withoutDirection(key));
      last &= pair;
      String column = Elixir.atom(withoutDirection(key));
      keys.add(0, !pair ? elixirKey(key) : last ? "desc: " + column : "{:desc, " + column + "}");
    }
    return keys;
  }

  private static String elixirKey(String key) {
    return isColumn(key) ? Elixir.atom(key) : Elixir.string(sqlKey(key));
  }

  private static String sqlKey(String key) {
    String column = withoutDirection(key);
    return sqlOperand(column) + (isDescending(key) ? DESCENDING : "");
  }

  private static String sqlOperand(String operand) {
    if (isColumn(operand)) {
      return quotedIfNeeded(operand);
    }
    if (WITH_CLASS.matcher(operand).matches()) {
      int blank = operand.lastIndexOf(' ');
      return sqlOperand(operand.substring(0, blank)) + operand.substring(blank);
    }
    return CALL.matcher(operand).matches() ? operand : "(" + operand + ")";
  }

  private static boolean isExpression(String key) {
    String column = withoutDirection(key);
    boolean named = WITH_CLASS.matcher(column).matches();
    return !isColumn(named ? column.substring(0, column.lastIndexOf(' ')) : column);
  }

  static String quotedIfNeeded(String name) {
    boolean plain = FOLDED.matcher(name).matches() && !RESERVED.contains(name);
    return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  /** CREATE INDEX CONCURRENTLY. */
  String sql() {
    StringBuilder sql =
        new StringBuilder("CREATE INDEX CONCURRENTLY ").append(quotedIfNeeded(name()));
    sql.append(" ON ");
    if (!index.schema().isEmpty()) {
      sql.append(quotedIfNeeded(index.schema())).append('.');
    }
    sql.append(quotedIfNeeded(index.table()));
    if (!isBtree()) {
      sql.append(" USING ").append(index.method().toLowerCase(Locale.ROOT));
    }
    sql.append(" (")
        .append(String.join(", ", index.keys().stream().map(IndexMigration::sqlKey).toList()));
    sql.append(')');
    if (!index.include().isEmpty()) {
      List<String> include = index.include().stream().map(IndexMigration::quotedIfNeeded).toList();
      sql.append(" INCLUDE (").append(String.join(", ", include)).append(')');
    }
    return sql.append(index.where().isEmpty() ? "" : " WHERE " + index.where()).toString();
  }

  /** The migration module. */
  String code(String repo) {
    List<String> lines = new ArrayList<>();
    lines.add("defmodule " + repo + ".Migrations.Create" + Elixir.camel(name()) + " do");
    lines.add("  use Ecto.Migration");
    lines.add("  @disable_ddl_transaction true");
    lines.add("  @disable_migration_lock true");
    lines.add("");
    if (tenants) {
      lines.add(ONCE_EACH);
    }
    lines.add("  def change do");
    lines.addAll(Elixir.block(statements()));
    lines.add("  end");
    lines.add("end");
    return String.join("\n", lines) + "\n";
  }

  private List<List<String>> statements() {
    if (index.keys().stream().noneMatch(IndexMigration::isExpression)) {
      return List.of(create());
    }
    // The planner knows nothing of an expression before its values are counted.
    String schema = index.schema().isEmpty() ? "" : quotedIfNeeded(index.schema()) + ".";
    String analyze =
        tenants
            ? "~s(ANALYZE \"#{prefix()}\"." + quotedIfNeeded(index.table()) + ")"
            : Elixir.string("ANALYZE " + schema + quotedIfNeeded(index.table()));
    return List.of(create(), List.of("    execute(" + analyze + ", \"\")"));
  }

  private List<String> create() {
    List<String> keys = elixirKeys();
    String head = "create index(" + Elixir.atom(index.table()) + ", ";
    String list = "[" + String.join(", ", keys) + "]";
    if (4 + head.length() + list.length() < Elixir.WIDTH) {
      return Elixir.call(4, head, list, options(), 13);
    }
    List<String> lines = new ArrayList<>();
    lines.add("    create index(");
    lines.add("             " + Elixir.atom(index.table()) + ",");
    lines.add("             [");
    for (int i = 0; i < keys.size(); i++) {
      lines.add("               " + keys.get(i) + (i + 1 < keys.size() ? "," : ""));
    }
    lines.add("             ],");
    List<String> options = options();
    for (int i = 0; i < options.size(); i++) {
      lines.add("             " + options.get(i) + (i + 1 < options.size() ? "," : ""));
    }
    lines.add("           )");
    return lines;
  }

  private List<String> options() {
    List<String> options = new ArrayList<>();
    if (!name().equals(defaultName())) {
      options.add("name: " + Elixir.atom(name()));
    }
    if (!index.schema().isEmpty()) {
      options.add("prefix: " + Elixir.string(index.schema()));
    }
    if (!isBtree()) {
      options.add("using: " + Elixir.string(index.method().toUpperCase(Locale.ROOT)));
    }
    if (!index.where().isEmpty()) {
      options.add("where: " + Elixir.string(index.where()));
    }
    if (!index.include().isEmpty()) {
      List<String> include = index.include().stream().map(Elixir::atom).toList();
      options.add("include: [" + String.join(", ", include) + "]");
    }
    options.add("concurrently: true");
    return options;
  }

  /** The migration that must run before, for the index's extension. */
  String extensionCode(String repo) {
    String extension = quotedIfNeeded(index.extension());
    String up = Elixir.string("CREATE EXTENSION IF NOT EXISTS " + extension);
    String down = Elixir.string("DROP EXTENSION IF EXISTS " + extension);
    List<String> lines = new ArrayList<>();
    lines.add("defmodule " + repo + ".Migrations.Create" + Elixir.camel(index.extension()) + " do");
    lines.add("  use Ecto.Migration");
    lines.add("");
    lines.add("  def change do");
    lines.addAll(Elixir.call(4, "execute(", up, List.of(down), 6));
    lines.add("  end");
    lines.add("end");
    return String.join("\n", lines) + "\n";
  }
}
